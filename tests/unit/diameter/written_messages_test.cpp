// SPDX-License-Identifier: Apache-2.0
#include "written_messages.hpp"

#include <gtest/gtest.h>

#include "iwf/diameter/s6m.hpp"
#include "iwf/diameter/t4.hpp"
#include "iwf/diameter/tsp.hpp"
#include "written.hpp"

namespace iwf::diameter {
namespace {

using base::Bytes;
using domain::ActionType;
using domain::ReferenceNumber;
using written::answer_head;
using written::expect_read;
using written::message_of;
using written::request_head;

const Bytes msisdn{0x94, 0x71, 0x10, 0x32, 0x54, 0x76};
const Bytes scs{0x94, 0x71, 0xF0};
const Bytes smea{0x05, 0x91, 0x94, 0x71, 0xF0};
const Bytes payload{0xC0, 0xFF, 0xEE};
const Bytes proxy_info{0x00, 0x00, 0x01, 0x18, 0x40, 0x00, 0x00, 0x0B, 'p',  '.',  'x',  0x00,
                       0x00, 0x00, 0x00, 0x21, 0x40, 0x00, 0x00, 0x0A, 0x01, 0x02, 0x00, 0x00};
const domain::ServingNodes serving_nodes{
    {0x00, 0x00, 0x09, 0x63, 0xC0, 0, 0, 0x0F, 0, 0, 0x28, 0xAF, 0x94, 0x71, 0xF0, 0},
    {{0x00, 0x00, 0x05, 0xD1, 0xC0, 0, 0, 0x0F, 0, 0, 0x28, 0xAF, 0x94, 0x71, 0xF1, 0}},
};
const s6m::UserIdentifier device{"001010123456789", {}, "m1@d.example", {}};

TEST(WrittenMessages, device_action_request)
{
    tsp::DeviceActionRequest expected{request_head("scs.x", "x", "y"), {}, {}};
    expected.head.destination_host = "iwf.y";
    expected.head.origin_state_id = 9;
    expected.head.proxy_infos = {proxy_info};
    expected.head.route_records = {"p.x"};
    expected.device_action.external_identifier = "m1@d.example";
    expected.device_action.msisdn = msisdn;
    expected.device_action.scs_identity = scs;
    expected.device_action.reference_number = ReferenceNumber{7};
    expected.device_action.old_reference_number = ReferenceNumber{6};
    expected.device_action.action_type = ActionType::device_trigger_replace;
    expected.device_action.trigger_data =
        domain::TriggerData{payload, domain::Priority::priority, 5683};
    expected.device_action.validity_time_s = 60;
    expected.supported_features = {{vendor_3gpp, 1, 1, true}};
    expect_read(
        tsp::decode_device_action_request(message_of(written::device_action_request)), expected
    );
}

TEST(WrittenMessages, device_action_answer)
{
    tsp::DeviceActionAnswer expected{answer_head("iwf.y", "y"), {}, {}, {}, {}};
    expected.head.proxy_infos = {proxy_info};
    auto& notification = expected.device_notification.emplace();
    notification.external_identifier = "m1@d.example";
    notification.msisdn = msisdn;
    notification.scs_identity = scs;
    notification.reference_number = ReferenceNumber{7};
    notification.action_type = ActionType::device_trigger_replace;
    notification.request_status = domain::RequestStatus::replace_fail;
    notification.mtc_error_diagnostic = domain::MtcErrorDiagnostic::new_message_not_stored;
    expected.supported_features = {{vendor_3gpp, 1, 1, false}};
    expected.feature_supported_in_final_target = 1;
    expect_read(
        tsp::decode_device_action_answer(message_of(written::device_action_answer)), expected
    );
}

TEST(WrittenMessages, device_notification_request)
{
    tsp::DeviceNotificationRequest expected{request_head("iwf.y", "y", "x"), {}};
    expected.head.destination_host = "scs.x";
    expected.device_notification.external_identifier = "m1@d.example";
    expected.device_notification.reference_number = ReferenceNumber{7};
    expected.device_notification.action_type = ActionType::delivery_report;
    expected.device_notification.delivery_outcome = domain::DeliveryOutcome::undeliverable;
    expect_read(
        tsp::decode_device_notification_request(message_of(written::device_notification_request)),
        expected
    );
}

TEST(WrittenMessages, device_notification_answer)
{
    expect_read(
        tsp::decode_device_notification_answer(message_of(written::device_notification_answer)),
        {answer_head("scs.x", "x")}
    );
}

TEST(WrittenMessages, subscriber_information_request)
{
    s6m::SubscriberInformationRequest expected;
    expected.head = request_head("iwf.y", "y", "y");
    expected.user_identifier.external_identifier = "m1@d.example";
    expected.service_id = s6m::ServiceId::device_trigger;
    expected.scs_identity = scs;
    expected.priority = domain::Priority::priority;
    expected.sm_rp_smea = smea;
    expected.sir_flags = 1;
    expect_read(
        s6m::decode_subscriber_information_request(
            message_of(written::subscriber_information_request)
        ),
        expected
    );
}

TEST(WrittenMessages, subscriber_information_answer)
{
    s6m::SubscriberInformationAnswer expected;
    expected.head = answer_head("hss.y", "y");
    expected.user_identifiers = {device};
    expected.t4_data = s6m::T4Data{s6m::hss_cause::absent_subscriber, serving_nodes};
    expect_read(
        s6m::decode_subscriber_information_answer(message_of(written::subscriber_information_answer)
        ),
        expected
    );
}

TEST(WrittenMessages, device_trigger_request)
{
    t4::DeviceTriggerRequest expected;
    expected.head = request_head("iwf.y", "y", "y");
    expected.head.destination_host = "smsc.y";
    expected.user_identifier = device;
    expected.sm_rp_smea = smea;
    expected.payload = payload;
    expected.serving_nodes = serving_nodes;
    expected.reference_number = ReferenceNumber{7};
    expected.validity_time_s = 60;
    expected.priority = domain::Priority::non_priority;
    expected.application_port = 5683;
    expected.old_reference_number = ReferenceNumber{6};
    expected.trigger_action = t4::TriggerAction::replace;
    expect_read(
        t4::decode_device_trigger_request(message_of(written::device_trigger_request)), expected
    );
}

TEST(WrittenMessages, device_trigger_answer)
{
    t4::DeviceTriggerAnswer expected;
    expected.head = answer_head("smsc.y", "y");
    expected.head.outcome = {experimental::trigger_replace_failure, true};
    expected.mtc_error_diagnostic = domain::MtcErrorDiagnostic::original_message_not_deleted;
    expected.old_reference_number = ReferenceNumber{6};
    expected.trigger_action = t4::TriggerAction::replace;
    expect_read(
        t4::decode_device_trigger_answer(message_of(written::device_trigger_answer)), expected
    );
}

TEST(WrittenMessages, delivery_report_request)
{
    t4::DeliveryReportRequest expected;
    expected.head = request_head("smsc.y", "y", "y");
    expected.head.destination_host = "iwf.y";
    expected.user_identifier = device;
    expected.sm_rp_smea = smea;
    expected.sm_delivery_outcome = t4::SmDeliveryOutcome::absent_subscriber;
    expected.absent_subscriber_diagnostic = 1;
    expected.reference_number = ReferenceNumber{7};
    expect_read(
        t4::decode_delivery_report_request(message_of(written::delivery_report_request)), expected
    );
}

TEST(WrittenMessages, delivery_report_answer)
{
    expect_read(
        t4::decode_delivery_report_answer(message_of(written::delivery_report_answer)),
        {answer_head("iwf.y", "y"), {}}
    );
}

} // namespace
} // namespace iwf::diameter
