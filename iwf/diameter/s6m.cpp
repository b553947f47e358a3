// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/s6m.hpp"

#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/head.hpp"
#include "iwf/diameter/south.hpp"

namespace iwf::diameter::s6m {
namespace {

void read_t4_parameters(AvpReader& in, SubscriberInformationRequest& request)
{
    in.optional(avp::priority_indication, request.priority);
    in.optional(avp::sm_rp_smea, request.sm_rp_smea);
}

void read_service_parameters(AvpReader& in, SubscriberInformationRequest& request)
{
    in.optional_into(avp::t4_parameters, request, read_t4_parameters);
    in.optional(avp::application_port_identifier, request.application_port);
}

void read_t4_data(AvpReader& in, T4Data& data)
{
    in.optional(avp::hss_cause, data.hss_cause);
    read_serving_nodes(in, data.serving_nodes);
}

void write_t4_parameters(AvpWriter& out, const SubscriberInformationRequest& request)
{
    if (request.priority || request.sm_rp_smea) {
        out.group(avp::t4_parameters, [&] {
            out.put(avp::priority_indication, request.priority);
            out.put(avp::sm_rp_smea, request.sm_rp_smea);
        });
    }
}

void write_service_parameters(AvpWriter& out, const SubscriberInformationRequest& request)
{
    if (request.priority || request.sm_rp_smea || request.application_port) {
        out.group(avp::service_parameters, [&] {
            write_t4_parameters(out, request);
            out.put(avp::application_port_identifier, request.application_port);
        });
    }
}

void write_service_data(AvpWriter& out, const T4Data& data)
{
    out.group(avp::service_data, [&] {
        out.group(avp::t4_data, [&] {
            out.put(avp::hss_cause, data.hss_cause);
            write_serving_nodes(out, data.serving_nodes);
        });
    });
}

} // namespace

Decoded<SubscriberInformationRequest> decode_subscriber_information_request(const Message& message)
{
    return decode_as<SubscriberInformationRequest>(
        command::subscriber_information_request,
        message,
        [](AvpReader& in, SubscriberInformationRequest& request) {
            read_user_identifier(in, request.user_identifier);
            in.optional(avp::service_id, request.service_id);
            in.optional(avp::scs_identity, request.scs_identity);
            in.optional_into(avp::service_parameters, request, read_service_parameters);
            in.require(avp::sir_flags, request.sir_flags);
            read_overload_features(in, request.overload_features);
            read_features(in, request.supported_features);
        }
    );
}

Decoded<SubscriberInformationAnswer> decode_subscriber_information_answer(const Message& message)
{
    return decode_as<SubscriberInformationAnswer>(
        command::subscriber_information_answer,
        message,
        [](AvpReader& in, SubscriberInformationAnswer& answer) {
            read_overload_features(in, answer.overload_features);
            read_overload_report(in, answer.overload_report);
            read_features(in, answer.supported_features);
            read_user_identifiers(in, answer.user_identifiers);
            in.optional_into(avp::service_data, answer.t4_data, [](AvpReader& data, auto& t4_data) {
                data.optional(avp::t4_data, t4_data, read_t4_data);
            });
        }
    );
}

Message encode(const SubscriberInformationRequest& request)
{
    const auto& command = command::subscriber_information_request;
    return encode_as(command, request.head, [&](AvpWriter& out) {
        write_user_identifier(out, request.user_identifier);
        out.put(avp::service_id, request.service_id);
        out.put(avp::scs_identity, request.scs_identity);
        write_service_parameters(out, request);
        out.put(avp::sir_flags, request.sir_flags);
        write_overload_features(out, request.overload_features);
        write_features(out, command, request.supported_features);
    });
}

Message encode(const SubscriberInformationAnswer& answer)
{
    const auto& command = command::subscriber_information_answer;
    return encode_as(command, answer.head, [&](AvpWriter& out) {
        write_overload_features(out, answer.overload_features);
        write_overload_report(out, answer.overload_report);
        write_features(out, command, answer.supported_features);
        for (const UserIdentifier& identifier : answer.user_identifiers) {
            write_user_identifier(out, identifier);
        }
        if (answer.t4_data) {
            write_service_data(out, *answer.t4_data);
        }
    });
}

} // namespace iwf::diameter::s6m
