// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/sgd.hpp"

#include <utility>

#include "iwf/core/fnv1a.hpp"
#include "iwf/diameter/avp_reader.hpp"
#include "iwf/diameter/generated/common_3gpp.hpp"
#include "iwf/domain/digits.hpp"
#include "iwf/domain/short_message.hpp"
#include "iwf/gateways/network_request.hpp"
#include "iwf/gateways/request_checks.hpp"

namespace iwf::gateways {
namespace {

using core::ShortMessageResult;
using diameter::Fault;
using diameter::s6m::SubscriberInformationAnswer;
using diameter::sgd::DeliveryFailure;
using diameter::sgd::MoForwardShortMessageAnswer;
using diameter::sgd::MoForwardShortMessageRequest;

/// A repetition says the same of the same device, whatever way it comes.
std::uint64_t digest_of(const MoForwardShortMessageRequest& request)
{
    core::Fnv1a digest;
    digest.add(base::as_bytes(request.user_identifier.user_name.value_or("")));
    digest.add(base::ByteView{request.sm_rp_ui});
    return digest.value();
}

/// 5004 with the AVP itself in Failed-AVP (RFC 6733, 7.1.5).
Fault wrong_message(const diameter::Message& request, std::string_view why)
{
    diameter::AvpReader in{request.avps};
    in.refuse(diameter::avp::sm_rp_ui, why);
    return in.finish(MoForwardShortMessageRequest{}).error();
}

/// TS 29.338, 6.3.3.5 and 7.3.
void put_failure(DeliveryFailure failure, MoForwardShortMessageAnswer& answer)
{
    answer.head.outcome = {diameter::experimental::sm_delivery_failure, true};
    answer.failure_cause = {failure, std::nullopt};
}

void put_result(ShortMessageResult result, MoForwardShortMessageAnswer& answer)
{
    switch (result) {
    case ShortMessageResult::delivered:
        return;
    case ShortMessageResult::congestion:
        return put_failure(DeliveryFailure::sc_congestion, answer);
    case ShortMessageResult::unknown_service_centre:
        return put_failure(DeliveryFailure::unknown_service_centre, answer);
    case ShortMessageResult::invalid_sme_address:
        return put_failure(DeliveryFailure::invalid_sme_address, answer);
    case ShortMessageResult::user_not_sc_user:
        return put_failure(DeliveryFailure::user_not_sc_user, answer);
    case ShortMessageResult::facility_not_supported:
        answer.head.outcome = {diameter::experimental::facility_not_supported, true};
        return;
    }
}

/// What an HSS's refusal means to the SMS-SC (TS 29.336, 5.2.1.2).
ShortMessageResult result_of_refusal(const diameter::Outcome& outcome)
{
    namespace experimental = diameter::experimental;
    if (!outcome.experimental) {
        return ShortMessageResult::congestion;
    }
    switch (outcome.code) {
    case experimental::user_unknown:
    case experimental::unauthorized_requesting_entity:
    case experimental::unauthorized_service:
        return ShortMessageResult::user_not_sc_user;
    case experimental::missing_application_data: // it knows no name of the device for the port
        return ShortMessageResult::invalid_sme_address;
    default:
        return ShortMessageResult::congestion;
    }
}

} // namespace

void SgdGateway::on_request(diameter::Connection connection, diameter::Message message)
{
    Incoming incoming{parts_.transport, parts_.self, connection, std::move(message)};
    const PoolMember* const from = parts_.sms_sc.find(connection.peer);
    auto request = diameter::sgd::decode_mo_forward_short_message_request(incoming.request());
    auto fault =
        request ? check_network_request(
                      request->head, from, parts_.self, requests_.size(), settings_.max_messages
                  )
                : std::optional{request.error()};
    auto event = fault ? tl::unexpected{*fault} : understand(*request, incoming.request(), *from);
    if (!event) {
        parts_.log.event(
            base::Severity::warning,
            "sgd.request_refused",
            {{"from", from == nullptr ? std::string{"?"} : from->host.text()},
             {"result", event.error().result_code},
             {"reason", event.error().text}}
        );
        return incoming.refuse(event.error());
    }
    event->request = core::ShortMessageRequest{++last_request_};
    event->end_to_end = incoming.request().header.end_to_end.value();
    incoming.drop_content();
    requests_.emplace(
        event->request,
        Owed{
            std::move(incoming),
            diameter::answer_head(request->head, parts_.self.host, parts_.self.realm),
        }
    );
    parts_.mo_sms.on_message(*std::move(event));
}

diameter::Decoded<core::ShortMessageEvent> SgdGateway::understand(
    const MoForwardShortMessageRequest& request,
    const diameter::Message& message,
    const PoolMember& from
) const
{
    if (request.sm_rp_ui.size() > domain::longest_short_message) {
        return tl::unexpected{wrong_message(message, "is longer than 200 octets")};
    }
    const auto port = domain::application_port_of(request.sm_rp_ui);
    if (!port && port.error() == domain::ShortMessageFault::malformed) {
        return tl::unexpected{wrong_message(message, "is no TPDU of TS 23.040")};
    }
    auto imsi = imsi_of(request.user_identifier, message);
    if (!imsi) {
        return tl::unexpected{std::move(imsi.error())};
    }
    return core::ShortMessageEvent{
        .request = {},
        .from = from.host,
        .end_to_end = 0,
        .digest = digest_of(request),
        .is_for_us = domain::from_tbcd(request.sc_address) == settings_.address,
        .is_submitted = port.has_value(),
        .imsi = *std::move(imsi),
        .sm_rp_ui = request.sm_rp_ui,
        .port = port.value_or(std::nullopt),
    };
}

void SgdGateway::look_up(core::ShortMessageId id, const domain::Imsi& imsi, std::uint16_t port)
{
    diameter::s6m::SubscriberInformationRequest request;
    request.user_identifier.user_name = imsi.digits(domain::southbound);
    request.service_id = diameter::s6m::ServiceId::sms_mo;
    request.application_port = port;
    parts_.s6m.ask(
        std::move(request),
        Abatement::middle,
        [this, id](const SubscriberInformationAnswer* answer) {
            parts_.mo_sms.on_device(
                id,
                answer == nullptr
                    ? core::DeviceFound{tl::unexpected{ShortMessageResult::congestion}}
                    : understand(*answer)
            );
        }
    );
}

core::DeviceFound SgdGateway::understand(const SubscriberInformationAnswer& answer)
{
    if (!answer.head.outcome.is_success()) {
        return tl::unexpected{result_of_refusal(answer.head.outcome)};
    }
    for (const auto& user : answer.user_identifiers) {
        if (!user.external_identifier) {
            continue;
        }
        if (auto device = domain::ExternalIdentifier::parse(*user.external_identifier)) {
            return *std::move(device);
        }
    }
    // A success that lacks what was asked for is no success.
    parts_.log.event(
        base::Severity::warning,
        "sgd.hss_answer_unusable",
        {{"hss", answer.head.origin_host}, {"reason", "no External-Identifier"}}
    );
    return tl::unexpected{ShortMessageResult::congestion};
}

void SgdGateway::answer(core::ShortMessageRequest request, const core::ShortMessageAnswer& content)
{
    const auto waiting = requests_.find(request);
    if (waiting == requests_.end()) {
        return;
    }
    Owed owed = std::move(waiting->second);
    requests_.erase(waiting);
    MoForwardShortMessageAnswer answer;
    answer.head = std::move(owed.head);
    if (content.device) {
        answer.external_identifier = content.device->text();
    }
    put_result(content.result, answer);
    // Also of a refusal: that a device sends what nobody wants must not slow down reports of the
    // same SMS-SC.
    owed.incoming.answer(diameter::sgd::encode(answer));
}

} // namespace iwf::gateways
