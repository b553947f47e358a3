// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/domain/monitoring.hpp"

/// "Behaviour not aligned with the activated features" (TS 22.368, 7.2.8; S10): what the network
/// reports of a device, held against the patterns that were agreed for it.
///
/// The patterns are the standard's (TS 23.682, 5.10.2; TS 29.336, 8.4: Communication-Pattern-Set):
/// stationary, periodic, its period and its duration, scheduled times, until when they are valid.
/// How a network is to find that one is not kept the standards leave open; all that follows is
/// local policy, but where a clause is named.
///
/// Several patterns: a device behaves as agreed when one valid pattern allows all that it does at
/// that moment. If none does, what is told is what breaks the pattern that is broken in the fewest
/// ways, of several such the first. One is valid before its Reference-ID-Validity-Time and not from
/// then on (TS 29.336, 8.4). When none is, nothing is judged.
///
/// Stationary: the first location reported sets the place, as the finest element that the agreed
/// accuracy allows, and that element is compared from then on (place_digest.hpp). Another value is
/// a breach, the first value again is aligned; a report without the element says nothing.
///
/// Communication: begins when a device is reported reachable for data in connected mode, or a PDN
/// connection is created; ends when it is reported idle or reachable by paging, when its PDN
/// connection is deleted, a communication fails or connectivity is lost (communication.hpp). It
/// is one communication if it begins again less than a tolerance after its begin. A device that
/// gets connected although it never ended has ended unseen. Times are those of the network's
/// Reporting-Time-Stamp or Idle-Status-Timestamp, when given, and never later than the arrival.
///
/// Periodic: one must begin from a period less a tolerance to a period and a tolerance after the
/// begin of the last. ON_DEMAND has neither period nor duration (TS 29.336: they belong to
/// PERIODICALLY; without an indicator they count as well). Nothing is expected outside of scheduled
/// times: a moment there is put off to one period after the next of them starts.
///
/// Duration: is too long as soon as it exceeds the agreed time and a tolerance.
///
/// Scheduled times: no communication may begin outside of them, nor go on (week_times.hpp).
///
/// What is broken is told once until it is aligned again: the device is back; one begins in time,
/// neither sooner nor later; one ends in its duration; one begins at a scheduled time. Of each
/// expectation at most one breach a `quiet` is told, so that a device at the border of two cells
/// does not flood. A state that still lasts when it ends is told then; a moment is not.
///
/// Pure; errors there are none: what says nothing is passed over.
namespace iwf::core {

/// What was seen of a device whose behaviour is agreed. Small: it is written with each change.
struct ExpectationMemory
{
    std::uint64_t place{};       ///< digest of where it was first seen; 0: not yet
    std::uint64_t other_place{}; ///< likewise, by what reports have that lack that kind of element
    bool away{};                 ///< it was last seen somewhere else
    std::optional<base::WallTime> speaking_since; ///< a communication that has not ended
    std::optional<base::WallTime> last_spoken;    ///< the begin of the last communication
    std::uint32_t told{};                         ///< bits of what was told and holds still
    std::array<base::WallTime, 4> told_at{};      ///< when, by BrokenExpectation less 1; 0: never

    friend bool operator==(const ExpectationMemory&, const ExpectationMemory&) = default;
};

struct ExpectationSettings
{
    /// By how much a device may be early or late or speak longer, and its report be under way.
    /// 0 to a day; of a pattern with a period never more than half of the period.
    std::chrono::seconds tolerance{60};
    /// The least time between two breaches of one expectation; 0 or more.
    std::chrono::seconds quiet{3600};
};

/// What is agreed for one device, and how it is watched. Borrows the patterns.
struct Agreement
{
    std::span<const domain::CommunicationPattern> patterns;
    domain::Accuracy accuracy{domain::Accuracy::cell}; ///< the finest that the server may have
    /// Since when nothing can have been missed: the latest of the begin of the subscription, the
    /// start of this process, and the end of the last suspension. Silence counts from here; a
    /// communication that began before may have ended unseen, and is not judged.
    base::WallTime watched_since;
    ExpectationSettings settings;
};

struct Breach
{
    domain::BrokenExpectation what{};
    /// The standard event that broke it, `broken` set. As the network reported it: not stripped
    /// yet. When only time has passed: the event that was missing or did not end, without more than
    /// its type and the time.
    domain::EventReport evidence;

    friend bool operator==(const Breach&, const Breach&) = default;
};

/// The subscriptions of the network that are needed to watch for these patterns: location reporting
/// for stationary devices; UE reachability for data with idle status, PDN connectivity and loss of
/// connectivity where times of communication matter. Each of a type once; none if there is nothing
/// to watch. They last until the last pattern expires, or `until` if that is sooner; without both
/// as many reports as can be asked for, since with neither the network would send one only
/// (TS 29.336, 8.4). Without idle status ends of communications are seen less often, without PDN
/// connectivity no begin is lost.
[[nodiscard]] std::vector<domain::EventParameters> observations_for(
    std::span<const domain::CommunicationPattern> patterns,
    domain::Accuracy finest,
    std::optional<base::WallTime> until
);

/// The report of an observation came: what it breaks. One with an Event-Handling says nothing.
[[nodiscard]] std::vector<Breach> observe(
    const Agreement& agreement,
    ExpectationMemory& memory,
    const domain::EventReport& report,
    base::WallTime at
);

/// Time has passed: what that breaks. May be called at any time, also too early or too often.
[[nodiscard]] std::vector<Breach>
on_time(const Agreement& agreement, ExpectationMemory& memory, base::WallTime now);

/// When on_time() has something to see, if no report comes before: `now` or later.
[[nodiscard]] std::optional<base::WallTime>
next_due(const Agreement& agreement, const ExpectationMemory& memory, base::WallTime now);

/// The wall clock was set: times from before say nothing. (A time in the future is taken for that
/// without being told; a step back that is shorter than the time since the last event is not seen.)
/// Give the moment as Agreement::watched_since from then on.
void forget_times(ExpectationMemory& memory);

} // namespace iwf::core
