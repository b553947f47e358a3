// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/monitoring/week_times.hpp"

#include <algorithm>
#include <cstdint>

namespace iwf::core {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;

constexpr std::uint32_t day_s = 86'400;

struct Window
{
    base::WallTime from; ///< included
    base::WallTime to;   ///< not included
};

std::optional<Window> window_of(const domain::ScheduledTime& scheduled, sys_days day)
{
    const unsigned weekday = std::chrono::weekday{day}.c_encoding();
    if (scheduled.days && ((*scheduled.days >> weekday) & 1U) == 0) {
        return std::nullopt;
    }
    const std::uint32_t start = std::min(scheduled.start_s.value_or(0), day_s);
    const std::uint32_t end = std::min(scheduled.end_s.value_or(day_s - 1), day_s);
    const sys_days last_day = end < start ? day + days{1} : day;
    return Window{day + seconds{start}, last_day + seconds{end} + seconds{1}};
}

/// Calls `see` with the windows that start on one of the days from `first` to `last`.
template <class See>
void each_window(const ScheduledTimes& times, sys_days first, sys_days last, See see)
{
    for (const domain::ScheduledTime& scheduled : times) {
        for (sys_days day = first; day <= last; day += days{1}) {
            if (const std::optional<Window> window = window_of(scheduled, day)) {
                see(*window);
            }
        }
    }
}

void keep_earlier(std::optional<base::WallTime>& kept, base::WallTime other)
{
    kept = std::min(kept.value_or(other), other);
}

} // namespace

bool is_in(const ScheduledTimes& times, base::WallTime time, seconds tolerance)
{
    return first_end(times, time, tolerance).has_value();
}

std::optional<base::WallTime>
first_end(const ScheduledTimes& times, base::WallTime time, seconds tolerance)
{
    // A window ends at most two days after the midnight before it, and a tolerance later.
    const auto today = std::chrono::floor<days>(time);
    std::optional<base::WallTime> end;
    each_window(times, today - days{3}, today + days{1}, [&](const Window& window) {
        if (window.from - tolerance <= time && time < window.to + tolerance) {
            keep_earlier(end, window.to + tolerance);
        }
    });
    return end;
}

std::optional<base::WallTime> next_start(const ScheduledTimes& times, base::WallTime time)
{
    const auto today = std::chrono::floor<days>(time);
    std::optional<base::WallTime> start;
    // One of yesterday may start at its 24:00.
    each_window(times, today - days{1}, today + days{7}, [&](const Window& window) {
        if (window.from > time) {
            keep_earlier(start, window.from);
        }
    });
    return start;
}

} // namespace iwf::core
