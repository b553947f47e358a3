// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/monitoring/alignment.hpp"

#include <algorithm>

#include "iwf/core/monitoring/week_times.hpp"

namespace iwf::core {
namespace {

using base::WallTime;
using domain::CommunicationPattern;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// The smallest step of a WallTime: what is still allowed at its limit is broken after it.
constexpr milliseconds step{1};

bool is_periodic(const CommunicationPattern& pattern)
{
    return pattern.indicator != domain::CommunicationIndicator::on_demand;
}

std::optional<seconds>
in_seconds(const CommunicationPattern& pattern, std::optional<std::uint32_t> value)
{
    return is_periodic(pattern) && value ? std::optional{seconds{*value}} : std::nullopt;
}

std::optional<seconds> period_of(const CommunicationPattern& pattern)
{
    return in_seconds(pattern, pattern.period_s);
}

bool is_allowed_at(const CommunicationPattern& pattern, const Agreement& agreement, WallTime time)
{
    return pattern.scheduled.empty() ||
           is_in(pattern.scheduled, time, agreement.settings.tolerance);
}

/// The last moment at which the next communication is not overdue.
std::optional<WallTime> awaited_until(
    const CommunicationPattern& pattern, const Agreement& agreement, const ExpectationMemory& memory
)
{
    const std::optional<seconds> period = period_of(pattern);
    if (!period) {
        return std::nullopt;
    }
    const milliseconds tolerance = tolerance_of(pattern, agreement.settings);
    const WallTime counted =
        std::max(memory.last_spoken.value_or(agreement.watched_since), agreement.watched_since);
    const WallTime until = counted + *period + tolerance;
    if (pattern.scheduled.empty() || is_in(pattern.scheduled, until, seconds{0})) {
        return until;
    }
    const std::optional<WallTime> start = next_start(pattern.scheduled, until);
    return start ? std::optional{*start + *period + tolerance} : std::nullopt;
}

/// Whether it speaks, as far as is known: what began unwatched may have ended unwatched.
bool speaks(const Agreement& agreement, const ExpectationMemory& memory)
{
    return memory.speaking_since && *memory.speaking_since >= agreement.watched_since;
}

/// The last moment at which the communication that goes on is not too long.
std::optional<WallTime> speaks_until(
    const CommunicationPattern& pattern, const Agreement& agreement, const ExpectationMemory& memory
)
{
    const std::optional<seconds> duration = in_seconds(pattern, pattern.duration_s);
    if (!duration || !speaks(agreement, memory)) {
        return std::nullopt;
    }
    return *memory.speaking_since + *duration + agreement.settings.tolerance;
}

bool is_after(WallTime time, std::optional<WallTime> limit)
{
    return limit && time > *limit;
}

} // namespace

bool is_valid(const CommunicationPattern& pattern, WallTime now)
{
    return !pattern.valid_until || now < *pattern.valid_until;
}

bool has_times(const CommunicationPattern& pattern)
{
    return !pattern.scheduled.empty() ||
           (is_periodic(pattern) && (pattern.period_s || pattern.duration_s));
}

milliseconds tolerance_of(const CommunicationPattern& pattern, const ExpectationSettings& settings)
{
    const milliseconds tolerance = settings.tolerance;
    const std::optional<milliseconds> period = period_of(pattern);
    return period ? std::min(tolerance, *period / 2) : tolerance;
}

Faults lasting_faults(
    const CommunicationPattern& pattern,
    const Agreement& agreement,
    const ExpectationMemory& memory,
    WallTime now
)
{
    Faults faults = 0;
    if (memory.away && pattern.stationary == domain::StationaryIndication::stationary) {
        faults |= elsewhere;
    }
    if (is_after(now, awaited_until(pattern, agreement, memory))) {
        faults |= overdue;
    }
    if (is_after(now, speaks_until(pattern, agreement, memory))) {
        faults |= too_long;
    }
    if (speaks(agreement, memory) && !is_allowed_at(pattern, agreement, now)) {
        faults |= out_of_time;
    }
    return faults;
}

Faults faults_of_begin(
    const CommunicationPattern& pattern,
    const Agreement& agreement,
    const ExpectationMemory& memory,
    WallTime begin
)
{
    ExpectationMemory silent = memory;
    silent.speaking_since.reset();
    Faults faults = lasting_faults(pattern, agreement, silent, begin);
    const std::optional<seconds> period = period_of(pattern);
    if (period && memory.last_spoken &&
        begin < *memory.last_spoken + *period - tolerance_of(pattern, agreement.settings)) {
        faults |= too_soon;
    }
    if (!is_allowed_at(pattern, agreement, begin)) {
        faults |= out_of_time;
    }
    return faults;
}

std::optional<WallTime> next_change(
    const CommunicationPattern& pattern,
    const Agreement& agreement,
    const ExpectationMemory& memory,
    WallTime now
)
{
    std::optional<WallTime> next;
    const auto consider = [&](std::optional<WallTime> moment) {
        if (moment && *moment > now) {
            next = std::min(next.value_or(*moment), *moment);
        }
    };
    const auto after = [](std::optional<WallTime> limit) {
        return limit ? std::optional{*limit + step} : std::nullopt;
    };
    consider(after(awaited_until(pattern, agreement, memory)));
    consider(after(speaks_until(pattern, agreement, memory)));
    if (speaks(agreement, memory)) {
        consider(first_end(pattern.scheduled, now, agreement.settings.tolerance));
    }
    consider(pattern.valid_until);
    return next;
}

} // namespace iwf::core
