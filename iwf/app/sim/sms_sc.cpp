// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/sms_sc.hpp"

#include <utility>

#include "iwf/diameter/fault.hpp"
#include "iwf/diameter/generated/t4.hpp"
#include "iwf/gateways/request_checks.hpp"

namespace iwf::sim {
namespace {

namespace experimental = diameter::experimental;
using diameter::Outcome;
using diameter::t4::DeviceTriggerAnswer;
using diameter::t4::DeviceTriggerRequest;
using diameter::t4::SmDeliveryOutcome;
using diameter::t4::TriggerAction;

constexpr std::size_t most_ever_accepted = 2'000'000;

TriggerAction action_of(const DeviceTriggerRequest& request)
{
    return request.trigger_action.value_or(TriggerAction::trigger);
}

/// The number of the trigger itself; a recall may name it in either AVP.
std::optional<domain::ReferenceNumber> reference_of(const DeviceTriggerRequest& request)
{
    if (action_of(request) == TriggerAction::recall && request.old_reference_number) {
        return request.old_reference_number;
    }
    return request.reference_number;
}

} // namespace

SmsSc::SmsSc(neighbour::Station& station, const SimConfig& config)
    : Simulator{station, config, Role::sms_sc, {"connections",    "dtr",
                                                "dtr_trigger",    "dtr_recall",
                                                "dtr_replace",    "retransmitted",
                                                "duplicates",     "accepted",
                                                "accepted_again", "recalled",
                                                "replaced",       "delivered",
                                                "expired",        "failed",
                                                "dta_2001",       "drr",
                                                "dra_2001",       "ofr",
                                                "ofa_2001",       "ofa_experimental_5555"}}
    , delivery_{config.delivery}
    , reporter_{station, self(), delivery_, counters()}
    , sender_{station, config, counters()}
{}

void SmsSc::on_request(diameter::Connection connection, diameter::Message request)
{
    const Asked asked{connection, request.header};
    const auto decoded = diameter::t4::decode_device_trigger_request(request);
    if (!decoded) {
        return refuse(asked, request, decoded.error());
    }
    count(request, action_of(*decoded));
    if (const auto fault = gateways::check_destination(decoded->head, self())) {
        return refuse(asked, request, *fault);
    }
    if ((request.header.flags & diameter::flag::retransmitted) != 0) {
        const auto key = Duplicates::key(decoded->head.origin_host, request.header.end_to_end);
        if (const auto* const given = duplicates_.find(key)) {
            counters().add("duplicates");
            return answer(asked, *given, {});
        }
    }
    const auto scs = diameter::t4::decode_sm_rp_smea(decoded->sm_rp_smea);
    if (!scs) {
        return refuse(asked, request, {diameter::result::invalid_avp_value, {}, scs.error().text});
    }
    const auto reference = reference_of(*decoded);
    if (!reference) {
        return refuse(asked, request, diameter::missing_avp(diameter::avp::reference_number));
    }
    take(
        asked,
        *decoded,
        {names_of(decoded->user_identifier).front(), scs->digits(), reference->value()}
    );
}

void SmsSc::count(const diameter::Message& request, TriggerAction action)
{
    counters().add("dtr");
    switch (action) {
    case TriggerAction::trigger:
        counters().add("dtr_trigger");
        break;
    case TriggerAction::recall:
        counters().add("dtr_recall");
        break;
    case TriggerAction::replace:
        counters().add("dtr_replace");
        break;
    }
    if ((request.header.flags & diameter::flag::retransmitted) != 0) {
        counters().add("retransmitted");
    }
}

void SmsSc::take(const Asked& asked, const DeviceTriggerRequest& request, TriggerKey key)
{
    const auto names = names_of(request.user_identifier);
    const Behaviour behaviour =
        rules().decide({{names.begin(), names.end()}, key.reference, action_of(request)});
    if (loses(asked, behaviour)) {
        return;
    }
    DeviceTriggerAnswer reply;
    reply.head = diameter::answer_head(request.head, self().host, self().realm);
    reply.trigger_action = request.trigger_action;
    reply.old_reference_number = request.old_reference_number;
    if (behaviour.result) {
        reply.head.outcome = *behaviour.result;
        reply.mtc_error_diagnostic = behaviour.diagnostic;
    } else {
        decide({request, asked.connection.peer, std::move(key), behaviour}, reply);
    }
    counters().add("dta", reply.head.outcome);
    diameter::Message message = diameter::t4::encode(reply);
    duplicates_.keep(Duplicates::key(request.head.origin_host, asked.header.end_to_end), message);
    answer(asked, std::move(message), behaviour);
}

void SmsSc::decide(const Submission& submission, DeviceTriggerAnswer& answer)
{
    switch (action_of(submission.request)) {
    case TriggerAction::trigger:
        if (is_full()) {
            answer.head.outcome = {experimental::sc_congestion, true};
        } else {
            accept(submission);
        }
        break;
    case TriggerAction::recall:
        answer.head.outcome = recall(submission);
        break;
    case TriggerAction::replace:
        replace(submission, answer);
        break;
    }
}

Outcome SmsSc::recall(const Submission& submission)
{
    const auto original = pending_.find(submission.key);
    if (original == pending_.end()) {
        return {experimental::original_message_not_pending, true};
    }
    if (original->second.stuck) {
        return {experimental::trigger_recall_failure, true};
    }
    forget(original);
    counters().add("recalled");
    return {};
}

/// TS 23.682, 5.2.3.2: what is not pending any more has been delivered, and the new trigger is
/// delivered as one of its own.
void SmsSc::replace(const Submission& submission, DeviceTriggerAnswer& answer)
{
    TriggerKey old_key = submission.key;
    old_key.reference =
        submission.request.old_reference_number.value_or(domain::ReferenceNumber{}).value();
    const auto original = pending_.find(old_key);
    if (is_full()) {
        answer.head.outcome = {experimental::trigger_replace_failure, true};
        answer.mtc_error_diagnostic = domain::MtcErrorDiagnostic::new_message_not_stored;
    } else if (original == pending_.end()) {
        accept(submission);
        answer.head.outcome = {experimental::original_message_not_pending, true};
    } else if (original->second.stuck) {
        answer.head.outcome = {experimental::trigger_replace_failure, true};
        answer.mtc_error_diagnostic = domain::MtcErrorDiagnostic::original_message_not_deleted;
    } else {
        forget(original);
        accept(submission);
        counters().add("replaced");
    }
}

void SmsSc::accept(const Submission& submission)
{
    const DeviceTriggerRequest& request = submission.request;
    const Behaviour& behaviour = submission.behaviour;
    note_accepted(submission.key);
    if (const auto same = pending_.find(submission.key); same != pending_.end()) {
        forget(same);
    }
    PendingTrigger trigger;
    trigger.report_to = {
        submission.peer,
        request.head.origin_host,
        request.head.origin_realm,
        request.user_identifier,
        request.sm_rp_smea,
        submission.key.reference,
    };
    trigger.reporting = behaviour.reporting;
    trigger.absent_diagnostic = behaviour.absent_diagnostic;
    trigger.stuck = behaviour.stuck;
    const bool never = behaviour.deliver_never || (delivery_.never && !behaviour.deliver_after);
    const auto after = behaviour.deliver_after.value_or(delivery_.after);
    const Fate fate = fate_of(
        never ? std::nullopt : std::optional{after},
        behaviour.outcome.value_or(delivery_.outcome),
        request.validity_time_s ? std::chrono::seconds{*request.validity_time_s}
                                : delivery_.default_validity,
        !request.serving_nodes.serving_node.empty()
    );
    const auto place = pending_.emplace(submission.key, std::move(trigger)).first;
    if (behaviour.reporting == Reporting::early) {
        return finish(submission.key, fate.outcome);
    }
    if (fate.after) {
        place->second.timer = station().timers().at(
            station().now() + *fate.after,
            [this, key = submission.key, outcome = fate.outcome] { finish(key, outcome); }
        );
    }
}

void SmsSc::note_accepted(const TriggerKey& key)
{
    counters().add("accepted");
    if (ever_accepted_.size() < most_ever_accepted &&
        !ever_accepted_.insert(TriggerKey::Hash{}(key)).second) {
        counters().add("accepted_again");
    }
}

void SmsSc::forget(PendingTriggers::iterator trigger)
{
    station().timers().cancel(trigger->second.timer);
    pending_.erase(trigger);
}

void SmsSc::finish(const TriggerKey& key, SmDeliveryOutcome outcome)
{
    const auto place = pending_.find(key);
    const PendingTrigger trigger = std::move(place->second);
    pending_.erase(place);
    switch (outcome) {
    case SmDeliveryOutcome::successful_transfer:
        counters().add("delivered");
        break;
    case SmDeliveryOutcome::validity_time_expired:
        counters().add("expired");
        break;
    case SmDeliveryOutcome::absent_subscriber:
    case SmDeliveryOutcome::ue_memory_capacity_exceeded:
        counters().add("failed");
        break;
    }
    reporter_.report(trigger.report_to, outcome, trigger.absent_diagnostic, trigger.reporting);
}

std::string SmsSc::pending() const
{
    return neighbour::JsonLine{}
        .put("triggers", pending_.size())
        .put("reports", reporter_.open())
        .put("messages", sender_.open())
        .text();
}

std::string SmsSc::obey_more(std::string_view verb, std::string_view argument)
{
    if (verb == "answers") {
        return sender_.answers();
    }
    if (verb != "send") {
        return unknown_command(verb, "send {...}, answers");
    }
    const auto message = parse_message(std::string{argument}, self().host);
    if (!message) {
        return neighbour::JsonLine{}.put("error", message.error().text).text();
    }
    sender_.send(*message);
    return neighbour::JsonLine{}.put("messages", message->times).text();
}

} // namespace iwf::sim
