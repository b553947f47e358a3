// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/tsp.hpp"

#include "iwf/diameter/generated/tsp.hpp"
#include "iwf/diameter/head.hpp"

namespace iwf::diameter::tsp {
namespace {

using domain::ActionType;

void read_trigger_data(AvpReader& in, domain::TriggerData& data)
{
    in.require(avp::payload, data.payload);
    in.optional(avp::priority_indication, data.priority);
    in.optional(avp::application_port_identifier, data.application_port);
}

bool is_asked_by_servers(ActionType action)
{
    return action == ActionType::device_trigger_request ||
           action == ActionType::device_trigger_recall ||
           action == ActionType::device_trigger_replace;
}

void read_device_action(AvpReader& in, DeviceAction& action)
{
    in.optional(avp::external_identifier, action.external_identifier);
    in.optional(avp::msisdn, action.msisdn);
    in.optional(avp::scs_identity, action.scs_identity);
    in.require(avp::reference_number, action.reference_number);
    in.optional(avp::old_reference_number, action.old_reference_number);
    in.require(avp::action_type, action.action_type);
    if (!in.failed() && !is_asked_by_servers(action.action_type)) {
        in.refuse(avp::action_type, "is not for a Device-Action");
    }
    in.optional(avp::trigger_data, action.trigger_data, read_trigger_data);
    in.optional(avp::validity_time, action.validity_time_s);
}

void read_device_notification(AvpReader& in, DeviceNotification& notification)
{
    in.optional(avp::external_identifier, notification.external_identifier);
    in.optional(avp::msisdn, notification.msisdn);
    in.optional(avp::scs_identity, notification.scs_identity);
    in.require(avp::reference_number, notification.reference_number);
    in.require(avp::action_type, notification.action_type);
    in.optional(avp::request_status, notification.request_status);
    in.optional_if_known(avp::mtc_error_diagnostic, notification.mtc_error_diagnostic);
    in.optional(avp::delivery_outcome, notification.delivery_outcome);
    in.optional(avp::sm_rp_ui, notification.sm_rp_ui);
    in.optional(avp::application_port_identifier, notification.application_port);
}

void write(AvpWriter& out, const domain::TriggerData& data)
{
    out.put(avp::payload, data.payload);
    out.put(avp::priority_indication, data.priority);
    out.put(avp::application_port_identifier, data.application_port);
}

void write(AvpWriter& out, const DeviceAction& action)
{
    out.put(avp::external_identifier, action.external_identifier);
    out.put(avp::msisdn, action.msisdn);
    out.put(avp::scs_identity, action.scs_identity);
    out.put(avp::reference_number, action.reference_number);
    out.put(avp::old_reference_number, action.old_reference_number);
    out.put(avp::action_type, action.action_type);
    if (action.trigger_data) {
        out.group(avp::trigger_data, [&] { write(out, *action.trigger_data); });
    }
    out.put(avp::validity_time, action.validity_time_s);
}

void write(AvpWriter& out, const DeviceNotification& notification)
{
    out.put(avp::external_identifier, notification.external_identifier);
    out.put(avp::msisdn, notification.msisdn);
    out.put(avp::scs_identity, notification.scs_identity);
    out.put(avp::reference_number, notification.reference_number);
    out.put(avp::action_type, notification.action_type);
    out.put(avp::request_status, notification.request_status);
    out.put(avp::mtc_error_diagnostic, notification.mtc_error_diagnostic);
    out.put(avp::delivery_outcome, notification.delivery_outcome);
    out.put(avp::sm_rp_ui, notification.sm_rp_ui);
    out.put(avp::application_port_identifier, notification.application_port);
}

} // namespace

Decoded<DeviceActionRequest> decode_device_action_request(const Message& message)
{
    return decode_as<DeviceActionRequest>(
        command::device_action_request,
        message,
        [](AvpReader& in, DeviceActionRequest& request) {
            in.require(avp::device_action, request.device_action, read_device_action);
            read_features(in, request.supported_features);
        }
    );
}

Decoded<DeviceActionAnswer> decode_device_action_answer(const Message& message)
{
    return decode_as<DeviceActionAnswer>(
        command::device_action_answer,
        message,
        [](AvpReader& in, DeviceActionAnswer& answer) {
            in.optional(
                avp::device_notification, answer.device_notification, read_device_notification
            );
            read_features(in, answer.supported_features);
            in.optional(
                avp::feature_supported_in_final_target, answer.feature_supported_in_final_target
            );
            read_load(in, answer.load);
        }
    );
}

Decoded<DeviceNotificationRequest> decode_device_notification_request(const Message& message)
{
    return decode_as<DeviceNotificationRequest>(
        command::device_notification_request,
        message,
        [](AvpReader& in, DeviceNotificationRequest& request) {
            in.require(
                avp::device_notification, request.device_notification, read_device_notification
            );
        }
    );
}

Decoded<DeviceNotificationAnswer> decode_device_notification_answer(const Message& message)
{
    return decode_as<DeviceNotificationAnswer>(
        command::device_notification_answer,
        message,
        [](AvpReader& /*in*/, DeviceNotificationAnswer& /*answer*/) {}
    );
}

Message encode(const DeviceActionRequest& request)
{
    const auto& command = command::device_action_request;
    return encode_as(command, request.head, [&](AvpWriter& out) {
        out.group(avp::device_action, [&] { write(out, request.device_action); });
        write_features(out, command, request.supported_features);
    });
}

Message encode(const DeviceActionAnswer& answer)
{
    const auto& command = command::device_action_answer;
    return encode_as(command, answer.head, [&](AvpWriter& out) {
        if (answer.device_notification) {
            out.group(avp::device_notification, [&] { write(out, *answer.device_notification); });
        }
        write_features(out, command, answer.supported_features);
        out.put(avp::feature_supported_in_final_target, answer.feature_supported_in_final_target);
        write_load(out, answer.load);
    });
}

Message encode(const DeviceNotificationRequest& request)
{
    return encode_as(command::device_notification_request, request.head, [&](AvpWriter& out) {
        out.group(avp::device_notification, [&] { write(out, request.device_notification); });
    });
}

Message encode(const DeviceNotificationAnswer& answer)
{
    return encode_as(command::device_notification_answer, answer.head, [](AvpWriter&) {});
}

} // namespace iwf::diameter::tsp
