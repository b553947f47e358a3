// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/watch_limits.hpp"

#include <chrono>

namespace iwf::core {
namespace {

using domain::Accuracy;
using domain::EventParameters;
using domain::MonitoringType;

bool counts_areas(const EventParameters& parameters)
{
    return parameters.type == MonitoringType::number_of_ues_in_area;
}

/// Has at most one report, whatever was asked for.
bool has_one_report(const EventParameters& parameters)
{
    const bool sms = parameters.type == MonitoringType::ue_reachability &&
                     (!parameters.ue_reachability || !parameters.ue_reachability->type ||
                      *parameters.ue_reachability->type == domain::ReachabilityType::sms);
    const bool last_known = parameters.type == MonitoringType::location_reporting &&
                            (!parameters.location || !parameters.location->type ||
                             *parameters.location->type == domain::LocationType::last_known);
    return sms || last_known || counts_areas(parameters);
}

std::optional<OutOfRange> check_standard(base::WallTime now, const EventParameters& parameters)
{
    if (parameters.maximum_reports == 0U) {
        return OutOfRange{"no report is wanted", {}};
    }
    if (parameters.monitoring_until && *parameters.monitoring_until <= now) {
        return OutOfRange{"Monitoring-Duration is in the past", {}};
    }
    // Of this type only, not of the one with the idle status (TS 29.336, 8.4.8).
    if (parameters.type == MonitoringType::availability_after_ddn_failure &&
        parameters.maximum_reports) {
        return OutOfRange{"this event takes no Maximum-Number-of-Reports", {}};
    }
    const bool several = parameters.maximum_reports.value_or(1) > 1;
    if (has_one_report(parameters) && several) {
        return OutOfRange{"of this event there is one report at most", {}};
    }
    if (counts_areas(parameters) && parameters.areas.empty()) {
        return OutOfRange{"no area is named", {}};
    }
    if (counts_areas(parameters) && parameters.monitoring_until) {
        return OutOfRange{"devices are counted once", {}};
    }
    return std::nullopt;
}

std::optional<OutOfRange> fit_location(const MonitoringLimits& limits, EventParameters& parameters)
{
    domain::LocationRequest& location =
        parameters.location ? *parameters.location : parameters.location.emplace();
    if (!location.accuracy) {
        location.accuracy = limits.accuracy.value;
    } else if (is_finer(*location.accuracy, limits.accuracy.value)) {
        return OutOfRange{"accuracy is finer than agreed", limits.accuracy.line};
    }
    if (!limits.interval_s || is_one_time(parameters)) {
        return std::nullopt;
    }
    if (!location.minimum_interval_s) {
        location.minimum_interval_s = limits.interval_s->value;
    } else if (*location.minimum_interval_s < limits.interval_s->value) {
        return OutOfRange{"Periodic-Time is shorter than agreed", limits.interval_s->line};
    }
    return std::nullopt;
}

std::optional<OutOfRange>
fit_amounts(const MonitoringLimits& limits, base::WallTime now, const EventParameters& parameters)
{
    if (limits.reports && parameters.maximum_reports.value_or(1) > limits.reports->value) {
        return OutOfRange{"more reports than agreed", limits.reports->line};
    }
    if (!limits.duration_s) {
        return std::nullopt;
    }
    const bool until = parameters.monitoring_until.has_value();
    if (until &&
        *parameters.monitoring_until - now > std::chrono::seconds{limits.duration_s->value}) {
        return OutOfRange{"Monitoring-Duration is later than agreed", limits.duration_s->line};
    }
    if (!until && !is_one_time(parameters)) {
        return OutOfRange{"Monitoring-Duration must be given", limits.duration_s->line};
    }
    return std::nullopt;
}

std::optional<OutOfRange> fit_detection(const MonitoringLimits& limits, EventParameters& parameters)
{
    if (parameters.type != MonitoringType::loss_of_connectivity || !limits.detection_s ||
        !parameters.maximum_detection_time_s) {
        return std::nullopt;
    }
    if (*parameters.maximum_detection_time_s < limits.detection_s->value) {
        return OutOfRange{
            "Maximum-Detection-Time is shorter than agreed", limits.detection_s->line};
    }
    return std::nullopt;
}

} // namespace

bool is_finer(Accuracy asked, Accuracy finest)
{
    // An area that the network chose says where a device is at most as finely as a tracking area
    // does.
    const auto rank = [](Accuracy accuracy) {
        return accuracy == Accuracy::presence_area ? Accuracy::tracking_area : accuracy;
    };
    return rank(asked) < rank(finest);
}

bool is_one_time(const EventParameters& parameters)
{
    if (parameters.maximum_reports) {
        return *parameters.maximum_reports == 1;
    }
    return !parameters.monitoring_until || has_one_report(parameters);
}

std::optional<OutOfRange>
fit_limits(const MonitoringLimits& limits, base::WallTime now, EventParameters& parameters)
{
    if (auto wrong = check_standard(now, parameters)) {
        return wrong;
    }
    if (parameters.type == MonitoringType::location_reporting) {
        if (auto wrong = fit_location(limits, parameters)) {
            return wrong;
        }
    }
    if (auto wrong = fit_detection(limits, parameters)) {
        return wrong;
    }
    return fit_amounts(limits, now, parameters);
}

} // namespace iwf::core
