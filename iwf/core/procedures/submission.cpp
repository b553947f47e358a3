// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/procedures/submission.hpp"

#include <utility>

#include "iwf/base/overloaded.hpp"

namespace iwf::core {

using domain::RequestStatus;

SubmissionActions Submission::start()
{
    return {LookUp{}};
}

SubmissionActions Submission::resume()
{
    journaled_ = true;
    sent_before_ = true;
    state_ = State::submitting;
    return {Submit{.retransmission = true, .tried = {}}};
}

SubmissionActions Submission::on(const SubmissionEvent& event)
{
    return std::visit(
        base::Overloaded{
            [this](const SubscriberFound& found_one) { return found(found_one); },
            [this](const LookupRefused& refusal) {
                return state_ == State::looking_up ? finish(refusal.status) : SubmissionActions{};
            },
            [this](const Recorded&) { return recorded(); },
            [this](const RecordFailed&) { return record_failed(); },
            [this](const SmsScAccepted&) { return accepted(); },
            [this](const SmsScRefused& refusal) { return refused(refusal); },
            [this](const SmsScUnreachable& failure) { return unreachable(failure); },
            [this](const SmsScSilent&) {
                return state_ == State::submitting ? finish(RequestStatus::temporary_error)
                                                   : SubmissionActions{};
            },
        },
        event
    );
}

SubmissionActions Submission::found(const SubscriberFound& subscriber)
{
    if (state_ != State::looking_up) {
        return {}; // a late answer is normal traffic
    }
    if (const auto stop = rules_.stop_for(subscriber, record_)) {
        return finish(*stop);
    }
    // Recall and replace go to the SMS-SC that has the original (TS 23.682, 5.2.3.2, 5.2.3.3).
    const auto sms_sc = target_ ? target_ : subscriber.sms_sc;
    if (!sms_sc) {
        return finish(RequestStatus::temporary_error);
    }
    record_.submission = T4Submission{
        .imsi = subscriber.imsi,
        .sms_sc = *sms_sc,
        .serving_nodes = subscriber.serving_nodes,
        .end_to_end = ids_.end_to_end,
        .session_id = ids_.session_id,
    };
    state_ = State::recording_intent;
    return {Record{}};
}

SubmissionActions Submission::accepted()
{
    return state_ == State::submitting ? finish(RequestStatus::success) : SubmissionActions{};
}

SubmissionActions Submission::refused(const SmsScRefused& refusal)
{
    if (state_ != State::submitting) {
        return {};
    }
    record_.mtc_error_diagnostic = refusal.diagnostic;
    return finish(refusal.status);
}

SubmissionActions Submission::unreachable(const SmsScUnreachable& failure)
{
    if (state_ != State::submitting) {
        return {};
    }
    // Nobody else has the original of a recall or replace (TS 23.682, 5.2.3.2, 5.2.3.3).
    if (!failure.next || rules_.closes_original) {
        return finish(RequestStatus::temporary_error);
    }
    // Written before it is sent: after a crash the repetition must go where this one went.
    tried_.push_back(std::exchange(record_.submission->sms_sc, *failure.next));
    state_ = State::recording_intent;
    return {Record{}};
}

SubmissionActions Submission::recorded()
{
    if (state_ == State::recording_intent) {
        journaled_ = true;
        state_ = State::submitting;
        const bool retransmission = sent_before_;
        sent_before_ = true;
        return {Submit{.retransmission = retransmission, .tried = tried_}};
    }
    if (state_ == State::recording_outcome) {
        outcome_recorded_ = true;
        state_ = State::done;
        if (record_.request_status == RequestStatus::success && rules_.closes_original) {
            return {CloseOriginal{}, Confirm{}};
        }
        return {Confirm{}};
    }
    return {};
}

SubmissionActions Submission::record_failed()
{
    if (state_ != State::recording_intent && state_ != State::recording_outcome) {
        return {};
    }
    // Whatever happened at the SMS-SC, success without a record behind it is not told (F8).
    state_ = State::done;
    record_.state = TriggerState::closed;
    record_.request_status = RequestStatus::temporary_error;
    record_.mtc_error_diagnostic.reset();
    return {Confirm{}};
}

SubmissionActions Submission::finish(RequestStatus status)
{
    record_.request_status = status;
    const bool lives = rules_.lives_after(status);
    record_.state = lives ? TriggerState::accepted : TriggerState::closed;
    if (lives) {
        record_.trigger_data.reset(); // the SMS-SC has the payload now; we need it no more
    }
    if (!journaled_) {
        state_ = State::done;
        return {Confirm{}};
    }
    state_ = State::recording_outcome;
    return {Record{}};
}

} // namespace iwf::core
