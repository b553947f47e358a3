// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/event_codec.hpp"
#include "iwf/store/field_writer.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

namespace iwf::store {
namespace {

namespace wire = mtciwf::v1;

void write_reachability(const domain::UeReachability& reachability, wire::UeReachability& message)
{
    using Message = wire::UeReachability;
    FieldWriter out{message};
    out.put(reachability.type, &Message::set_type);
    out.put(reachability.maximum_latency_s, &Message::set_maximum_latency_s);
    out.put(reachability.maximum_response_time_s, &Message::set_maximum_response_time_s);
    out.put(reachability.suggested_packet_count, &Message::set_suggested_packet_count);
}

void write_request(const domain::LocationRequest& request, wire::LocationRequest& message)
{
    using Message = wire::LocationRequest;
    FieldWriter out{message};
    out.put(request.type, &Message::set_type);
    out.put(request.accuracy, &Message::set_accuracy);
    out.put(request.minimum_interval_s, &Message::set_minimum_interval_s);
}

void write_mme(const domain::MmeLocation& location, wire::MmeLocation& message)
{
    using Message = wire::MmeLocation;
    FieldWriter out{message};
    out.put(location.cell, &Message::mutable_cell);
    out.put(location.tracking_area, &Message::mutable_tracking_area);
    out.put(location.base_station, &Message::mutable_base_station);
    out.put(location.base_station_extended, &Message::mutable_base_station_extended);
    out.put(location.age_minutes, &Message::set_age_minutes);
    message.set_retrieved_now(location.retrieved_now);
}

void write_sgsn(const domain::SgsnLocation& location, wire::SgsnLocation& message)
{
    using Message = wire::SgsnLocation;
    FieldWriter out{message};
    out.put(location.cell, &Message::mutable_cell);
    out.put(location.service_area, &Message::mutable_service_area);
    out.put(location.routing_area, &Message::mutable_routing_area);
    out.put(location.age_minutes, &Message::set_age_minutes);
    message.set_retrieved_now(location.retrieved_now);
}

void write_location(const domain::Location& location, wire::EpsLocation& message)
{
    if (location.mme) {
        write_mme(*location.mme, *message.mutable_mme());
    }
    if (location.sgsn) {
        write_sgsn(*location.sgsn, *message.mutable_sgsn());
    }
}

void write_terminal(const domain::Terminal& terminal, wire::Terminal& message)
{
    FieldWriter out{message};
    out.put(terminal.imei, &wire::Terminal::mutable_imei);
    out.put(terminal.software_version, &wire::Terminal::mutable_software_version);
}

void write_idle_status(const domain::IdleStatus& status, wire::IdleStatus& message)
{
    using Message = wire::IdleStatus;
    FieldWriter out{message};
    out.put(status.since, &Message::set_since);
    out.put(status.active_time_s, &Message::set_active_time_s);
    out.put(status.periodic_update_s, &Message::set_periodic_update_s);
    out.put(status.edrx_cycle_length, &Message::mutable_edrx_cycle_length);
    out.put(status.suggested_packet_count, &Message::set_suggested_packet_count);
}

void write_failure(const domain::CommunicationFailure& failure, wire::CommunicationFailure& message)
{
    using Message = wire::CommunicationFailure;
    FieldWriter out{message};
    out.put(failure.cause_type, &Message::set_cause_type);
    out.put(failure.s1ap_cause, &Message::set_s1ap_cause);
    out.put(failure.ranap_cause, &Message::set_ranap_cause);
    out.put(failure.bssgp_cause, &Message::set_bssgp_cause);
    out.put(failure.gmm_cause, &Message::set_gmm_cause);
    out.put(failure.sm_cause, &Message::set_sm_cause);
}

void write_connectivity(const domain::PdnConnectivity& pdn, wire::PdnConnectivity& message)
{
    using Message = wire::PdnConnectivity;
    message.set_access_point_name(pdn.access_point_name);
    message.set_type(static_cast<std::uint32_t>(pdn.type));
    FieldWriter out{message};
    out.put(pdn.pdn_type, &Message::set_pdn_type);
    out.put(pdn.non_ip_pdn_type_indicator, &Message::set_non_ip_pdn_type_indicator);
    out.put(pdn.non_ip_data_delivery_mechanism, &Message::set_non_ip_data_delivery_mechanism);
    for (const base::Bytes& address : pdn.addresses) {
        message.add_addresses(text_of(address));
    }
}

void write_parts(const domain::EventReport& report, wire::EventReport& message)
{
    if (report.terminal) {
        write_terminal(*report.terminal, *message.mutable_terminal());
    }
    if (report.location) {
        write_location(*report.location, *message.mutable_location());
    }
    if (report.idle_status) {
        write_idle_status(*report.idle_status, *message.mutable_idle_status());
    }
    if (report.failure) {
        write_failure(*report.failure, *message.mutable_failure());
    }
    for (const domain::PdnConnectivity& pdn : report.pdn_connectivity) {
        write_connectivity(pdn, *message.add_pdn_connectivity());
    }
    for (const domain::UeCount& counted : report.ue_counts) {
        wire::UeCount& out = *message.add_ue_counts();
        write_location(counted.area, *out.mutable_area());
        out.set_count(counted.count);
    }
}

} // namespace

void write_parameters(const domain::EventParameters& parameters, wire::EventParameters& message)
{
    using Message = wire::EventParameters;
    message.set_type(static_cast<std::uint32_t>(parameters.type));
    FieldWriter out{message};
    out.put(parameters.maximum_reports, &Message::set_maximum_reports);
    out.put(parameters.monitoring_until, &Message::set_monitoring_until);
    out.put(parameters.maximum_detection_time_s, &Message::set_maximum_detection_time_s);
    if (parameters.ue_reachability) {
        write_reachability(*parameters.ue_reachability, *message.mutable_ue_reachability());
    }
    if (parameters.location) {
        write_request(*parameters.location, *message.mutable_location());
    }
    out.put(parameters.association, &Message::set_association);
    out.put(parameters.suggested_packet_count, &Message::set_suggested_packet_count);
    out.put(parameters.plmn_id_requested, &Message::set_plmn_id_requested);
    out.put(parameters.provider_id, &Message::mutable_provider_id);
    out.put(parameters.access_point_name, &Message::mutable_access_point_name);
    for (const domain::Location& area : parameters.areas) {
        write_location(area, *message.add_areas());
    }
}

void write_report(const domain::EventReport& report, wire::EventReport& message)
{
    using Message = wire::EventReport;
    FieldWriter out{message};
    out.put(report.type, &Message::set_type);
    out.put(report.handling, &Message::set_handling);
    out.put(report.visited_plmn, &Message::mutable_visited_plmn);
    out.put(report.roaming, &Message::set_roaming);
    out.put(report.imei_change, &Message::set_imei_change);
    out.put(report.reachability, &Message::set_reachability);
    out.put(report.reachability_cause, &Message::set_reachability_cause);
    out.put(report.available_until, &Message::set_available_until);
    out.put(report.loss_reason, &Message::set_loss_reason);
    out.put(report.generated, &Message::set_generated);
    out.put(report.broken, &Message::set_broken);
    write_parts(report, message);
}

} // namespace iwf::store
