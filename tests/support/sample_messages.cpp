// SPDX-License-Identifier: Apache-2.0
#include "support/sample_messages.hpp"

#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/generated/base.hpp"
#include "iwf/diameter/generated/common_3gpp.hpp"
#include "iwf/domain/digits.hpp"
#include "support/sample_monitoring.hpp"

namespace iwf::test {

using namespace diameter;
using domain::ReferenceNumber;

namespace {

const base::Bytes payload{0x00, 0x01, 0xFE, 0xFF, 'w', 'a', 'k', 'e'};

base::Bytes proxy_info(std::string_view host)
{
    base::Bytes content;
    AvpWriter out{content};
    out.put(avp::proxy_host, host);
    out.put(avp::proxy_state, base::Bytes{1, 2, 3});
    return content;
}

base::Bytes mme()
{
    base::Bytes content;
    AvpWriter out{content};
    out.put(
        avp::mme_name, std::string_view{"mmec01.mmegi0001.mme.epc.mnc001.mcc001.3gppnetwork.org"}
    );
    out.put(avp::mme_realm, std::string_view{"epc.mnc001.mcc001.3gppnetwork.org"});
    out.put(avp::mme_number_for_mt_sms, domain::to_tbcd("491700001"));
    return content;
}

base::Bytes sgsn()
{
    base::Bytes content;
    AvpWriter{content}.put(avp::sgsn_number, domain::to_tbcd("491700002"));
    return content;
}

domain::ServingNodes serving_nodes()
{
    return {mme(), {sgsn(), sgsn()}};
}

s6m::UserIdentifier user_identifier(Fields fields)
{
    s6m::UserIdentifier identifier;
    identifier.user_name = "001010123456789";
    if (fields == Fields::full) {
        identifier.msisdn = domain::to_tbcd("491701234567");
        identifier.external_identifier = "meter-17@devices.example.com";
        identifier.lmsi = base::Bytes{1, 2, 3, 4};
    }
    return identifier;
}

base::Bytes smea()
{
    return {0x0B, 0x91, 0x94, 0x71, 0x00, 0x00, 0x00, 0xF1};
}

std::vector<SupportedFeatures> features(bool mandatory)
{
    return {{vendor_3gpp, 1, 3, mandatory}, {vendor_3gpp, 2, 0x80000000, false}};
}

tsp::DeviceNotification notification(Fields fields)
{
    tsp::DeviceNotification notification;
    notification.reference_number = ReferenceNumber{4711};
    notification.action_type = domain::ActionType::device_trigger_replace;
    if (fields == Fields::full) {
        notification.external_identifier = "meter-17@devices.example.com";
        notification.msisdn = domain::to_tbcd("491701234567");
        notification.scs_identity = domain::to_tbcd("4917000001");
    }
    return notification;
}

void add(std::vector<SampleMessage>& samples, std::string_view name, Message full, Message bare)
{
    samples.push_back({std::string{name} + "-full", std::move(full)});
    samples.push_back({std::string{name} + "-bare", std::move(bare)});
}

/// `make(fields)`, full and bare.
template <class Make>
void add_both(std::vector<SampleMessage>& samples, std::string_view name, Make make)
{
    add(samples, name, encode(make(Fields::full)), encode(make(Fields::bare)));
}

void add_monitoring(std::vector<SampleMessage>& samples)
{
    add_both(samples, "CIR_S6t", s6t::configuration_information_request);
    add_both(samples, "CIA_S6t", s6t::configuration_information_answer);
    add_both(samples, "RIR_S6t", s6t::reporting_information_request);
    add_both(samples, "RIA_S6t", s6t::reporting_information_answer);
    add_both(samples, "CIR_T6a", t6a::configuration_information_request);
    add_both(samples, "CIA_T6a", t6a::configuration_information_answer);
    add_both(samples, "RIR_T6a", t6a::reporting_information_request);
    add_both(samples, "RIA_T6a", t6a::reporting_information_answer);
    add_both(samples, "OFR", mo_forward_short_message_request);
    add_both(samples, "OFA", mo_forward_short_message_answer);
}

} // namespace

RequestHead request_head(Fields fields)
{
    RequestHead head;
    head.session_id = "scs.example.com;1;2;3";
    head.origin_host = "scs.example.com";
    head.origin_realm = "example.com";
    head.destination_realm = "operator.example";
    if (fields == Fields::full) {
        head.destination_host = "iwf.operator.example";
        head.origin_state_id = 1'700'000'000;
        head.proxy_infos = {proxy_info("a.example"), proxy_info("b.example")};
        head.route_records = {"a.example", "b.example"};
    }
    return head;
}

AnswerHead answer_head(Fields fields)
{
    AnswerHead head;
    head.session_id = "scs.example.com;1;2;3";
    head.origin_host = "iwf.operator.example";
    head.origin_realm = "operator.example";
    if (fields == Fields::full) {
        head.outcome = {experimental::user_unknown, true};
        head.error_message = "as it is";
        head.failed_avp = sgsn();
        head.proxy_infos = {proxy_info("a.example"), proxy_info("b.example")};
    }
    return head;
}

tsp::DeviceActionRequest device_action_request(Fields fields)
{
    tsp::DeviceActionRequest request;
    request.head = request_head(fields);
    request.device_action.reference_number = ReferenceNumber{4711};
    request.device_action.action_type = domain::ActionType::device_trigger_request;
    if (fields == Fields::full) {
        request.device_action.external_identifier = "meter-17@devices.example.com";
        request.device_action.msisdn = domain::to_tbcd("491701234567");
        request.device_action.scs_identity = domain::to_tbcd("4917000001");
        request.device_action.old_reference_number = ReferenceNumber{4710};
        request.device_action.action_type = domain::ActionType::device_trigger_replace;
        request.device_action.trigger_data =
            domain::TriggerData{payload, domain::Priority::priority, 65535};
        request.device_action.validity_time_s = 3600;
        request.supported_features = features(true);
    }
    return request;
}

tsp::DeviceActionAnswer device_action_answer(Fields fields)
{
    tsp::DeviceActionAnswer answer;
    answer.head = answer_head(fields);
    answer.device_notification = notification(fields);
    if (fields == Fields::full) {
        answer.device_notification->request_status = domain::RequestStatus::replace_fail;
        answer.device_notification->mtc_error_diagnostic =
            domain::MtcErrorDiagnostic::new_message_not_stored;
        answer.supported_features = features(false);
        answer.feature_supported_in_final_target = 1;
        answer.load = diameter::Load{65535, "iwf.example.net"};
    }
    return answer;
}

tsp::DeviceNotificationRequest device_notification_request(Fields fields)
{
    tsp::DeviceNotificationRequest request;
    request.head = request_head(fields);
    request.head.destination_host = "scs.example.com";
    request.device_notification = notification(fields);
    request.device_notification.action_type = domain::ActionType::delivery_report;
    if (fields == Fields::full) {
        request.device_notification.delivery_outcome = domain::DeliveryOutcome::undeliverable;
        request.device_notification.sm_rp_ui = base::Bytes(200, 0x5A);
        request.device_notification.application_port = 5683;
    }
    return request;
}

tsp::DeviceNotificationAnswer device_notification_answer(Fields fields)
{
    return {answer_head(fields)};
}

s6m::SubscriberInformationRequest subscriber_information_request(Fields fields)
{
    s6m::SubscriberInformationRequest request;
    request.head = request_head(fields);
    request.user_identifier.external_identifier = "meter-17@devices.example.com";
    request.sir_flags = s6m::sir_flag_s6m;
    if (fields == Fields::full) {
        request.user_identifier = user_identifier(fields);
        request.service_id = s6m::ServiceId::sms_mo;
        request.scs_identity = domain::to_tbcd("4917000001");
        request.priority = domain::Priority::priority;
        request.sm_rp_smea = smea();
        request.application_port = 5683;
        request.overload_features = loss_algorithm;
        request.supported_features = features(true);
    }
    return request;
}

s6m::SubscriberInformationAnswer subscriber_information_answer(Fields fields)
{
    s6m::SubscriberInformationAnswer answer;
    answer.head = answer_head(fields);
    if (fields == Fields::full) {
        answer.head.outcome = {};
        answer.overload_features = loss_algorithm;
        answer.overload_report = OverloadReport{17, OverloadScope::realm, 10, 600};
        answer.user_identifiers = {user_identifier(Fields::full), user_identifier(Fields::bare)};
        answer.t4_data = s6m::T4Data{s6m::hss_cause::call_barred, serving_nodes()};
        answer.supported_features = features(false);
    }
    return answer;
}

t4::DeviceTriggerRequest device_trigger_request(Fields fields)
{
    t4::DeviceTriggerRequest request;
    request.head = request_head(fields);
    request.user_identifier = user_identifier(fields);
    request.sm_rp_smea = smea();
    if (fields == Fields::full) {
        request.payload = payload;
        request.serving_nodes = serving_nodes();
        request.reference_number = ReferenceNumber{4711};
        request.validity_time_s = 3600;
        request.priority = domain::Priority::non_priority;
        request.application_port = 5683;
        request.old_reference_number = ReferenceNumber{4710};
        request.trigger_action = t4::TriggerAction::replace;
        request.supported_features = features(true);
    }
    return request;
}

t4::DeviceTriggerAnswer device_trigger_answer(Fields fields)
{
    t4::DeviceTriggerAnswer answer;
    answer.head = answer_head(fields);
    if (fields == Fields::full) {
        answer.head.outcome = {experimental::trigger_replace_failure, true};
        answer.mtc_error_diagnostic = domain::MtcErrorDiagnostic::original_message_not_deleted;
        answer.old_reference_number = ReferenceNumber{4710};
        answer.trigger_action = t4::TriggerAction::replace;
        answer.supported_features = features(false);
    }
    return answer;
}

t4::DeliveryReportRequest delivery_report_request(Fields fields)
{
    t4::DeliveryReportRequest request;
    request.head = request_head(fields);
    request.head.destination_host = "iwf.operator.example";
    request.user_identifier = user_identifier(fields);
    request.sm_rp_smea = smea();
    request.sm_delivery_outcome = t4::SmDeliveryOutcome::absent_subscriber;
    if (fields == Fields::full) {
        request.sm_delivery_outcome = t4::SmDeliveryOutcome::validity_time_expired;
        request.absent_subscriber_diagnostic = 5;
        request.reference_number = ReferenceNumber{4711};
        request.supported_features = features(true);
    }
    return request;
}

t4::DeliveryReportAnswer delivery_report_answer(Fields fields)
{
    t4::DeliveryReportAnswer answer;
    answer.head = answer_head(fields);
    if (fields == Fields::full) {
        answer.supported_features = features(false);
    }
    return answer;
}

std::vector<SampleMessage> sample_messages()
{
    const auto full = Fields::full;
    const auto bare = Fields::bare;
    std::vector<SampleMessage> samples;
    add(samples, "DAR", encode(device_action_request(full)), encode(device_action_request(bare)));
    add(samples, "DAA", encode(device_action_answer(full)), encode(device_action_answer(bare)));
    add(samples,
        "DNR",
        encode(device_notification_request(full)),
        encode(device_notification_request(bare)));
    add(samples,
        "DNA",
        encode(device_notification_answer(full)),
        encode(device_notification_answer(bare)));
    add(samples,
        "SIR",
        encode(subscriber_information_request(full)),
        encode(subscriber_information_request(bare)));
    add(samples,
        "SIA",
        encode(subscriber_information_answer(full)),
        encode(subscriber_information_answer(bare)));
    add(samples, "DTR", encode(device_trigger_request(full)), encode(device_trigger_request(bare)));
    add(samples, "DTA", encode(device_trigger_answer(full)), encode(device_trigger_answer(bare)));
    add(samples, "DRR", encode(delivery_report_request(full)), encode(delivery_report_request(bare))
    );
    add(samples, "DRA", encode(delivery_report_answer(full)), encode(delivery_report_answer(bare)));
    add_monitoring(samples);
    std::uint32_t serial = 1;
    for (SampleMessage& sample : samples) {
        sample.message.header.hop_by_hop = HopByHopId{serial};
        sample.message.header.end_to_end = EndToEndId{0xAB000000U + serial};
        ++serial;
    }
    return samples;
}

} // namespace iwf::test
