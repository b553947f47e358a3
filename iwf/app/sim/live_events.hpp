// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/domain/monitoring.hpp"

namespace iwf::sim {

/// Who has configured an event, and is told of it.
struct Scef
{
    std::string id; ///< SCEF-ID: its Origin-Host
    std::string realm;
    std::uint32_t features{}; ///< of Feature-List 1, that both sides have

    friend bool operator==(const Scef&, const Scef&) = default;
};

/// A device that an event is about.
struct Watched
{
    std::string imsi;
    std::uint32_t reports{}; ///< made so far

    friend bool operator==(const Watched&, const Watched&) = default;
};

/// A Monitoring-Event-Configuration that is stored (TS 29.336, 7.2).
struct LiveEvent
{
    Scef scef;
    domain::ScefReference reference;
    domain::EventParameters parameters;
    std::vector<Watched> devices;     ///< one, or those of the group
    std::optional<std::string> group; ///< the External Group Identifier it was made for
    std::uint32_t guard_s{};          ///< reports of a group are collected as long
    bool suspended{};

    /// Neither number nor time was said (TS 29.336, 8.4.8).
    [[nodiscard]] bool is_one_time() const
    {
        return !parameters.maximum_reports && !parameters.monitoring_until;
    }
    /// Reports to be made of each device; none: no end.
    [[nodiscard]] std::optional<std::uint32_t> most() const
    {
        return is_one_time() ? std::optional{1U} : parameters.maximum_reports;
    }
    [[nodiscard]] bool is_over(base::WallTime now) const
    {
        return parameters.monitoring_until && *parameters.monitoring_until <= now;
    }
};

/// What tells an event from all others: SCEF-ID and reference.
struct EventKey
{
    std::string scef;
    std::uint64_t reference{};

    friend auto operator<=>(const EventKey&, const EventKey&) = default;
};

[[nodiscard]] inline EventKey key_of(const LiveEvent& event)
{
    return {event.scef.id, event.reference.key()};
}

/// The events of a node, found by their name and by device. Core thread.
class LiveEvents
{
public:
    /// Takes the place of the one with the same key. The reference is good until the event is
    /// removed.
    LiveEvent& put(LiveEvent event);
    bool remove(const EventKey& key);

    [[nodiscard]] LiveEvent* find(const EventKey& key);
    [[nodiscard]] std::vector<LiveEvent*> of(const std::string& imsi);
    [[nodiscard]] std::vector<LiveEvent*> all();

    [[nodiscard]] std::size_t size() const { return events_.size(); }
    /// How many of this type the SCEF has.
    [[nodiscard]] std::size_t count(const std::string& scef, domain::MonitoringType type) const;

    /// Those whose time is over leave.
    void expire(base::WallTime now);

    /// For people and tests: `{"events":[{"scef":...},...]}`.
    [[nodiscard]] std::string json() const;

private:
    using Deadlines = std::multimap<base::WallTime, EventKey>;

    std::map<EventKey, LiveEvent> events_;
    std::multimap<std::string, EventKey> by_device_;
    std::map<std::pair<std::string, domain::MonitoringType>, std::size_t> counts_;
    Deadlines deadlines_; ///< of some that are removed already, too
};

/// One report more of this device may be made and is counted. Null: it may not.
[[nodiscard]] Watched* count_report(LiveEvent& event, const std::string& imsi);

/// All reports of a one-time event were made: the node forgets it. One with a number is kept,
/// silent, until its SCEF deletes it.
[[nodiscard]] bool is_done(const LiveEvent& event);

} // namespace iwf::sim
