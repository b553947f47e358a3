// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/diameter/overload.hpp"
#include "iwf/gateways/loss_algorithm.hpp"
#include "iwf/gateways/peer_pool.hpp"

namespace iwf::gateways {

/// A report that is in force, or what changed with it, for people.
struct OverloadChange
{
    diameter::OverloadScope scope{};
    std::string name;                  ///< host or realm
    std::uint32_t reduction_percent{}; ///< 0: it is over
    std::chrono::seconds validity{};
    std::uint64_t held_back{}; ///< requests, since it began
};

/// The reacting node of RFC 7683 for one application: the overload reports of the nodes of one
/// pool, at most one a host and one a realm, and what is not sent because of them. Both the time
/// and the chance are arguments. Core thread.
///
/// Stricter than RFC 7683 on purpose: by 7.6 a report of a host is for requests with that
/// Destination-Host and one of a realm for those without any, and ours all have one. This node
/// chose it among the hosts of the pool, though, as agents of the realm would do for others. So a
/// report of a realm holds back what goes to any host of it: never less than the letter asks for.
/// Of a report of the host and one of its realm the larger reduction holds, not the sum.
class OverloadControl
{
public:
    /// A report in an answer of `from`, which is a member of the pool and has been found to be the
    /// very sender of the answer. `realm`: the answer's Origin-Realm; a report for another realm
    /// than the configured one of its sender is ignored. So are one that is not newer than the
    /// last one of the same host or realm, one of an unknown scope, and one that names no
    /// reduction from 0 to 100 (RFC 7683, 7.7) unless its validity is 0.
    std::optional<OverloadChange> take(
        const PoolMember& from,
        std::string_view realm,
        const diameter::OverloadReport& report,
        base::Instant now
    );

    /// The reports that are in force.
    [[nodiscard]] std::vector<OverloadChange> in_force(base::Instant now) const;

    /// The reports that are over, each told once.
    [[nodiscard]] std::vector<OverloadChange> expire(base::Instant now);
    [[nodiscard]] std::optional<base::Instant> next_due() const;

    /// One request to one of the pool. A repetition after a failure is another request: it adds to
    /// the load of whoever gets it, and so needs a permit of its own.
    class Permit
    {
    public:
        /// `chance`: random, from 0 to below 1.
        Permit(OverloadControl& control, Abatement rank, base::Instant now, double chance)
            : control_{control}
            , rank_{rank}
            , now_{now}
            , chance_{chance}
        {}

        /// Whether `to` may be asked. If not, another member may; each is asked for once.
        [[nodiscard]] bool allows(const PoolMember& to);

    private:
        using Realms = std::vector<std::pair<std::string, bool>>;

        [[nodiscard]] Realms::const_iterator find(const std::string& realm) const;
        [[nodiscard]] bool realm_allows(const std::string& name);

        OverloadControl& control_;
        Abatement rank_;
        base::Instant now_;
        double chance_;
        Realms realms_; ///< asked already, and what they said
    };

private:
    /// Kept after its end, as its sequence number is needed to know what is newer.
    struct Report
    {
        diameter::OverloadScope scope{};
        std::string name;
        std::optional<std::uint64_t> sequence;
        base::Instant until{};
        bool in_force{};
        std::uint32_t percent{};
        LossAlgorithm loss;
        std::uint64_t held_back{};

        [[nodiscard]] bool applies(base::Instant now) const { return in_force && now < until; }
        [[nodiscard]] bool is_news(std::uint64_t number, base::Instant now) const;
        [[nodiscard]] std::optional<OverloadChange> end();
        std::optional<OverloadChange>
        begin(std::uint32_t reduction, std::chrono::seconds validity, base::Instant now);
    };

    [[nodiscard]] Report* slot_for(
        const PoolMember& from, std::string_view realm, std::optional<diameter::OverloadScope> scope
    );
    [[nodiscard]] Report* find_host(const PoolMember& host, base::Instant now);
    [[nodiscard]] Report* find_realm(const std::string& realm, base::Instant now);

    std::map<diameter::PeerId, Report> hosts_;
    std::map<std::string, Report> realms_; ///< in lower case
};

} // namespace iwf::gateways
