// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/s6m.hpp"

#include <algorithm>
#include <utility>

#include "iwf/diameter/result_code.hpp"
#include "iwf/diameter/t4.hpp"
#include "iwf/domain/digits.hpp"
#include "iwf/gateways/network_request.hpp"
#include "iwf/gateways/request_checks.hpp"

namespace iwf::gateways {
namespace {

using core::LookupRefused;
using core::SubmissionEvent;
using diameter::s6m::SubscriberInformationAnswer;
using domain::RequestStatus;

/// TS 29.336, annex B: those of recall and replace may be held back before others.
Abatement rank_of(const core::TriggerRecord& record)
{
    const bool replace =
        record.action == domain::ActionType::device_trigger_replace && record.old_reference;
    if (replace || record.action == domain::ActionType::device_trigger_recall) {
        return Abatement::first;
    }
    const bool priority =
        record.trigger_data && record.trigger_data->priority == domain::Priority::priority;
    return priority ? Abatement::last : Abatement::middle;
}

std::optional<domain::Imsi> imsi_of(const SubscriberInformationAnswer& answer)
{
    for (const auto& user : answer.user_identifiers) {
        if (!user.user_name) {
            continue;
        }
        if (auto imsi = domain::Imsi::parse(*user.user_name)) {
            return std::move(*imsi);
        }
    }
    return std::nullopt;
}

} // namespace

void S6mGateway::look_up(const core::TriggerRecord& record)
{
    diameter::s6m::SubscriberInformationRequest request;
    request.user_identifier = user_identifier_of(record.device);
    request.service_id = diameter::s6m::ServiceId::device_trigger;
    request.scs_identity = domain::to_tbcd(record.scs_identity.digits());
    // Without the priority the HSS hides nodes that are known unreachable (TS 29.336, 5.2.1.2).
    request.priority = record.trigger_data ? record.trigger_data->priority : std::nullopt;
    request.sm_rp_smea =
        diameter::t4::encode_sm_rp_smea(record.scs_identity, settings_.type_of_address);
    ask(std::move(request),
        rank_of(record),
        [this, trigger = record.id](const SubscriberInformationAnswer* answer) {
            parts_.engine.on_subscriber(
                trigger,
                answer == nullptr ? LookupRefused{RequestStatus::temporary_error}
                                  : understand(*answer)
            );
        });
}

void S6mGateway::ask(
    diameter::s6m::SubscriberInformationRequest request, Abatement rank, Completion done
)
{
    const auto lookup = std::make_shared<Lookup>();
    lookup->done = std::move(done);
    lookup->end_to_end = parts_.identifiers.next_end_to_end();
    lookup->deadline = parts_.clock.now() + settings_.lookup_deadline;
    lookup->rank = rank;
    lookup->request = std::move(request);
    auto& filled = lookup->request;
    filled.head.session_id = parts_.identifiers.next_session_id();
    filled.head.origin_host = parts_.self.host;
    filled.head.origin_realm = parts_.self.realm;
    filled.sir_flags = diameter::s6m::sir_flag_s6m;
    filled.overload_features = diameter::loss_algorithm;
    attempt(lookup);
}

void S6mGateway::attempt(const LookupPtr& lookup)
{
    const base::Instant now = parts_.clock.now();
    const PoolMember* const hss =
        now < lookup->deadline ? reacting_.choose(lookup->tried, lookup->rank).member : nullptr;
    if (hss == nullptr) {
        return give_up(lookup);
    }
    lookup->request.head.destination_host = hss->host.text();
    lookup->request.head.destination_realm = hss->realm;
    diameter::Message message = diameter::s6m::encode(lookup->request);
    message.header.end_to_end = diameter::EndToEndId{lookup->end_to_end};
    if (lookup->maybe_seen) {
        message.header.flags |= diameter::flag::retransmitted;
    }
    const base::Instant deadline = std::min(now + settings_.attempt_timeout, lookup->deadline);
    parts_.exchange.request(
        hss->peer,
        message,
        deadline,
        [this, lookup, asked = *hss](const Reply& reply) { on_reply(lookup, asked, reply); }
    );
}

void S6mGateway::on_reply(const LookupPtr& lookup, const PoolMember& asked, const Reply& reply)
{
    if (!reply) {
        lookup->maybe_seen = lookup->maybe_seen || reply.error() != NoAnswer::not_sent;
        return attempt(lookup);
    }
    const auto answer = diameter::s6m::decode_subscriber_information_answer(*reply);
    const bool other_node = answer && !same_name(answer->head.origin_host, asked.host.text());
    if (!answer || other_node) {
        parts_.log.event(
            base::Severity::warning,
            "s6m.answer_unusable",
            {{"hss", asked.host.text()},
             {"reason", answer ? std::string{"Origin-Host is another node"} : answer.error().text}}
        );
        return lookup->done(nullptr);
    }
    reacting_.take(
        asked, answer->head.origin_realm, answer->overload_features, answer->overload_report
    );
    if (should_try_elsewhere(answer->head.outcome)) {
        lookup->maybe_seen = true;
        return attempt(lookup);
    }
    lookup->done(&*answer);
}

SubmissionEvent S6mGateway::understand(const SubscriberInformationAnswer& answer)
{
    if (!answer.head.outcome.is_success()) {
        return LookupRefused{diameter::request_status_of_s6m(answer.head.outcome)};
    }
    auto imsi = imsi_of(answer);
    if (!imsi || !answer.t4_data) {
        // A success that lacks what was asked for is no success.
        parts_.log.event(
            base::Severity::warning,
            "s6m.answer_unusable",
            {{"hss", answer.head.origin_host}, {"reason", "no IMSI or no T4-Data"}}
        );
        return LookupRefused{RequestStatus::temporary_error};
    }
    const std::uint32_t cause = answer.t4_data->hss_cause.value_or(0);
    namespace hss_cause = diameter::s6m::hss_cause;
    const PoolMember* const sms_sc = parts_.sms_sc.choose({});
    core::SubscriberFound found{
        .imsi = std::move(*imsi),
        .serving_nodes = answer.t4_data->serving_nodes,
        .absent = (cause & hss_cause::absent_subscriber) != 0,
        .service_barred =
            (cause & (hss_cause::teleservice_not_provisioned | hss_cause::call_barred)) != 0,
        .sms_sc = sms_sc == nullptr ? std::nullopt : std::optional{sms_sc->host},
    };
    if (found.absent) {
        found.serving_nodes = {}; // TS 29.336: then there are none; an HSS that sends some is wrong
    }
    return found;
}

void S6mGateway::give_up(const LookupPtr& lookup)
{
    // Maybe still inside ask(): told at the end of the turn.
    parts_.later.post([lookup] { lookup->done(nullptr); });
}

} // namespace iwf::gateways
