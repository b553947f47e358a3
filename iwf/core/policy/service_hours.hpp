// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "iwf/core/policy/sourced.hpp"
#include "iwf/core/policy/time_zone.hpp"

namespace iwf::core {

/// A part of each week, as a clock on the wall counts it: from Monday 00:00.
struct WeekSpan
{
    std::chrono::minutes from{}; ///< included; 0 to a week, less a minute
    std::chrono::minutes to{};   ///< not included; after `from`, at most a week after it

    friend bool operator==(const WeekSpan&, const WeekSpan&) = default;
};

/// When a server is served. What counts is what the clock of the zone shows: an hour that it leaves
/// out when it is put forward does not come, one that it shows twice comes twice.
struct ServiceHours
{
    std::vector<Sourced<WeekSpan>> spans; ///< none: always
    TimeZone zone;

    /// The line of the first span that has begun and not ended. Line 0 when it is always served;
    /// nothing when it is not now.
    [[nodiscard]] std::optional<SourceLine> find(base::WallTime now) const;
};

/// "Sat 07:05": that clock.
[[nodiscard]] std::string week_time_text(const TimeZone& zone, base::WallTime now);

} // namespace iwf::core
