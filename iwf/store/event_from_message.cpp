// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/event_codec.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

namespace iwf::store {
namespace {

namespace wire = mtciwf::v1;

domain::UeReachability read_reachability(FieldReader& in, const wire::UeReachability& message)
{
    using Type = domain::ReachabilityType;
    return {
        .type = in.one_of(
            "parameters.ue_reachability.type",
            message.has_type(),
            message.type(),
            Type::sms,
            Type::data
        ),
        .maximum_latency_s = given(message.has_maximum_latency_s(), message.maximum_latency_s()),
        .maximum_response_time_s =
            given(message.has_maximum_response_time_s(), message.maximum_response_time_s()),
        .suggested_packet_count =
            given(message.has_suggested_packet_count(), message.suggested_packet_count()),
    };
}

domain::LocationRequest read_request(FieldReader& in, const wire::LocationRequest& message)
{
    using Type = domain::LocationType;
    using domain::Accuracy;
    return {
        .type = in.one_of(
            "parameters.location.type",
            message.has_type(),
            message.type(),
            Type::current,
            Type::last_known
        ),
        .accuracy = in.one_of(
            "parameters.location.accuracy",
            message.has_accuracy(),
            message.accuracy(),
            Accuracy::cell,
            Accuracy::network
        ),
        .minimum_interval_s = given(message.has_minimum_interval_s(), message.minimum_interval_s()),
    };
}

domain::MmeLocation read_mme(const wire::MmeLocation& message)
{
    return {
        .cell = given(message.has_cell(), bytes_of(message.cell())),
        .tracking_area = given(message.has_tracking_area(), bytes_of(message.tracking_area())),
        .base_station = given(message.has_base_station(), bytes_of(message.base_station())),
        .base_station_extended =
            given(message.has_base_station_extended(), bytes_of(message.base_station_extended())),
        .age_minutes = given(message.has_age_minutes(), message.age_minutes()),
        .retrieved_now = message.retrieved_now(),
    };
}

domain::SgsnLocation read_sgsn(const wire::SgsnLocation& message)
{
    return {
        .cell = given(message.has_cell(), bytes_of(message.cell())),
        .service_area = given(message.has_service_area(), bytes_of(message.service_area())),
        .routing_area = given(message.has_routing_area(), bytes_of(message.routing_area())),
        .age_minutes = given(message.has_age_minutes(), message.age_minutes()),
        .retrieved_now = message.retrieved_now(),
    };
}

domain::Location read_location(const wire::EpsLocation& message)
{
    return {
        .mme = given(message.has_mme(), read_mme(message.mme())),
        .sgsn = given(message.has_sgsn(), read_sgsn(message.sgsn())),
    };
}

domain::Terminal read_terminal(const wire::Terminal& message)
{
    return {
        .imei = given(message.has_imei(), message.imei()),
        .software_version = given(message.has_software_version(), message.software_version()),
    };
}

domain::IdleStatus read_idle_status(const wire::IdleStatus& message)
{
    return {
        .since = given(message.has_since(), time_of(message.since())),
        .active_time_s = given(message.has_active_time_s(), message.active_time_s()),
        .periodic_update_s = given(message.has_periodic_update_s(), message.periodic_update_s()),
        .edrx_cycle_length =
            given(message.has_edrx_cycle_length(), bytes_of(message.edrx_cycle_length())),
        .suggested_packet_count =
            given(message.has_suggested_packet_count(), message.suggested_packet_count()),
    };
}

domain::CommunicationFailure read_failure(const wire::CommunicationFailure& message)
{
    return {
        .cause_type = given(message.has_cause_type(), message.cause_type()),
        .s1ap_cause = given(message.has_s1ap_cause(), message.s1ap_cause()),
        .ranap_cause = given(message.has_ranap_cause(), message.ranap_cause()),
        .bssgp_cause = given(message.has_bssgp_cause(), message.bssgp_cause()),
        .gmm_cause = given(message.has_gmm_cause(), message.gmm_cause()),
        .sm_cause = given(message.has_sm_cause(), message.sm_cause()),
    };
}

domain::PdnConnectivity read_connectivity(FieldReader& in, const wire::PdnConnectivity& message)
{
    using Type = domain::PdnConnectivityType;
    domain::PdnConnectivity pdn{
        .access_point_name = message.access_point_name(),
        .type = in.required(
            "report.pdn_connectivity.type",
            message.has_type(),
            message.type(),
            Type::created,
            Type::deleted
        ),
        .pdn_type = given(message.has_pdn_type(), message.pdn_type()),
        .non_ip_pdn_type_indicator =
            given(message.has_non_ip_pdn_type_indicator(), message.non_ip_pdn_type_indicator()),
        .non_ip_data_delivery_mechanism = given(
            message.has_non_ip_data_delivery_mechanism(), message.non_ip_data_delivery_mechanism()
        ),
        .addresses = {},
    };
    for (const std::string& address : message.addresses()) {
        pdn.addresses.push_back(bytes_of(address));
    }
    return pdn;
}

void read_lists(FieldReader& in, const wire::EventReport& message, domain::EventReport& report)
{
    for (const wire::PdnConnectivity& pdn : message.pdn_connectivity()) {
        report.pdn_connectivity.push_back(read_connectivity(in, pdn));
    }
    for (const wire::UeCount& counted : message.ue_counts()) {
        report.ue_counts.push_back({read_location(counted.area()), counted.count()});
    }
}

void read_enumerations(
    FieldReader& in, const wire::EventReport& message, domain::EventReport& report
)
{
    using namespace domain;
    report.type = in.one_of(
        "report.type",
        message.has_type(),
        message.type(),
        MonitoringType::loss_of_connectivity,
        MonitoringType::pdn_connectivity_status
    );
    report.handling = in.one_of(
        "report.handling",
        message.has_handling(),
        message.handling(),
        EventHandling::suspend,
        EventHandling::cancel
    );
    report.roaming = in.one_of(
        "report.roaming",
        message.has_roaming(),
        message.roaming(),
        RoamingInformation::roaming,
        RoamingInformation::not_roaming
    );
    report.imei_change = in.one_of(
        "report.imei_change",
        message.has_imei_change(),
        message.imei_change(),
        ImeiChange::imei,
        ImeiChange::imeisv_only
    );
    report.reachability = in.one_of(
        "report.reachability",
        message.has_reachability(),
        message.reachability(),
        ReachabilityInformation::reachable_for_sms,
        ReachabilityInformation::reachable_for_data
    );
    report.reachability_cause = in.one_of(
        "report.reachability_cause",
        message.has_reachability_cause(),
        message.reachability_cause(),
        ReachabilityCause::connected_mode,
        ReachabilityCause::paging
    );
}

void read_reasons(FieldReader& in, const wire::EventReport& message, domain::EventReport& report)
{
    using namespace domain;
    report.loss_reason = in.one_of(
        "report.loss_reason",
        message.has_loss_reason(),
        message.loss_reason(),
        LossOfConnectivityReason::detached_mme,
        LossOfConnectivityReason::purged_sgsn
    );
    report.broken = in.one_of(
        "report.broken",
        message.has_broken(),
        message.broken(),
        BrokenExpectation::stationary,
        BrokenExpectation::scheduled_time
    );
}

} // namespace

domain::EventParameters read_parameters(FieldReader& in, const wire::EventParameters& message)
{
    using domain::AssociationType;
    using domain::MonitoringType;
    domain::EventParameters parameters{
        .type = in.required(
            "parameters.type",
            message.has_type(),
            message.type(),
            MonitoringType::loss_of_connectivity,
            MonitoringType::pdn_connectivity_status
        ),
        .maximum_reports = given(message.has_maximum_reports(), message.maximum_reports()),
        .monitoring_until =
            given(message.has_monitoring_until(), time_of(message.monitoring_until())),
        .maximum_detection_time_s =
            given(message.has_maximum_detection_time_s(), message.maximum_detection_time_s()),
        .ue_reachability =
            given(message.has_ue_reachability(), read_reachability(in, message.ue_reachability())),
        .location = given(message.has_location(), read_request(in, message.location())),
        .association = in.one_of(
            "parameters.association",
            message.has_association(),
            message.association(),
            AssociationType::imei_change,
            AssociationType::imeisv_change
        ),
        .suggested_packet_count =
            given(message.has_suggested_packet_count(), message.suggested_packet_count()),
        .plmn_id_requested = given(message.has_plmn_id_requested(), message.plmn_id_requested()),
        .provider_id = given(message.has_provider_id(), message.provider_id()),
        .access_point_name = given(message.has_access_point_name(), message.access_point_name()),
        .areas = {},
    };
    for (const wire::EpsLocation& area : message.areas()) {
        parameters.areas.push_back(read_location(area));
    }
    return parameters;
}

domain::EventReport read_report(FieldReader& in, const wire::EventReport& message)
{
    domain::EventReport report;
    read_enumerations(in, message, report);
    read_reasons(in, message, report);
    report.visited_plmn = given(message.has_visited_plmn(), bytes_of(message.visited_plmn()));
    report.terminal = given(message.has_terminal(), read_terminal(message.terminal()));
    report.available_until =
        given(message.has_available_until(), time_of(message.available_until()));
    report.location = given(message.has_location(), read_location(message.location()));
    report.idle_status = given(message.has_idle_status(), read_idle_status(message.idle_status()));
    report.failure = given(message.has_failure(), read_failure(message.failure()));
    report.generated = given(message.has_generated(), time_of(message.generated()));
    read_lists(in, message, report);
    return report;
}

} // namespace iwf::store
