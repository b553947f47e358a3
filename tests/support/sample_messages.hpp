// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "iwf/diameter/s6m.hpp"
#include "iwf/diameter/t4.hpp"
#include "iwf/diameter/tsp.hpp"

/// One of each message: `full` has every field the type has, `bare` only the required ones.
namespace iwf::test {

enum class Fields : std::uint8_t
{
    full,
    bare
};

[[nodiscard]] diameter::RequestHead request_head(Fields fields);
[[nodiscard]] diameter::AnswerHead answer_head(Fields fields);

[[nodiscard]] diameter::tsp::DeviceActionRequest device_action_request(Fields fields);
[[nodiscard]] diameter::tsp::DeviceActionAnswer device_action_answer(Fields fields);
[[nodiscard]] diameter::tsp::DeviceNotificationRequest device_notification_request(Fields fields);
[[nodiscard]] diameter::tsp::DeviceNotificationAnswer device_notification_answer(Fields fields);

[[nodiscard]] diameter::s6m::SubscriberInformationRequest
subscriber_information_request(Fields fields);
[[nodiscard]] diameter::s6m::SubscriberInformationAnswer subscriber_information_answer(Fields fields
);

[[nodiscard]] diameter::t4::DeviceTriggerRequest device_trigger_request(Fields fields);
[[nodiscard]] diameter::t4::DeviceTriggerAnswer device_trigger_answer(Fields fields);
[[nodiscard]] diameter::t4::DeliveryReportRequest delivery_report_request(Fields fields);
[[nodiscard]] diameter::t4::DeliveryReportAnswer delivery_report_answer(Fields fields);

struct SampleMessage
{
    std::string name; ///< "DAR-full"
    diameter::Message message;
};

/// All ten of Tsp, S6m and T4 and the ten of S6t, T6a and SGd (sample_monitoring.hpp), full and
/// bare, with identifiers in their headers. Of commands that two applications have, both are named:
/// "CIR_S6t-full".
[[nodiscard]] std::vector<SampleMessage> sample_messages();

} // namespace iwf::test
