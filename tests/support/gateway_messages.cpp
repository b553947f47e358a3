// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/generated/common_3gpp.hpp"
#include "iwf/domain/digits.hpp"
#include "support/gateway_world.hpp"

/// What the neighbours of a GatewayWorld send.
namespace iwf::test {
namespace {

std::string south_host(diameter::PeerId from)
{
    if (from == peer::sms_sc_a) {
        return sms_sc_a().text();
    }
    return from == peer::sms_sc_b ? sms_sc_b().text() : hss_host(from).text();
}

diameter::AnswerHead south_head(diameter::PeerId from, diameter::Outcome outcome)
{
    diameter::AnswerHead head;
    head.session_id = "iwf.operator.example;1;1";
    head.origin_host = south_host(from);
    head.origin_realm = "internal";
    head.outcome = outcome;
    return head;
}

base::Bytes msc()
{
    base::Bytes content;
    diameter::AvpWriter{content}.put(diameter::avp::msc_number, domain::to_tbcd("491700001"));
    return content;
}

} // namespace

domain::InternalHost hss_host(diameter::PeerId hss)
{
    return *domain::InternalHost::parse(hss == peer::hss_a ? "a.hss.internal" : "b.hss.internal");
}

diameter::tsp::DeviceActionRequest dar(std::uint32_t reference, std::string_view server)
{
    core::DeviceActionEvent event = trigger_request(0, 0, reference);
    if (server == beta) {
        event = by_beta(std::move(event));
    }
    diameter::tsp::DeviceActionRequest request;
    request.head.session_id = event.scs_host.text() + ";1;" + std::to_string(reference);
    request.head.origin_host = event.scs_host.text();
    request.head.origin_realm = event.scs_realm;
    request.head.destination_realm = "operator.example";
    request.head.destination_host = "iwf.operator.example";
    diameter::tsp::DeviceAction& action = request.device_action;
    action.external_identifier = event.claimed.external_identifier;
    action.scs_identity = event.claimed.scs_identity;
    action.reference_number = event.reference;
    action.action_type = event.action;
    action.trigger_data = event.trigger_data;
    action.validity_time_s = event.validity_time_s;
    return request;
}

diameter::tsp::DeviceActionRequest recall_dar(std::uint32_t reference)
{
    diameter::tsp::DeviceActionRequest request = dar(reference);
    request.device_action.action_type = domain::ActionType::device_trigger_recall;
    request.device_action.trigger_data.reset();
    request.device_action.validity_time_s.reset();
    return request;
}

diameter::tsp::DeviceActionRequest replace_dar(std::uint32_t reference, std::uint32_t old)
{
    diameter::tsp::DeviceActionRequest request = dar(reference);
    request.device_action.action_type = domain::ActionType::device_trigger_replace;
    request.device_action.old_reference_number = domain::ReferenceNumber{old};
    return request;
}

diameter::Message dna(std::string_view server, diameter::Outcome outcome)
{
    diameter::tsp::DeviceNotificationAnswer answer;
    answer.head.session_id = "iwf.operator.example;1;1";
    answer.head.origin_host = "scs." + std::string{server} + ".example";
    answer.head.origin_realm = std::string{server} + ".example";
    answer.head.outcome = outcome;
    return diameter::tsp::encode(answer);
}

diameter::s6m::SubscriberInformationAnswer sia(diameter::PeerId from)
{
    diameter::s6m::SubscriberInformationAnswer answer;
    answer.head = south_head(from, {diameter::result::success, false});
    diameter::s6m::UserIdentifier user;
    user.user_name = imsi().digits(domain::southbound);
    answer.user_identifiers = {user};
    answer.t4_data = diameter::s6m::T4Data{std::nullopt, {msc(), {}}};
    return answer;
}

diameter::Message sia_refusal(diameter::PeerId from, diameter::Outcome outcome)
{
    diameter::s6m::SubscriberInformationAnswer answer;
    answer.head = south_head(from, outcome);
    return diameter::s6m::encode(answer);
}

diameter::t4::DeviceTriggerAnswer dta(diameter::PeerId from, diameter::Outcome outcome)
{
    diameter::t4::DeviceTriggerAnswer answer;
    answer.head = south_head(from, outcome);
    return answer;
}

diameter::t4::DeliveryReportRequest drr(diameter::PeerId from, std::uint32_t reference)
{
    diameter::t4::DeliveryReportRequest request;
    request.head.session_id = south_host(from) + ";1;" + std::to_string(reference);
    request.head.origin_host = south_host(from);
    request.head.origin_realm = "internal";
    request.head.destination_realm = "operator.example";
    request.head.destination_host = "iwf.operator.example";
    request.user_identifier.user_name = imsi().digits(domain::southbound);
    request.sm_rp_smea = diameter::t4::encode_sm_rp_smea(scs_identity(acme), 0x91);
    request.sm_delivery_outcome = diameter::t4::SmDeliveryOutcome::successful_transfer;
    request.reference_number = domain::ReferenceNumber{reference};
    return request;
}

} // namespace iwf::test
