// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/diameter/monitoring_codec.hpp"

// What is asked for: Monitoring-Event-Configuration and AESE-Communication-Pattern.

namespace iwf::diameter::monitoring {
namespace {

using domain::EventParameters;

static_assert(
    static_cast<std::uint32_t>(domain::ReachabilityType::sms) ==
    bit::reachability_type::reachability_for_sms
);
static_assert(
    static_cast<std::uint32_t>(domain::ReachabilityType::data) ==
    bit::reachability_type::reachability_for_data
);

/// Deleting asks for nothing: its type is not looked at (TS 29.336, 8.4).
void read_type(AvpReader& in, EventConfiguration& configuration)
{
    std::optional<domain::MonitoringType> type;
    in.optional_if_known(avp::monitoring_type, type);
    configuration.parameters.type = type.value_or(domain::MonitoringType{});
    if (!type && configuration.reference) {
        in.refuse(avp::monitoring_type, "has a value that is not defined");
    }
}

/// Bits beyond the two that are defined are not looked at.
void read_reachability_type(AvpReader& in, std::optional<domain::ReachabilityType>& type)
{
    std::optional<std::uint32_t> bits;
    in.optional(avp::reachability_type, bits);
    if (!bits) {
        return;
    }
    const std::uint32_t known = *bits & (bit::reachability_type::reachability_for_sms |
                                         bit::reachability_type::reachability_for_data);
    if (known != bit::reachability_type::reachability_for_sms &&
        known != bit::reachability_type::reachability_for_data) {
        in.refuse(avp::reachability_type, "has not one of its two bits");
        return;
    }
    type = domain::ReachabilityType{known};
}

void read_reachability(AvpReader& in, domain::UeReachability& reachability)
{
    read_reachability_type(in, reachability.type);
    in.optional(avp::maximum_latency, reachability.maximum_latency_s);
    in.optional(avp::maximum_response_time, reachability.maximum_response_time_s);
    in.optional(avp::dl_buffering_suggested_packet_count, reachability.suggested_packet_count);
}

void read_location_request(AvpReader& in, domain::LocationRequest& location)
{
    in.optional(avp::monte_location_type, location.type);
    in.optional(avp::accuracy, location.accuracy);
    in.optional(avp::periodic_time, location.minimum_interval_s);
}

void read_provider(AvpReader& in, std::optional<std::string>& provider)
{
    in.optional_into(avp::mtc_provider_info, provider, [](AvpReader& members, auto& id) {
        members.optional(avp::mtc_provider_id, id);
    });
}

void read_connectivity(AvpReader& in, std::optional<std::string>& name)
{
    in.optional(avp::service_selection, name);
}

void read_areas(AvpReader& in, std::vector<domain::Location>& areas)
{
    in.each(
        avp::number_of_ue_per_location_configuration,
        areas,
        [](AvpReader& one, domain::Location& area) {
            one.require(avp::eps_location_information, area, read_location);
        }
    );
}

void read_plmn_id_requested(AvpReader& in, std::optional<bool>& requested)
{
    std::optional<std::uint32_t> value;
    in.optional(avp::plmn_id_requested, value);
    if (value) {
        requested = value == value::plmn_id_requested::true_;
    }
}

void read_parameters(AvpReader& in, EventParameters& parameters)
{
    in.optional(avp::maximum_number_of_reports, parameters.maximum_reports);
    in.optional(avp::monitoring_duration, parameters.monitoring_until);
    in.optional(avp::maximum_detection_time, parameters.maximum_detection_time_s);
    in.optional(avp::ue_reachability_configuration, parameters.ue_reachability, read_reachability);
    in.optional(
        avp::location_information_configuration, parameters.location, read_location_request
    );
    in.optional(avp::association_type, parameters.association);
    in.optional(avp::dl_buffering_suggested_packet_count, parameters.suggested_packet_count);
    read_plmn_id_requested(in, parameters.plmn_id_requested);
    read_provider(in, parameters.provider_id);
    in.optional_into(
        avp::pdn_connectivity_status_configuration, parameters.access_point_name, read_connectivity
    );
    read_areas(in, parameters.areas);
}

void read_configuration(AvpReader& in, EventConfiguration& configuration)
{
    read_reference(in, configuration.reference);
    read_deletions(in, configuration.for_deletion);
    if (!configuration.reference && configuration.for_deletion.empty()) {
        in.miss(avp::scef_reference_id);
    }
    in.require(avp::scef_id, configuration.scef_id);
    read_type(in, configuration);
    read_parameters(in, configuration.parameters);
}

void write_provider(AvpWriter& out, const std::optional<std::string>& provider)
{
    if (provider) {
        out.group(avp::mtc_provider_info, [&] { out.put(avp::mtc_provider_id, provider); });
    }
}

void write_reachability(AvpWriter& out, const std::optional<domain::UeReachability>& reachability)
{
    if (reachability) {
        out.group(avp::ue_reachability_configuration, [&] {
            out.put(avp::reachability_type, reachability->type);
            out.put(avp::maximum_latency, reachability->maximum_latency_s);
            out.put(avp::maximum_response_time, reachability->maximum_response_time_s);
            out.put(avp::dl_buffering_suggested_packet_count, reachability->suggested_packet_count);
        });
    }
}

void write_location_request(AvpWriter& out, const std::optional<domain::LocationRequest>& location)
{
    if (location) {
        out.group(avp::location_information_configuration, [&] {
            out.put(avp::monte_location_type, location->type);
            out.put(avp::accuracy, location->accuracy);
            out.put(avp::periodic_time, location->minimum_interval_s);
        });
    }
}

void write_plmn_id_requested(AvpWriter& out, const std::optional<bool>& requested)
{
    if (requested) {
        out.put(
            avp::plmn_id_requested,
            *requested ? value::plmn_id_requested::true_ : value::plmn_id_requested::false_
        );
    }
}

void write_areas(AvpWriter& out, Application to, const std::vector<domain::Location>& areas)
{
    write_t6a(out, to, [&] {
        for (const domain::Location& area : areas) {
            out.group(avp::number_of_ue_per_location_configuration, [&] {
                write_location(out, area);
            });
        }
    });
}

void write_parameters(AvpWriter& out, Application to, const EventParameters& parameters)
{
    out.put(avp::maximum_number_of_reports, parameters.maximum_reports);
    out.put(avp::monitoring_duration, parameters.monitoring_until);
    out.put(avp::maximum_detection_time, parameters.maximum_detection_time_s);
    write_reachability(out, parameters.ue_reachability);
    write_location_request(out, parameters.location);
    out.put(avp::association_type, parameters.association);
    out.put(avp::dl_buffering_suggested_packet_count, parameters.suggested_packet_count);
    write_plmn_id_requested(out, parameters.plmn_id_requested);
    write_provider(out, parameters.provider_id);
    if (parameters.access_point_name) {
        out.group(avp::pdn_connectivity_status_configuration, [&] {
            out.put(avp::service_selection, parameters.access_point_name);
        });
    }
    write_areas(out, to, parameters.areas);
}

void read_scheduled(AvpReader& in, domain::ScheduledTime& time)
{
    in.optional(avp::day_of_week_mask, time.days);
    in.optional(avp::time_of_day_start, time.start_s);
    in.optional(avp::time_of_day_end, time.end_s);
}

void read_pattern_set(AvpReader& in, domain::CommunicationPattern& pattern)
{
    in.optional(avp::periodic_communication_indicator, pattern.indicator);
    in.optional(avp::communication_duration_time, pattern.duration_s);
    in.optional(avp::periodic_time, pattern.period_s);
    in.each(avp::scheduled_communication_time, pattern.scheduled, read_scheduled);
    in.optional(avp::stationary_indication, pattern.stationary);
    in.optional(avp::reference_id_validity_time, pattern.valid_until);
    in.optional(avp::traffic_profile, pattern.traffic_profile);
    in.optional(avp::battery_indicator, pattern.battery_indicator);
}

void read_pattern(AvpReader& in, CommunicationPatternConfiguration& pattern)
{
    read_reference(in, pattern.reference);
    in.require(avp::scef_id, pattern.scef_id);
    read_deletions(in, pattern.for_deletion);
    if (!pattern.reference && pattern.for_deletion.empty()) {
        in.miss(avp::scef_reference_id);
    }
    in.each(avp::communication_pattern_set, pattern.patterns, read_pattern_set);
    read_provider(in, pattern.provider_id);
}

void write_scheduled(AvpWriter& out, const std::vector<domain::ScheduledTime>& times)
{
    for (const domain::ScheduledTime& time : times) {
        out.group(avp::scheduled_communication_time, [&] {
            out.put(avp::day_of_week_mask, time.days);
            out.put(avp::time_of_day_start, time.start_s);
            out.put(avp::time_of_day_end, time.end_s);
        });
    }
}

void write_pattern_set(AvpWriter& out, const domain::CommunicationPattern& pattern)
{
    out.group(avp::communication_pattern_set, [&] {
        out.put(avp::periodic_communication_indicator, pattern.indicator);
        out.put(avp::communication_duration_time, pattern.duration_s);
        out.put(avp::periodic_time, pattern.period_s);
        write_scheduled(out, pattern.scheduled);
        out.put(avp::stationary_indication, pattern.stationary);
        out.put(avp::reference_id_validity_time, pattern.valid_until);
        out.put(avp::traffic_profile, pattern.traffic_profile);
        out.put(avp::battery_indicator, pattern.battery_indicator);
    });
}

} // namespace

void read_configurations(AvpReader& in, std::vector<EventConfiguration>& configurations)
{
    in.each(avp::monitoring_event_configuration, configurations, read_configuration);
}

void write_configurations(
    AvpWriter& out, Application to, const std::vector<EventConfiguration>& configurations
)
{
    for (const EventConfiguration& configuration : configurations) {
        out.group(avp::monitoring_event_configuration, [&] {
            write_reference(out, configuration.reference);
            out.put(avp::scef_id, configuration.scef_id);
            out.put(avp::monitoring_type, configuration.parameters.type);
            write_deletions(out, configuration.for_deletion);
            write_parameters(out, to, configuration.parameters);
        });
    }
}

void read_patterns(AvpReader& in, std::vector<CommunicationPatternConfiguration>& patterns)
{
    in.each(avp::aese_communication_pattern, patterns, read_pattern);
}

void write_patterns(AvpWriter& out, const std::vector<CommunicationPatternConfiguration>& patterns)
{
    for (const CommunicationPatternConfiguration& pattern : patterns) {
        out.group(avp::aese_communication_pattern, [&] {
            write_reference(out, pattern.reference);
            out.put(avp::scef_id, pattern.scef_id);
            write_deletions(out, pattern.for_deletion);
            for (const domain::CommunicationPattern& set : pattern.patterns) {
                write_pattern_set(out, set);
            }
            write_provider(out, pattern.provider_id);
        });
    }
}

} // namespace iwf::diameter::monitoring
