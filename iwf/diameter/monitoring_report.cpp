// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <optional>

#include "iwf/diameter/generated/monitoring.hpp"
#include "iwf/diameter/monitoring_codec.hpp"

// What is told: the content of Monitoring-Event-Report, which Group-Report-Item has as well.

namespace iwf::diameter::monitoring {
namespace {

using domain::ScefReference;

static_assert(static_cast<std::uint32_t>(domain::ImeiChange::imei) == bit::imei_change::imei);
static_assert(
    static_cast<std::uint32_t>(domain::ImeiChange::imeisv_only) == bit::imei_change::imeisv
);

constexpr std::array expectations{
    EnumValue{static_cast<std::uint32_t>(domain::BrokenExpectation::stationary), "STATIONARY"},
    EnumValue{
        static_cast<std::uint32_t>(domain::BrokenExpectation::periodic_time), "PERIODIC_TIME"},
    EnumValue{
        static_cast<std::uint32_t>(domain::BrokenExpectation::duration), "COMMUNICATION_DURATION"},
    EnumValue{
        static_cast<std::uint32_t>(domain::BrokenExpectation::scheduled_time), "SCHEDULED_TIME"},
};

/// This product's own AVP: of no dictionary, for its vendor is configured.
AvpDefinition broken_expectation(std::uint32_t enterprise)
{
    return {
        "Broken-Expectation",
        1,
        enterprise,
        AvpType::unsigned32,
        avp_flag_vendor,
        {},
        expectations,
        "this product, its vendor AVPs"};
}

void read_imei_change(AvpReader& in, std::optional<domain::ImeiChange>& change)
{
    std::optional<std::uint32_t> bits;
    in.optional(avp::imei_change, bits);
    const std::uint32_t known =
        bits.value_or(0) & (bit::imei_change::imei | bit::imei_change::imeisv);
    if (known == bit::imei_change::imei || known == bit::imei_change::imeisv) {
        change = domain::ImeiChange{known};
    }
}

void read_terminal(AvpReader& in, domain::Terminal& terminal)
{
    in.optional(avp::imei, terminal.imei);
    in.optional(avp::software_version, terminal.software_version);
}

void read_idle_status(AvpReader& in, domain::IdleStatus& status)
{
    in.optional(avp::idle_status_timestamp, status.since);
    in.optional(avp::active_time, status.active_time_s);
    in.optional(avp::subscribed_periodic_rau_tau_timer, status.periodic_update_s);
    in.optional(avp::e_drx_cycle_length, status.edrx_cycle_length);
    in.optional(avp::dl_buffering_suggested_packet_count, status.suggested_packet_count);
}

void read_failure(AvpReader& in, domain::CommunicationFailure& failure)
{
    in.optional(avp::cause_type, failure.cause_type);
    in.optional(avp::s1ap_cause, failure.s1ap_cause);
    in.optional(avp::ranap_cause, failure.ranap_cause);
    in.optional(avp::bssgp_cause, failure.bssgp_cause);
    in.optional(avp::gmm_cause, failure.gmm_cause);
    in.optional(avp::sm_cause, failure.sm_cause);
}

/// One that is told with a type nobody knows says nothing.
void read_pdn_connectivity(AvpReader& in, std::vector<domain::PdnConnectivity>& connections)
{
    struct Any
    {
        std::optional<domain::PdnConnectivityType> type;
        domain::PdnConnectivity connection;
    };
    std::vector<Any> all;
    in.each(avp::pdn_connectivity_status_report, all, [](AvpReader& one, Any& any) {
        domain::PdnConnectivity& connection = any.connection;
        one.require(avp::service_selection, connection.access_point_name);
        one.optional_if_known(avp::pdn_connectivity_status_type, any.type);
        one.optional(avp::pdn_type, connection.pdn_type);
        one.optional(avp::non_ip_pdn_type_indicator, connection.non_ip_pdn_type_indicator);
        one.optional(
            avp::non_ip_data_delivery_mechanism, connection.non_ip_data_delivery_mechanism
        );
        one.each(avp::served_party_ip_address, connection.addresses);
    });
    for (Any& any : all) {
        if (any.type) {
            any.connection.type = *any.type;
            connections.push_back(std::move(any.connection));
        }
    }
}

void read_count(AvpReader& in, domain::UeCount& count)
{
    in.require(avp::eps_location_information, count.area, read_location);
    in.require(avp::ue_count, count.count);
}

void write_terminal(AvpWriter& out, const std::optional<domain::Terminal>& terminal)
{
    if (terminal) {
        out.group(avp::terminal_information, [&] {
            out.put(avp::imei, terminal->imei);
            out.put(avp::software_version, terminal->software_version);
        });
    }
}

void write_idle_status(AvpWriter& out, const std::optional<domain::IdleStatus>& status)
{
    if (status) {
        out.group(avp::idle_status_indication, [&] {
            out.put(avp::idle_status_timestamp, status->since);
            out.put(avp::active_time, status->active_time_s);
            out.put(avp::subscribed_periodic_rau_tau_timer, status->periodic_update_s);
            out.put(avp::e_drx_cycle_length, status->edrx_cycle_length);
            out.put(avp::dl_buffering_suggested_packet_count, status->suggested_packet_count);
        });
    }
}

void write_failure(AvpWriter& out, const std::optional<domain::CommunicationFailure>& failure)
{
    if (failure) {
        out.group(avp::communication_failure_information, [&] {
            out.put(avp::cause_type, failure->cause_type);
            out.put(avp::s1ap_cause, failure->s1ap_cause);
            out.put(avp::ranap_cause, failure->ranap_cause);
            out.put(avp::bssgp_cause, failure->bssgp_cause);
            out.put(avp::gmm_cause, failure->gmm_cause);
            out.put(avp::sm_cause, failure->sm_cause);
        });
    }
}

void write_pdn_connectivity(AvpWriter& out, const domain::PdnConnectivity& connection)
{
    out.group(avp::pdn_connectivity_status_report, [&] {
        out.put(avp::service_selection, std::string_view{connection.access_point_name});
        out.put(avp::pdn_connectivity_status_type, connection.type);
        out.put(avp::pdn_type, connection.pdn_type);
        out.put(avp::non_ip_pdn_type_indicator, connection.non_ip_pdn_type_indicator);
        out.put(avp::non_ip_data_delivery_mechanism, connection.non_ip_data_delivery_mechanism);
        out.put(avp::served_party_ip_address, connection.addresses);
    });
}

void write_count(AvpWriter& out, const domain::UeCount& count)
{
    out.group(avp::number_of_ue_per_location_report, [&] {
        write_location(out, count.area);
        out.put(avp::ue_count, count.count);
    });
}

} // namespace

void read_content(AvpReader& in, domain::EventReport& report, std::uint32_t enterprise)
{
    in.optional(avp::visited_plmn_id, report.visited_plmn);
    in.optional_if_known(avp::roaming_information, report.roaming);
    read_imei_change(in, report.imei_change);
    in.optional(avp::terminal_information, report.terminal, read_terminal);
    in.optional_if_known(avp::reachability_information, report.reachability);
    in.optional(avp::maximum_ue_availability_time, report.available_until);
    in.optional(avp::eps_location_information, report.location, read_location);
    in.optional_if_known(avp::monitoring_type, report.type);
    in.optional_if_known(avp::event_handling, report.handling);
    in.optional_if_known(avp::loss_of_connectivity_reason, report.loss_reason);
    in.optional(avp::idle_status_indication, report.idle_status, read_idle_status);
    read_pdn_connectivity(in, report.pdn_connectivity);
    in.optional(avp::communication_failure_information, report.failure, read_failure);
    in.each(avp::number_of_ue_per_location_report, report.ue_counts, read_count);
    in.optional(avp::reporting_time_stamp, report.generated);
    in.optional_if_known(avp::reachability_cause, report.reachability_cause);
    in.optional_if_known(broken_expectation(enterprise), report.broken);
}

void write_content(
    AvpWriter& out, Application to, const domain::EventReport& report, std::uint32_t enterprise
)
{
    out.put(avp::visited_plmn_id, report.visited_plmn);
    out.put(avp::roaming_information, report.roaming);
    out.put(avp::imei_change, report.imei_change);
    write_terminal(out, report.terminal);
    out.put(avp::reachability_information, report.reachability);
    out.put(avp::maximum_ue_availability_time, report.available_until);
    if (report.location) {
        write_location(out, *report.location);
    }
    out.put(avp::monitoring_type, report.type);
    out.put(avp::event_handling, report.handling);
    out.put(avp::loss_of_connectivity_reason, report.loss_reason);
    write_idle_status(out, report.idle_status);
    for (const domain::PdnConnectivity& connection : report.pdn_connectivity) {
        write_pdn_connectivity(out, connection);
    }
    write_t6a(out, to, [&] {
        write_failure(out, report.failure);
        for (const domain::UeCount& count : report.ue_counts) {
            write_count(out, count);
        }
    });
    out.put(avp::reporting_time_stamp, report.generated);
    out.put(avp::reachability_cause, report.reachability_cause);
    out.put(broken_expectation(enterprise), report.broken);
}

void read_reports(AvpReader& in, std::vector<EventReport>& reports, std::uint32_t enterprise)
{
    in.each(avp::monitoring_event_report, reports, [&](AvpReader& one, EventReport& report) {
        std::vector<ScefReference> for_deletion;
        read_reference(one, report.reference);
        one.optional(avp::scef_id, report.scef_id);
        read_deletions(one, for_deletion);
        if (!for_deletion.empty()) {
            report.for_deletion = for_deletion.front(); // the ABNF has one
        }
        read_service_reports(one, report.service_reports);
        read_content(one, report.report, enterprise);
    });
}

void write_reports(
    AvpWriter& out,
    Application to,
    const std::vector<EventReport>& reports,
    std::uint32_t enterprise
)
{
    for (const EventReport& report : reports) {
        out.group(avp::monitoring_event_report, [&] {
            write_reference(out, report.reference);
            out.put(avp::scef_id, report.scef_id);
            if (report.for_deletion) {
                write_deletions(out, {*report.for_deletion});
            }
            write_service_reports(out, report.service_reports);
            write_content(out, to, report.report, enterprise);
        });
    }
}

} // namespace iwf::diameter::monitoring
