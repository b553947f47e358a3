// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "iwf/core/monitoring/alignment.hpp"
#include "iwf/core/monitoring/expectation.hpp"

namespace iwf::core {
namespace {

using base::WallTime;
using domain::CommunicationPattern;
using domain::EventParameters;
using domain::MonitoringType;

/// The end of the last pattern, or `until`; nothing when there is no end.
std::optional<WallTime>
end_of(std::span<const CommunicationPattern> patterns, std::optional<WallTime> until)
{
    std::optional<WallTime> last = WallTime::min();
    for (const CommunicationPattern& pattern : patterns) {
        last = last && pattern.valid_until ? std::max(last, pattern.valid_until) : std::nullopt;
    }
    return last && until ? std::min(last, until) : last ? last : until;
}

EventParameters lasting(MonitoringType type, std::optional<WallTime> until)
{
    EventParameters parameters;
    parameters.type = type;
    parameters.monitoring_until = until;
    if (!until) {
        parameters.maximum_reports = std::numeric_limits<std::uint32_t>::max();
    }
    return parameters;
}

EventParameters locations(domain::Accuracy finest, std::optional<WallTime> until)
{
    EventParameters parameters = lasting(MonitoringType::location_reporting, until);
    // The last known one would be reported once (TS 29.336, 8.4).
    parameters.location = domain::LocationRequest{
        .type = domain::LocationType::current,
        // PRA would report devices in an area, not where they are.
        .accuracy = finest == domain::Accuracy::presence_area ? domain::Accuracy::network : finest,
        .minimum_interval_s = std::nullopt,
    };
    return parameters;
}

EventParameters reachability(std::optional<WallTime> until)
{
    EventParameters parameters = lasting(MonitoringType::ue_reachability_and_idle_status, until);
    parameters.ue_reachability.emplace().type = domain::ReachabilityType::data;
    return parameters;
}

} // namespace

std::vector<EventParameters> observations_for(
    std::span<const CommunicationPattern> patterns,
    domain::Accuracy finest,
    std::optional<WallTime> until
)
{
    const bool places = std::ranges::any_of(patterns, [](const CommunicationPattern& pattern) {
        return pattern.stationary == domain::StationaryIndication::stationary;
    });
    const std::optional<WallTime> end = end_of(patterns, until);
    std::vector<EventParameters> observations;
    if (places) {
        observations.push_back(locations(finest, end));
    }
    if (std::ranges::any_of(patterns, has_times)) {
        observations.push_back(reachability(end));
        observations.push_back(lasting(MonitoringType::pdn_connectivity_status, end));
        observations.push_back(lasting(MonitoringType::loss_of_connectivity, end));
    }
    return observations;
}

} // namespace iwf::core
