// SPDX-License-Identifier: Apache-2.0
#include "tests/support/store/sample_monitoring.hpp"

namespace iwf::testing {
namespace {

base::WallTime at(std::int64_t milliseconds)
{
    return base::WallTime{std::chrono::milliseconds{milliseconds}};
}

domain::Location full_location(std::uint8_t first)
{
    return {
        .mme =
            domain::MmeLocation{
                .cell = base::Bytes{first, 0xF1, 0x10, 0x00, 0x00, 0x01, 0x81},
                .tracking_area = base::Bytes{first, 0xF1, 0x10, 0x00, 0x82},
                .base_station = base::Bytes{first, 0xF1, 0x10, 0x83},
                .base_station_extended = base::Bytes{first, 0xF1, 0x10, 0x84},
                .age_minutes = 11,
                .retrieved_now = true,
            },
        .sgsn =
            domain::SgsnLocation{
                .cell = base::Bytes{first, 0xF1, 0x10, 0x00, 0x00, 0x01, 0x85},
                .service_area = base::Bytes{first, 0xF1, 0x10, 0x00, 0x00, 0x01, 0x86},
                .routing_area = base::Bytes{first, 0xF1, 0x10, 0x00, 0x00, 0x01, 0x87},
                .age_minutes = 12,
                .retrieved_now = true,
            },
    };
}

domain::EventParameters full_parameters()
{
    return {
        .type = domain::MonitoringType::pdn_connectivity_status,
        .maximum_reports = 21,
        .monitoring_until = at(1700000001000),
        .maximum_detection_time_s = 22,
        .ue_reachability =
            domain::UeReachability{
                .type = domain::ReachabilityType::data,
                .maximum_latency_s = 23,
                .maximum_response_time_s = 24,
                .suggested_packet_count = 25,
            },
        .location =
            domain::LocationRequest{
                .type = domain::LocationType::last_known,
                .accuracy = domain::Accuracy::network,
                .minimum_interval_s = 26,
            },
        .association = domain::AssociationType::imeisv_change,
        .suggested_packet_count = 27,
        .plmn_id_requested = true,
        .provider_id = "provider-\xFF",
        .access_point_name = "iot.example",
        .areas = {full_location(0x21), full_location(0x22)},
    };
}

domain::CommunicationPattern full_pattern(std::uint32_t first)
{
    return {
        .indicator = domain::CommunicationIndicator::on_demand,
        .duration_s = first,
        .period_s = first + 1,
        .scheduled =
            {{.days = 0x7F, .start_s = first + 2, .end_s = first + 3},
             {.days = 1, .start_s = first + 4, .end_s = first + 5}},
        .stationary = domain::StationaryIndication::mobile,
        .valid_until = at(1700000002000),
        .traffic_profile = first + 6,
        .battery_indicator = first + 7,
    };
}

domain::PdnConnectivity full_connectivity()
{
    return {
        .access_point_name = "iot-\xFE.example",
        .type = domain::PdnConnectivityType::deleted,
        .pdn_type = 31,
        .non_ip_pdn_type_indicator = 32,
        .non_ip_data_delivery_mechanism = 33,
        .addresses = {{0x00, 0x01, 10, 0, 0, 1}, {0x00, 0x01, 10, 0, 0, 2}},
    };
}

domain::EventReport full_event_report()
{
    return {
        .type = domain::MonitoringType::pdn_connectivity_status,
        .handling = domain::EventHandling::cancel,
        .visited_plmn = base::Bytes{0x62, 0xF2, 0x10},
        .roaming = domain::RoamingInformation::not_roaming,
        .imei_change = domain::ImeiChange::imeisv_only,
        .terminal = domain::Terminal{.imei = "35209900176148", .software_version = "23"},
        .reachability = domain::ReachabilityInformation::reachable_for_data,
        .reachability_cause = domain::ReachabilityCause::paging,
        .available_until = at(1700000003000),
        .location = full_location(0x23),
        .loss_reason = domain::LossOfConnectivityReason::purged_sgsn,
        .idle_status =
            domain::IdleStatus{
                .since = at(1700000004000),
                .active_time_s = 41,
                .periodic_update_s = 42,
                .edrx_cycle_length = base::Bytes{0x00, 0x80},
                .suggested_packet_count = 43,
            },
        .failure =
            domain::CommunicationFailure{
                .cause_type = 51,
                .s1ap_cause = 52,
                .ranap_cause = 53,
                .bssgp_cause = 54,
                .gmm_cause = 55,
                .sm_cause = 56,
            },
        .pdn_connectivity = {full_connectivity(), full_connectivity()},
        .ue_counts = {{full_location(0x24), 61}, {full_location(0x25), 62}},
        .generated = at(1700000005000),
        .broken = domain::BrokenExpectation::scheduled_time,
    };
}

} // namespace

core::SubscriptionRecord full_subscription(core::SubscriptionId id)
{
    return {
        .id = id,
        .state = core::SubscriptionState::ended,
        .kind = core::SubscriptionKind::observation,
        .removal_owed = true,
        .contract = "meters",
        .reference = {0xF0000001, 0xF000000200000003},
        .watched =
            {.identity = domain::ExternalIdentifier::parse("all-meters@meters.example").value(),
             .group = true},
        .parameters = full_parameters(),
        .patterns = {full_pattern(71), full_pattern(81)},
        .memory =
            core::ExpectationMemory{
                .place = 0xF123456789ABCDEF,
                .other_place = 0xF000000B0000000C,
                .away = true,
                .speaking_since = at(1700000006000),
                .last_spoken = at(1700000007000),
                .told = 91,
                .told_at = {at(1700000008000), {}, at(1700000009000), at(1700000010000)},
            },
        .expectation = core::SubscriptionId{0xF000000400000005},
        .node = domain::InternalHost::parse("hss-2.core.operator.example").value(),
        .devices = 92,
        .group_guard_s = 93,
        .reports = 94,
        .counted = 95,
        .created = at(1700000008001),
    };
}

core::ReportRecord full_report(core::SubscriptionId id, std::uint64_t sequence)
{
    return {
        .subscription = id,
        .sequence = sequence,
        .origin = {0xF000000600000007, 0xA0000001},
        .report = full_event_report(),
        .member = domain::Msisdn::parse("49170123456").value(),
        .status = core::MemberStatus{core::MonitoringResult::reference_unknown, true},
        .replaced_by = domain::ScefReference{0xF0000008, 0xF00000090000000A},
        .may_be_repeated = true,
        .end_to_end = 0xA0000002,
        .session_id = "iwf.north.example;1;2;rir",
        .received = at(1700000009001),
    };
}

core::SubscriptionRecord bare_subscription(core::SubscriptionId id)
{
    return {
        .id = id,
        .contract = {},
        .reference = {},
        .watched = {.identity = domain::Msisdn::parse("12345").value()},
        .parameters = {},
        .patterns = {},
        .memory = {},
        .expectation = {},
        .node = {},
        .devices = {},
        .group_guard_s = {},
        .created = {},
    };
}

core::ReportRecord bare_report(core::SubscriptionId id, std::uint64_t sequence)
{
    core::ReportRecord record;
    record.subscription = id;
    record.sequence = sequence;
    return record;
}

core::SubscriptionRecord usual_subscription(core::SubscriptionId id)
{
    core::SubscriptionRecord record = bare_subscription(id);
    const std::string number = std::to_string(id.value());
    record.state = core::SubscriptionState::active;
    record.contract = "meters";
    record.reference = {static_cast<std::uint32_t>(id.value()), std::nullopt};
    record.watched.identity =
        domain::ExternalIdentifier::parse("meter-" + number + "@meters.example").value();
    record.parameters.type = domain::MonitoringType::location_reporting;
    record.parameters.monitoring_until = at(1700000001000);
    record.parameters.location = domain::LocationRequest{
        .type = domain::LocationType::current,
        .accuracy = domain::Accuracy::tracking_area,
        .minimum_interval_s = 60,
    };
    record.node = domain::InternalHost::parse("hss-2.core.operator.example").value();
    record.created = at(1700000008001);
    return record;
}

} // namespace iwf::testing
