// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/t4.hpp"

#include <algorithm>

#include "iwf/diameter/generated/t4.hpp"
#include "iwf/diameter/head.hpp"
#include "iwf/diameter/south.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::diameter::t4 {
namespace {

constexpr std::size_t smea_head = 2; // number of semi-octets, type of address

void read_answer(AvpReader& in, DeviceTriggerAnswer& answer)
{
    in.optional_if_known(avp::mtc_error_diagnostic, answer.mtc_error_diagnostic);
    in.optional(avp::old_reference_number, answer.old_reference_number);
    in.optional_if_known(avp::trigger_action, answer.trigger_action);
    read_features(in, answer.supported_features);
}

void read_request(AvpReader& in, DeviceTriggerRequest& request)
{
    s6m::read_user_identifier(in, request.user_identifier);
    in.require(avp::sm_rp_smea, request.sm_rp_smea);
    in.require(avp::payload, request.payload);
    s6m::read_serving_nodes(in, request.serving_nodes);
    in.optional(avp::reference_number, request.reference_number);
    in.optional(avp::validity_time, request.validity_time_s);
    in.optional(avp::priority_indication, request.priority);
    in.optional(avp::application_port_identifier, request.application_port);
    in.optional(avp::old_reference_number, request.old_reference_number);
    in.optional(avp::trigger_action, request.trigger_action);
    read_features(in, request.supported_features);
}

void read_report(AvpReader& in, DeliveryReportRequest& request)
{
    s6m::read_user_identifier(in, request.user_identifier);
    in.require(avp::sm_rp_smea, request.sm_rp_smea);
    in.require(avp::sm_delivery_outcome_t4, request.sm_delivery_outcome);
    in.optional(avp::absent_subscriber_diagnostic_t4, request.absent_subscriber_diagnostic);
    in.optional(avp::reference_number, request.reference_number);
    read_features(in, request.supported_features);
}

} // namespace

base::Bytes encode_sm_rp_smea(const domain::ScsIdentity& scs, std::uint8_t type_of_address)
{
    const base::Bytes digits = domain::to_tbcd(scs.digits());
    base::Bytes octets;
    octets.reserve(smea_head + digits.size());
    octets.push_back(static_cast<std::uint8_t>(scs.digits().size()));
    octets.push_back(type_of_address);
    octets.insert(octets.end(), digits.begin(), digits.end());
    return octets;
}

base::Result<domain::ScsIdentity> decode_sm_rp_smea(base::ByteView octets)
{
    if (octets.size() < smea_head || octets.size() != smea_head + (octets[0] + 1U) / 2U) {
        return base::fail("SM-RP-SMEA: the length octet and the content disagree");
    }
    const auto digits = domain::from_tbcd(octets.subspan(smea_head));
    if (!digits || digits->size() != octets[0]) {
        return base::fail("SM-RP-SMEA: not a number of decimal digits");
    }
    return domain::ScsIdentity::parse(*digits);
}

Decoded<DeviceTriggerRequest> decode_device_trigger_request(const Message& message)
{
    return decode_as<DeviceTriggerRequest>(command::device_trigger_request, message, read_request);
}

Decoded<DeviceTriggerAnswer> decode_device_trigger_answer(const Message& message)
{
    return decode_as<DeviceTriggerAnswer>(command::device_trigger_answer, message, read_answer);
}

Decoded<DeliveryReportRequest> decode_delivery_report_request(const Message& message)
{
    return decode_as<DeliveryReportRequest>(command::delivery_report_request, message, read_report);
}

Decoded<DeliveryReportAnswer> decode_delivery_report_answer(const Message& message)
{
    return decode_as<DeliveryReportAnswer>(
        command::delivery_report_answer,
        message,
        [](AvpReader& in, DeliveryReportAnswer& answer) {
            read_features(in, answer.supported_features);
        }
    );
}

Message encode(const DeviceTriggerRequest& request)
{
    const auto& command = command::device_trigger_request;
    return encode_as(command, request.head, [&](AvpWriter& out) {
        s6m::write_user_identifier(out, request.user_identifier);
        out.put(avp::sm_rp_smea, request.sm_rp_smea);
        out.put(avp::payload, request.payload);
        s6m::write_serving_nodes(out, request.serving_nodes);
        out.put(avp::reference_number, request.reference_number);
        out.put(avp::validity_time, request.validity_time_s);
        out.put(avp::priority_indication, request.priority);
        out.put(avp::application_port_identifier, request.application_port);
        out.put(avp::old_reference_number, request.old_reference_number);
        out.put(avp::trigger_action, request.trigger_action);
        write_features(out, command, request.supported_features);
    });
}

Message encode(const DeviceTriggerAnswer& answer)
{
    const auto& command = command::device_trigger_answer;
    return encode_as(command, answer.head, [&](AvpWriter& out) {
        out.put(avp::mtc_error_diagnostic, answer.mtc_error_diagnostic);
        out.put(avp::old_reference_number, answer.old_reference_number);
        out.put(avp::trigger_action, answer.trigger_action);
        write_features(out, command, answer.supported_features);
    });
}

Message encode(const DeliveryReportRequest& request)
{
    const auto& command = command::delivery_report_request;
    return encode_as(command, request.head, [&](AvpWriter& out) {
        s6m::write_user_identifier(out, request.user_identifier);
        out.put(avp::sm_rp_smea, request.sm_rp_smea);
        out.put(avp::sm_delivery_outcome_t4, request.sm_delivery_outcome);
        out.put(avp::absent_subscriber_diagnostic_t4, request.absent_subscriber_diagnostic);
        out.put(avp::reference_number, request.reference_number);
        write_features(out, command, request.supported_features);
    });
}

Message encode(const DeliveryReportAnswer& answer)
{
    const auto& command = command::delivery_report_answer;
    return encode_as(command, answer.head, [&](AvpWriter& out) {
        write_features(out, command, answer.supported_features);
    });
}

} // namespace iwf::diameter::t4
