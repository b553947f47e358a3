// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/sgd.hpp"

#include "iwf/diameter/generated/sgd.hpp"
#include "iwf/diameter/head.hpp"
#include "iwf/diameter/south.hpp"

namespace iwf::diameter::sgd {
namespace {

void read_correlation_id(AvpReader& in, CorrelationId& id)
{
    in.optional(avp::hss_id, id.hss_id);
    in.optional(avp::originating_sip_uri, id.originating_sip_uri);
    in.optional(avp::destination_sip_uri, id.destination_sip_uri);
}

void write_correlation_id(AvpWriter& out, const std::optional<CorrelationId>& id)
{
    if (id) {
        out.group(avp::smsmi_correlation_id, [&] {
            out.put(avp::hss_id, id->hss_id);
            out.put(avp::originating_sip_uri, id->originating_sip_uri);
            out.put(avp::destination_sip_uri, id->destination_sip_uri);
        });
    }
}

void read_cause(AvpReader& in, DeliveryFailureCause& cause)
{
    in.optional_if_known(avp::sm_enumerated_delivery_failure_cause, cause.failure);
    in.optional(avp::sm_diagnostic_info, cause.diagnostic);
}

void write_cause(AvpWriter& out, const std::optional<DeliveryFailureCause>& cause)
{
    if (cause) {
        out.group(avp::sm_delivery_failure_cause, [&] {
            out.put(
                avp::sm_enumerated_delivery_failure_cause,
                cause->failure.value_or(DeliveryFailure::equipment_protocol_error)
            );
            out.put(avp::sm_diagnostic_info, cause->diagnostic);
        });
    }
}

void read_request(AvpReader& in, MoForwardShortMessageRequest& request)
{
    in.require(avp::sc_address, request.sc_address);
    in.optional(avp::ofr_flags, request.ofr_flags);
    read_features(in, request.supported_features);
    s6m::read_user_identifier(in, request.user_identifier);
    in.require(avp::sm_rp_ui, request.sm_rp_ui);
    in.optional(avp::smsmi_correlation_id, request.correlation_id, read_correlation_id);
}

void read_answer(AvpReader& in, MoForwardShortMessageAnswer& answer)
{
    read_features(in, answer.supported_features);
    in.optional(avp::sm_delivery_failure_cause, answer.failure_cause, read_cause);
    in.optional(avp::sm_rp_ui, answer.sm_rp_ui);
    in.optional(avp::external_identifier, answer.external_identifier);
}

} // namespace

Decoded<MoForwardShortMessageRequest> decode_mo_forward_short_message_request(const Message& message
)
{
    return decode_as<MoForwardShortMessageRequest>(
        command::mo_forward_short_message_request, message, read_request
    );
}

Decoded<MoForwardShortMessageAnswer> decode_mo_forward_short_message_answer(const Message& message)
{
    return decode_as<MoForwardShortMessageAnswer>(
        command::mo_forward_short_message_answer, message, read_answer
    );
}

Message encode(const MoForwardShortMessageRequest& request)
{
    const auto& command = command::mo_forward_short_message_request;
    return encode_as(command, request.head, [&](AvpWriter& out) {
        out.put(avp::sc_address, request.sc_address);
        out.put(avp::ofr_flags, request.ofr_flags);
        write_features(out, command, request.supported_features);
        s6m::write_user_identifier(out, request.user_identifier);
        out.put(avp::sm_rp_ui, request.sm_rp_ui);
        write_correlation_id(out, request.correlation_id);
    });
}

Message encode(const MoForwardShortMessageAnswer& answer)
{
    const auto& command = command::mo_forward_short_message_answer;
    return encode_as(command, answer.head, [&](AvpWriter& out) {
        write_features(out, command, answer.supported_features);
        write_cause(out, answer.failure_cause);
        out.put(avp::sm_rp_ui, answer.sm_rp_ui);
        if (answer.external_identifier) { // M must not be set here (TS 29.338, table 6.3.3-2)
            out.put(
                avp::external_identifier,
                avp_flag_vendor,
                base::as_bytes(*answer.external_identifier)
            );
        }
    });
}

} // namespace iwf::diameter::sgd
