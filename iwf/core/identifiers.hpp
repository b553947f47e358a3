// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "iwf/base/clock.hpp"
#include "iwf/core/journal.hpp"

namespace iwf::core {

/// Makes the numbers that must not repeat, also not soon after a restart.
class Identifiers
{
public:
    /// `host`: our DiameterIdentity. `seed`: random, from outside.
    Identifiers(std::string host, base::WallTime started, std::uint32_t seed);

    /// RFC 6733, 3: high 12 bits from the time of the start, low 20 bits from a random start.
    [[nodiscard]] std::uint32_t next_end_to_end() { return next_end_to_end_++; }

    /// RFC 6733, 8.8: "<host>;<start of the process>;<counter>;<seed>". The seed tells apart two
    /// processes that started within one second.
    [[nodiscard]] std::string next_session_id();

    /// Never smaller than one given before, whatever the wall clock does.
    [[nodiscard]] TriggerId next_trigger(base::WallTime now);

    /// All given from now on are larger than `id`, which was found in the journal.
    void start_after(TriggerId id);

private:
    std::string session_prefix_;
    std::string session_suffix_;
    std::uint32_t session_counter_{};
    std::uint32_t next_end_to_end_;
    std::uint64_t last_trigger_{};
};

} // namespace iwf::core
