// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "iwf/app/sim/event_checks.hpp"
#include "iwf/app/sim/live_events.hpp"
#include "iwf/app/sim/monitoring_settings.hpp"
#include "iwf/app/sim/pattern_store.hpp"
#include "iwf/app/sim/subscribers.hpp"
#include "iwf/diameter/s6t.hpp"

namespace iwf::sim {

/// What a CIR changes elsewhere than in its answer.
class ConfigurationListener
{
public:
    ConfigurationListener() = default;
    ConfigurationListener(const ConfigurationListener&) = delete;
    ConfigurationListener& operator=(const ConfigurationListener&) = delete;
    virtual ~ConfigurationListener() = default;

    /// What the serving node says of a new event; nothing: it is not asked.
    virtual std::optional<diameter::Outcome> on_stored(const LiveEvent& event) = 0;
    virtual void on_removed(const LiveEvent& event) = 0;
    /// Another SCEF has taken its place; on_removed() follows.
    virtual void on_overwritten(const LiveEvent& event) = 0;
};

/// The HSS's part in configuring events (TS 29.336, 7.2.1.2), in the order written there.
class EventConfiguration
{
public:
    using Request = diameter::s6t::ConfigurationInformationRequest;
    using Answer = diameter::s6t::ConfigurationInformationAnswer;
    using Wanted = diameter::monitoring::EventConfiguration;

    /// The references outlive it.
    EventConfiguration(
        const Subscribers& subscribers,
        const MonitoringSettings& settings,
        const DeviceStates& states,
        LiveEvents& events,
        ConfigurationListener& listener
    )
        : subscribers_{subscribers}
        , settings_{settings}
        , states_{states}
        , events_{events}
        , listener_{listener}
    {}

    /// `answer.head` is filled. `status`: what each event is told instead of being stored. Returns
    /// what the SCEF of a group is to be told after the answer.
    [[nodiscard]] std::vector<diameter::s6t::GroupReport> configure(
        const Request& request,
        std::optional<diameter::Outcome> status,
        base::WallTime now,
        Answer& answer
    );

    /// Communication patterns stored.
    [[nodiscard]] std::size_t patterns() const { return patterns_.size(); }

private:
    using GroupReports = std::vector<diameter::s6t::GroupReport>;

    /// One CIR under way.
    struct Asked
    {
        const Request& request;
        Scef scef;
        Members members; ///< one, or those of the group
        std::optional<diameter::Outcome> status;
        base::WallTime now;
    };

    [[nodiscard]] bool has_feature(std::uint32_t bit) const
    {
        return (settings_.features & bit) != 0;
    }
    [[nodiscard]] domain::ScefReference known_as(const domain::ScefReference& reference) const;

    [[nodiscard]] std::optional<diameter::Outcome> refusal(const Asked& asked) const;
    [[nodiscard]] std::optional<diameter::Outcome>
    refusal(const Asked& asked, const Wanted& wanted);

    void delete_all(const Asked& asked);
    void delete_listed(const Asked& asked, const Wanted& wanted, Answer& answer);
    [[nodiscard]] GroupReports configure_events(const Asked& asked, Answer& answer);
    [[nodiscard]] std::optional<diameter::s6t::GroupReport>
    configure_one(const Asked& asked, const Wanted& wanted, Answer& answer);
    [[nodiscard]] std::optional<domain::ScefReference>
    make_room(const Asked& asked, const Wanted& wanted);
    void remove(EventKey key);
    void configure_patterns(const Asked& asked, Answer& answer);

    const Subscribers& subscribers_;
    const MonitoringSettings& settings_;
    const DeviceStates& states_;
    LiveEvents& events_;
    ConfigurationListener& listener_;
    PatternStore patterns_;
};

} // namespace iwf::sim
