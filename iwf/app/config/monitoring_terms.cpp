// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/monitoring_terms.hpp"

#include <cstdint>

namespace iwf::config {
namespace {

using core::Sourced;
using domain::MonitoringType;

} // namespace

domain::Accuracy accuracy_of(mtciwf::v1::Accuracy accuracy)
{
    switch (accuracy) {
    case mtciwf::v1::ACCURACY_CELL:
        return domain::Accuracy::cell;
    case mtciwf::v1::ACCURACY_BASE_STATION:
        return domain::Accuracy::base_station;
    case mtciwf::v1::ACCURACY_TRACKING_AREA:
        return domain::Accuracy::tracking_area;
    default:
        return domain::Accuracy::network;
    }
}

std::optional<MonitoringType> event_of(mtciwf::v1::Action action)
{
    switch (action) {
    case mtciwf::v1::ACTION_LOSS_OF_CONNECTIVITY:
        return MonitoringType::loss_of_connectivity;
    case mtciwf::v1::ACTION_UE_REACHABILITY:
        return MonitoringType::ue_reachability;
    case mtciwf::v1::ACTION_LOCATION:
        return MonitoringType::location_reporting;
    case mtciwf::v1::ACTION_ASSOCIATION:
        return MonitoringType::change_of_association;
    case mtciwf::v1::ACTION_ROAMING:
        return MonitoringType::roaming_status;
    case mtciwf::v1::ACTION_COMMUNICATION_FAILURE:
        return MonitoringType::communication_failure;
    case mtciwf::v1::ACTION_AVAILABILITY:
        return MonitoringType::availability_after_ddn_failure;
    case mtciwf::v1::ACTION_UE_COUNT:
        return MonitoringType::number_of_ues_in_area;
    case mtciwf::v1::ACTION_REACHABILITY_AND_IDLE:
        return MonitoringType::ue_reachability_and_idle_status;
    case mtciwf::v1::ACTION_AVAILABILITY_AND_IDLE:
        return MonitoringType::availability_after_ddn_failure_and_idle_status;
    case mtciwf::v1::ACTION_PDN_CONNECTIVITY:
        return MonitoringType::pdn_connectivity_status;
    default:
        return std::nullopt;
    }
}

bool is_watched(mtciwf::v1::Action action)
{
    return action == mtciwf::v1::ACTION_BEHAVIOUR || event_of(action).has_value();
}

core::OfferedEvents events_of(
    const google::protobuf::RepeatedField<int>& actions,
    const std::string& path,
    const Origin& origin
)
{
    core::OfferedEvents events;
    for (int i = 0; i < actions.size(); ++i) {
        const auto action = static_cast<mtciwf::v1::Action>(actions[i]);
        const auto line = origin.line(item(path, i));
        if (const auto event = event_of(action)) {
            events.offer(*event, line);
        } else if (action == mtciwf::v1::ACTION_BEHAVIOUR) {
            events.offer_behaviour(line);
        }
    }
    return events;
}

core::MonitoringLimits monitoring_limits_of(
    const mtciwf::v1::MonitoringLimits& limits, const std::string& path, const Origin& origin
)
{
    const auto number = [&](bool has, std::uint32_t value, const char* key) {
        return has ? std::optional{Sourced<std::uint32_t>{value, origin.line(path + key)}}
                   : std::nullopt;
    };
    const auto seconds = [&](bool has, std::uint64_t milliseconds, const char* key) {
        return number(has, static_cast<std::uint32_t>(milliseconds / 1000), key);
    };
    return {
        .accuracy = {accuracy_of(limits.accuracy()), origin.line(path + ".accuracy")},
        .reports = number(limits.has_reports(), limits.reports(), ".reports"),
        .duration_s = seconds(limits.has_duration(), limits.duration(), ".duration"),
        .interval_s = seconds(limits.has_interval(), limits.interval(), ".interval"),
        .detection_s =
            seconds(limits.has_detection_time(), limits.detection_time(), ".detection_time"),
        .subscriptions =
            number(limits.has_subscriptions(), limits.subscriptions(), ".subscriptions"),
        .terminal = {limits.terminal(), origin.line(path + ".terminal")},
    };
}

} // namespace iwf::config
