// SPDX-License-Identifier: Apache-2.0
#include "engine_promises.hpp"

#include <algorithm>

#include "iwf/core/content_digest.hpp"

namespace iwf::test {

using core::TriggerId;
using core::TriggerRecord;
using core::TriggerState;
using domain::ActionType;
using domain::RequestStatus;

void EnginePromises::demand(bool holds, const std::string& what, TriggerId id)
{
    if (!holds) {
        broken_.push_back(what + ", trigger " + std::to_string(id.value()));
    }
}

void EnginePromises::asked(const core::DeviceActionEvent& event)
{
    waiting_.emplace(event.request, Asked{event, core::content_digest(event)});
    if (world_.hss.asked.size() > lookups_) {
        owners_.emplace(event.request, world_.hss.asked.back().id);
    }
}

void EnginePromises::unreachable(TriggerId id)
{
    History& history = history_[id];
    history.unreachable.insert(history.asked.back());
}

void EnginePromises::reported(const core::ReportEvent& event)
{
    waiting_reports_.insert(event.request);
    const std::string server{event.scs == scs_identity(acme) ? acme : beta};
    const bool genuine =
        event.imsi == imsi() && std::ranges::any_of(world_.sms_sc.submitted, [&](const auto& sent) {
            return sent.record.contract == server && sent.record.reference == event.reference &&
                   sent.record.submission->sms_sc == event.from;
        });
    if (genuine) {
        reports_.emplace(server, event.reference.value());
    }
}

void EnginePromises::written(TriggerId id)
{
    const TriggerRecord* const record = world_.journal.find(id);
    if (record == nullptr) {
        return;
    }
    if (record->state == TriggerState::accepted) {
        accepted_.insert(id);
    }
    if (record->state == TriggerState::closed && accepted_.contains(id)) {
        ended(*record);
    }
}

void EnginePromises::could_not_close(const TriggerRecord& record)
{
    if (accepted_.contains(record.id)) {
        ended(record);
    }
}

void EnginePromises::ended(const TriggerRecord& record)
{
    if (!done_.insert(record.id).second) {
        return;
    }
    if (record.delivery_outcome) {
        ++given_up_;
        const auto age = record.closed_at - record.reported_at;
        demand(age >= settings_.notification.age_limit, "given up before its time", record.id);
    } else {
        ++withdrawn_;
        demand(withdrawn_by_another(record), "closed by nobody", record.id);
    }
}

bool EnginePromises::withdrawn_by_another(const TriggerRecord& record) const
{
    return std::ranges::any_of(world_.journal.durable(), [&](const auto& entry) {
        const TriggerRecord& other = entry.second;
        return other.id > record.id && other.contract == record.contract &&
               other.old_reference == record.reference &&
               other.request_status == RequestStatus::success;
    });
}

void EnginePromises::crashed()
{
    waiting_.clear();
    waiting_reports_.clear();
    owners_.clear();
    news_ = {};
    for (const auto& [id, record] : world_.journal.durable()) {
        written(id);
    }
}

void EnginePromises::look()
{
    for (; lookups_ < world_.hss.asked.size(); ++lookups_) {
        news_.lookups.push_back(world_.hss.asked[lookups_].id);
    }
    for (; submissions_ < world_.sms_sc.submitted.size(); ++submissions_) {
        look_at_submission(world_.sms_sc.submitted[submissions_]);
    }
    look_at_confirmations();
    for (; notifications_ < world_.scs.notified.size(); ++notifications_) {
        look_at_notification(world_.scs.notified[notifications_]);
    }
    look_at_answers();
}

void EnginePromises::look_at_submission(const FakeSmsSc::Submitted& sent)
{
    const TriggerId id = sent.record.id;
    const domain::InternalHost& target = sent.record.submission->sms_sc;
    History& history = history_[id];
    demand(world_.journal.find(id) != nullptr, "sent without an intent on disk", id);
    demand(history.asked.empty() || sent.retransmission, "sent again without the T flag", id);
    const bool elsewhere = !history.asked.empty() && history.asked.back() != target;
    if (elsewhere) {
        demand(history.unreachable.contains(history.asked.back()), "sent to two SMS-SCs", id);
        demand(!sent.record.old_reference, "recall or replace sent elsewhere", id);
    }
    history.asked.push_back(target);
    news_.submissions.push_back(sent);
}

bool EnginePromises::on_disk_as_success(const Asked& request) const
{
    return std::ranges::any_of(world_.journal.durable(), [&](const auto& entry) {
        const TriggerRecord& record = entry.second;
        return record.contract == request.event.contract &&
               record.reference == request.event.reference && record.dar_digest == request.digest &&
               record.state != TriggerState::intended &&
               record.request_status == RequestStatus::success;
    });
}

void EnginePromises::look_at_confirmations()
{
    for (; confirmations_ < world_.scs.confirmed.size(); ++confirmations_) {
        const auto& [request, confirmation] = world_.scs.confirmed[confirmations_];
        const auto found = waiting_.find(request);
        demand(found != waiting_.end(), "a request answered twice, or never made");
        if (found == waiting_.end()) {
            continue;
        }
        const Asked& question = found->second;
        const bool success = confirmation.status == RequestStatus::success;
        demand(!success || on_disk_as_success(question), "SUCCESS without a record on disk");
        if (const auto owner = owners_.find(request); owner != owners_.end()) {
            history_[owner->second].told = confirmation.status;
        }
        const Number name{question.event.contract, question.event.end_to_end};
        const auto earlier = successes_.find(name);
        if (earlier != successes_.end() && earlier->second.digest == question.digest &&
            world_.clock.now() - earlier->second.at < settings_.duplicate_window) {
            demand(success, "a repetition after SUCCESS was told something else");
        }
        if (success && owners_.contains(request)) {
            successes_.emplace(name, Told{question.digest, world_.clock.now()});
        }
        waiting_.erase(found);
    }
}

void EnginePromises::look_at_notification(const FakeScs::Notified& sent)
{
    const TriggerRecord& record = sent.record;
    History& history = history_[record.id];
    demand(
        history.notified == 0 || sent.retransmission, "told again without the T flag", record.id
    );
    demand(
        history.notified == 0 || history.dnr_end_to_end == record.dnr_end_to_end,
        "told again under another End-to-End identifier",
        record.id
    );
    demand(
        record.delivery_outcome == domain::DeliveryOutcome::unconfirmed ||
            reports_.contains({record.contract, record.reference.value()}),
        "told an outcome that nobody reported",
        record.id
    );
    const RequestStatus told = history.told.value_or(*record.request_status);
    const bool alive =
        told == RequestStatus::success || (told == RequestStatus::original_message_sent &&
                                           record.action == ActionType::device_trigger_replace);
    demand(alive || unwritten_.contains(record.id), "told an outcome after a refusal", record.id);
    ++history.notified;
    history.dnr_end_to_end = record.dnr_end_to_end;
    news_.notifications.push_back(record.id);
}

void EnginePromises::look_at_answers()
{
    for (; answers_ < world_.sms_sc.answered.size(); ++answers_) {
        const auto report = world_.sms_sc.answered[answers_].first;
        demand(waiting_reports_.erase(report) == 1, "a report answered twice, or never made");
    }
}

void EnginePromises::settled()
{
    demand(waiting_.empty(), "requests without an answer");
    demand(waiting_reports_.empty(), "reports without an answer");
    demand(world_.engine().in_progress() == 0, "the count of requests in progress is wrong");
    demand(world_.engine().counters().triggers_now == 0, "triggers that never end");
    demand(world_.journal.durable().empty(), "records that never go");
    for (const TriggerId id : accepted_) {
        demand(done_.contains(id), "accepted and forgotten", id);
    }
}

} // namespace iwf::test
