// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/domain/monitoring.hpp"

/// Windows of Scheduled-Communication-Time (TS 29.336, 8.4), in UTC. As RFC 5777, 4.2 has it, a
/// window has the whole of its last second; without a start it begins at midnight, without an end
/// it ends with 23:59:59; day 0 is Sunday. The RFC does not say what an end before the start is:
/// here it is on the next day, and the days are those on which windows start.
namespace iwf::core {

using ScheduledTimes = std::vector<domain::ScheduledTime>;

/// True if `time` is in a window, each made longer by `tolerance` (0 to a day) on both sides.
[[nodiscard]] bool
is_in(const ScheduledTimes& times, base::WallTime time, std::chrono::seconds tolerance);

/// When the first of the windows that hold `time` is over: its first moment outside of it.
[[nodiscard]] std::optional<base::WallTime>
first_end(const ScheduledTimes& times, base::WallTime time, std::chrono::seconds tolerance);

/// The next start of a window after `time`; nothing when no day has one.
[[nodiscard]] std::optional<base::WallTime>
next_start(const ScheduledTimes& times, base::WallTime time);

} // namespace iwf::core
