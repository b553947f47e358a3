// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "iwf/app/sim/live_events.hpp"
#include "iwf/app/sim/monitoring_settings.hpp"
#include "iwf/app/sim/subscribers.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/diameter/s6t.hpp"

namespace iwf::sim {

/// What devices are like now: what the file says until something changes it.
class DeviceStates
{
public:
    [[nodiscard]] const DeviceState& of(const Subscriber& subscriber) const;
    [[nodiscard]] DeviceState& change(const Subscriber& subscriber);

private:
    std::unordered_map<std::string, DeviceState> changed_; ///< by IMSI
};

/// The device as a SCEF may know it.
[[nodiscard]] diameter::monitoring::UserIdentifier external_name_of(const Subscriber& subscriber);

using Members = std::vector<const Subscriber*>;

/// Whom a CIR is about: the device, or those of the group; none: unknown.
[[nodiscard]] Members members_of(
    const diameter::monitoring::UserIdentifier& user,
    const Subscribers& subscribers,
    const MonitoringSettings& settings
);

/// Not registered anywhere.
[[nodiscard]] bool is_absent(const Subscriber& subscriber);

/// Whether the HSS takes events from this SCEF at all, and for this subscriber.
[[nodiscard]] bool
may_ask(const std::string& scef, const MonitoringSettings& settings, const Subscriber& subscriber);

/// Whether the subscription has the event. Devices in an area are counted by MMEs only.
[[nodiscard]] bool is_subscribed_to(const Subscriber& subscriber, domain::MonitoringType type);

/// Whether a value is none that the standard, or this HSS, takes (5512).
[[nodiscard]] bool is_out_of_range(
    const domain::EventParameters& wanted, const MonitoringSettings& settings, base::WallTime now
);

/// Whether MME or SGSN detect the event, and not the HSS.
[[nodiscard]] bool is_detected_by_serving_node(const domain::EventParameters& event);

/// What is known already when the event is configured (TS 29.336, 7.2.1.2: immediate report).
[[nodiscard]] std::optional<domain::EventReport> immediate_report(
    const domain::EventParameters& asked, std::string_view imsi, const DeviceState& state
);

/// Each member's result, and what is known of it already; that is counted.
[[nodiscard]] diameter::s6t::GroupReport
first_reports(const Members& members, const DeviceStates& states, LiveEvent& event);

/// The roaming status of a device that is in this network.
[[nodiscard]] domain::EventReport roaming_report(
    const domain::EventParameters& asked, std::string_view imsi, const base::Bytes& plmn
);

} // namespace iwf::sim
