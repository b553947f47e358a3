// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "iwf/base/text_hash.hpp"
#include "iwf/domain/trigger.hpp"

namespace iwf::core {

/// Why a request is refused for now, whoever sent it.
enum class Busy : std::uint8_t
{
    draining, ///< this instance is ending
    requests, ///< as many in progress as there may be
    server,   ///< as many of this server in progress as there may be
    rate,     ///< as many of all servers together as may come in this time
    share,    ///< much is in progress, and more of this server than of others
    triggers, ///< as many triggers open and remembered as there may be
    journal,  ///< the disk is slow, full or broken
    audit,    ///< likewise, and what is not audited shall not be
};

[[nodiscard]] std::string_view name(Busy busy);

/// The requests that are owed an answer, and whether one more may begin (TS 29.368, 5.4; S6). When
/// there is much to do the least important waits: from an eighth of the limit on, which is more
/// than work that goes on well ever needs, a server may have no more than half as much again as the
/// others have on the average; the last eighth is for requests with priority. Core thread.
class Workload
{
public:
    Workload(std::size_t most, std::size_t most_per_server)
        : most_{most}
        , most_per_server_{most_per_server}
    {}

    void begin(const std::string& server);
    void end(std::string_view server);

    /// Of one that has begun: why it may not go on.
    [[nodiscard]] std::optional<Busy>
    check(std::string_view server, domain::Priority priority) const;

    /// Whether the server has more than it may, whatever the others do.
    [[nodiscard]] bool is_full(std::string_view server) const;

    [[nodiscard]] std::size_t in_progress() const { return total_; }
    [[nodiscard]] std::size_t of(std::string_view server) const;

    /// From 0 to 1: as much as there may be.
    [[nodiscard]] double load() const;

private:
    static constexpr std::size_t least_share{16};

    std::size_t most_;
    std::size_t most_per_server_;
    std::size_t total_{};
    /// Those with something in progress.
    std::unordered_map<std::string, std::size_t, base::TextHash, std::equal_to<>> by_server_;
};

} // namespace iwf::core
