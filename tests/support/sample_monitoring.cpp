// SPDX-License-Identifier: Apache-2.0
#include "support/sample_monitoring.hpp"

#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/generated/monitoring.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::test {

using namespace diameter;
using domain::ScefReference;
using namespace std::chrono_literals;

namespace {

constexpr base::WallTime in_2024{1'720'000'000s};
constexpr base::WallTime in_2040{2'220'000'000s}; // the era of Time that begins in 2036

const ScefReference reference{4711, {}};
const ScefReference extended{1, 0x1'0000'0001};

/// SMS-SUBMIT of TS 23.040: three octets of data.
const base::Bytes short_message{
    0x01, 0x00, 0x0B, 0x91, 0x94, 0x71, 0x10, 0x32, 0x54, 0xF6, 0x00, 0x04, 0x03, 0xC0, 0xFF, 0xEE};

base::Bytes edrx_cycle_length()
{
    base::Bytes content;
    AvpWriter out{content};
    out.put(avp::rat_type, 1004);
    out.put(avp::e_drx_cycle_length_value, base::Bytes{0x02});
    return content;
}

domain::Location location()
{
    domain::Location location;
    location.mme = domain::MmeLocation{
        base::Bytes{0x62, 0xF2, 0x10, 0x00, 0x00, 0x01, 0x02},
        base::Bytes{0x62, 0xF2, 0x10, 0x00, 0x07},
        base::Bytes{0x62, 0xF2, 0x10, 0x00, 0x00, 0x01},
        base::Bytes{0x62, 0xF2, 0x10, 0x00, 0x00, 0x02},
        5,
        true};
    location.sgsn = domain::SgsnLocation{
        base::Bytes{0x62, 0xF2, 0x10, 0x00, 0x01, 0x00, 0x02},
        base::Bytes{0x62, 0xF2, 0x10, 0x00, 0x01, 0x00, 0x03},
        base::Bytes{0x62, 0xF2, 0x10, 0x00, 0x01, 0x00, 0x04},
        6,
        true};
    return location;
}

monitoring::UserIdentifier device()
{
    return {"meter-17@devices.example.com", domain::to_tbcd("491701234567"), false};
}

monitoring::UserIdentifier group()
{
    return {"meters@devices.example.com", {}, true};
}

domain::EventParameters parameters()
{
    domain::EventParameters parameters;
    parameters.type = domain::MonitoringType::location_reporting;
    parameters.maximum_reports = 10;
    parameters.monitoring_until = in_2040;
    parameters.maximum_detection_time_s = 3600;
    parameters.ue_reachability = domain::UeReachability{domain::ReachabilityType::data, 60, 30, -1};
    parameters.location =
        domain::LocationRequest{domain::LocationType::current, domain::Accuracy::tracking_area, 60};
    parameters.association = domain::AssociationType::imeisv_change;
    parameters.suggested_packet_count = 3;
    parameters.plmn_id_requested = false;
    parameters.provider_id = "provider";
    parameters.access_point_name = "internet";
    parameters.areas = {location(), domain::Location{}};
    return parameters;
}

std::vector<monitoring::EventConfiguration> configurations()
{
    return {
        {extended, "scs.example.com", {{0, 7}, {0, 0x2'0000'0000}}, parameters()},
        {{}, "scs.example.com", {{7, {}}, {8, {}}}, {}}};
}

std::vector<monitoring::ServiceReport> service_reports()
{
    return {
        {monitoring::ServiceResult{5006, false}, monitoring::NodeType::mme},
        {monitoring::ServiceResult{experimental::unauthorized_service, true}, {}},
        {{}, monitoring::NodeType::sgsn}};
}

monitoring::EventReport report_of(domain::EventReport content)
{
    return {
        extended, "scs.example.com", ScefReference{0, 7}, std::move(content), service_reports()};
}

std::vector<monitoring::ConfigStatus> config_statuses()
{
    return {{extended, "scs.example.com", service_reports()}, {reference, {}, {}}};
}

std::vector<monitoring::ReportStatus> report_statuses()
{
    return {
        {reference, "scs.example.com", {experimental::scef_reference_id_unknown, true}},
        {extended, "scs.example.com", {}}};
}

domain::CommunicationPattern pattern()
{
    domain::CommunicationPattern pattern;
    pattern.indicator = domain::CommunicationIndicator::on_demand;
    pattern.duration_s = 20;
    pattern.period_s = 3600;
    pattern.scheduled = {{0x3E, 8 * 3600, 9 * 3600}, {}};
    pattern.stationary = domain::StationaryIndication::mobile;
    pattern.valid_until = in_2024;
    pattern.traffic_profile = 4;
    pattern.battery_indicator = 6;
    return pattern;
}

std::vector<SupportedFeatures> features(bool mandatory)
{
    return {
        {vendor_3gpp,
         monitoring::feature::list,
         monitoring::feature::monte | monitoring::feature::extended_reference_ids,
         mandatory}};
}

std::vector<diameter::s6t::SupportedServices> services()
{
    return {{monitoring::supported_event::pdn_connectivity_status, monitoring::NodeType::hss}, {}};
}

} // namespace

domain::EventReport event_report()
{
    domain::EventReport report;
    report.type = domain::MonitoringType::pdn_connectivity_status;
    report.handling = domain::EventHandling::resume;
    report.visited_plmn = base::Bytes{0x62, 0xF2, 0x10};
    report.roaming = domain::RoamingInformation::roaming;
    report.imei_change = domain::ImeiChange::imeisv_only;
    report.terminal = domain::Terminal{"35209900176148", "01"};
    report.reachability = domain::ReachabilityInformation::reachable_for_data;
    report.reachability_cause = domain::ReachabilityCause::paging;
    report.available_until = in_2040;
    report.location = location();
    report.loss_reason = domain::LossOfConnectivityReason::purged_sgsn;
    report.idle_status = domain::IdleStatus{in_2024, 10, 7200, edrx_cycle_length(), -1};
    report.failure = domain::CommunicationFailure{2, 3, 4, 5, 6, 7};
    report.pdn_connectivity = {
        {"internet",
         domain::PdnConnectivityType::deleted,
         4,
         1,
         0,
         {{0, 1, 127, 0, 0, 1}, {0, 1, 127, 0, 0, 2}}},
        {"other", domain::PdnConnectivityType::created, {}, {}, {}, {}}};
    report.ue_counts = {{location(), 17}, {{}, 0}};
    report.generated = in_2024;
    return report;
}

namespace s6t {

using diameter::s6t::GroupReport;
using diameter::s6t::GroupReportItem;

diameter::s6t::ConfigurationInformationRequest configuration_information_request(Fields fields)
{
    diameter::s6t::ConfigurationInformationRequest request;
    request.head = request_head(fields);
    request.user = device();
    if (fields == Fields::full) {
        request.user = group();
        request.overload_features = loss_algorithm;
        request.supported_features = features(true);
        request.configurations = configurations();
        request.cir_flags = diameter::s6t::cir_flag::delete_all_patterns;
        request.patterns = {
            {reference, "scs.example.com", {{7, {}}}, {pattern(), {}}, "provider"},
            {{}, "scs.example.com", {{0, 8}}, {}, {}}};
        request.group_guard_s = 60;
    }
    return request;
}

diameter::s6t::ConfigurationInformationAnswer configuration_information_answer(Fields fields)
{
    diameter::s6t::ConfigurationInformationAnswer answer;
    answer.head = answer_head(fields);
    if (fields == Fields::full) {
        answer.head.outcome = {};
        answer.overload_features = loss_algorithm;
        answer.overload_report = OverloadReport{17, OverloadScope::host, 10, 600};
        answer.load = Load{65535, "hss.example"};
        answer.supported_features = features(false);
        answer.user = group();
        answer.number_of_ues = 17;
        answer.reports = {report_of(event_report()), {reference, {}, {}, {}, {}}};
        answer.statuses = config_statuses();
        answer.pattern_statuses = {
            {reference,
             "scs.example.com",
             monitoring::ServiceResult{experimental::configuration_event_non_existant, true}},
            {extended, {}, {}}};
        answer.supported_services = services();
        answer.hss_cause = diameter::s6t::hss_cause_absent_subscriber;
        answer.cia_flags = diameter::s6t::cia_flag_group_in_progress;
    }
    return answer;
}

diameter::s6t::ReportingInformationRequest reporting_information_request(Fields fields)
{
    diameter::s6t::ReportingInformationRequest request;
    request.head = request_head(fields);
    request.head.destination_host = "scs.example.com";
    if (fields == Fields::full) {
        const auto report = event_report();
        request.supported_features = features(true);
        request.user = group();
        request.reports = {report_of(report)};
        request.group_reports = {
            {extended,
             "scs.example.com",
             {GroupReportItem{device(), report, {{7, {}}}, service_reports(), 1},
              GroupReportItem{{}, {}, {}, {}, {}}}},
            GroupReport{reference, {}, {}}};
        request.rir_flags = diameter::s6t::rir_flag::authorized_events_changed;
        request.supported_services = services();
    }
    return request;
}

diameter::s6t::ReportingInformationAnswer reporting_information_answer(Fields fields)
{
    diameter::s6t::ReportingInformationAnswer answer;
    answer.head = answer_head(fields);
    if (fields == Fields::full) {
        answer.supported_features = features(false);
        answer.statuses = report_statuses();
    }
    return answer;
}

} // namespace s6t

namespace t6a {

diameter::t6a::ConfigurationInformationRequest configuration_information_request(Fields fields)
{
    diameter::t6a::ConfigurationInformationRequest request;
    request.head = request_head(fields);
    if (fields == Fields::full) {
        request.supported_features = features(true);
        request.configurations = configurations();
        request.reports = {report_of(event_report())};
        request.user = device();
    }
    return request;
}

diameter::t6a::ConfigurationInformationAnswer configuration_information_answer(Fields fields)
{
    diameter::t6a::ConfigurationInformationAnswer answer;
    answer.head = answer_head(fields);
    if (fields == Fields::full) {
        answer.head.outcome = {experimental::requested_location_not_served, true};
        answer.supported_features = features(false);
        answer.reports = {report_of(event_report())};
        answer.statuses = config_statuses();
    }
    return answer;
}

diameter::t6a::ReportingInformationRequest reporting_information_request(Fields fields)
{
    diameter::t6a::ReportingInformationRequest request;
    request.head = request_head(fields);
    if (fields == Fields::full) {
        request.overload_features = loss_algorithm;
        request.supported_features = features(true);
        request.user = device();
        request.reports = {report_of(event_report())};
    }
    return request;
}

diameter::t6a::ReportingInformationAnswer reporting_information_answer(Fields fields)
{
    diameter::t6a::ReportingInformationAnswer answer;
    answer.head = answer_head(fields);
    if (fields == Fields::full) {
        answer.overload_features = loss_algorithm;
        answer.overload_report = OverloadReport{17, OverloadScope::realm, 100, 600};
        answer.load = Load{1, "scef.example"};
        answer.supported_features = features(false);
        answer.statuses = report_statuses();
    }
    return answer;
}

} // namespace t6a

sgd::MoForwardShortMessageRequest mo_forward_short_message_request(Fields fields)
{
    sgd::MoForwardShortMessageRequest request;
    request.head = request_head(fields);
    request.sc_address = domain::to_tbcd("491700009");
    request.user_identifier.user_name = "001010123456789";
    request.sm_rp_ui = short_message;
    if (fields == Fields::full) {
        request.ofr_flags = sgd::ofr_flag_s6a_s6d;
        request.supported_features = features(true);
        request.user_identifier.msisdn = domain::to_tbcd("491701234567");
        request.correlation_id =
            sgd::CorrelationId{"hss", "sip:a@example.com", "sip:b@example.com"};
    }
    return request;
}

sgd::MoForwardShortMessageAnswer mo_forward_short_message_answer(Fields fields)
{
    sgd::MoForwardShortMessageAnswer answer;
    answer.head = answer_head(fields);
    if (fields == Fields::full) {
        answer.head.outcome = {experimental::sm_delivery_failure, true};
        answer.supported_features = features(false);
        answer.failure_cause =
            sgd::DeliveryFailureCause{sgd::DeliveryFailure::user_not_sc_user, base::Bytes{1, 2}};
        answer.sm_rp_ui = base::Bytes{3, 4};
        answer.external_identifier = "meter-17@devices.example.com";
    }
    return answer;
}

} // namespace iwf::test
