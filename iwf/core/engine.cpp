// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/engine.hpp"

#include <algorithm>

#include "iwf/base/overloaded.hpp"
#include "iwf/core/procedures/delivery_report.hpp"
#include "iwf/core/procedures/rules.hpp"

namespace iwf::core {

using domain::RequestStatus;

Engine::Engine(Ports ports, EngineSettings settings)
    : ports_{ports}
    , settings_{settings}
    , table_{settings.table_seed}
    , recent_{settings.duplicate_window, settings.max_in_progress}
    , amounts_{settings.max_devices_counted}
    , workload_{settings.max_in_progress, settings.max_in_progress_per_server}
    , refusal_log_{ports.log}
{
    if (settings_.rate) {
        rate_.emplace(*settings_.rate, ports_.clock.now());
    }
}

void Engine::restore(std::vector<TriggerRecord> records)
{
    const base::Instant now = ports_.clock.now();
    const base::WallTime wall = ports_.clock.wall_now();
    std::ranges::sort(records, {}, &TriggerRecord::id); // of one number the later is meant
    std::vector<Succession> successions;
    for (TriggerRecord& record : records) {
        ports_.identifiers.start_after(record.id);
        if (rules_for(record).closes_original && record.old_reference &&
            record.request_status == RequestStatus::success) {
            successions.push_back({record.id, record.contract, *record.old_reference});
        }
        restore_one(std::move(record), now, wall);
    }
    for (const Succession& succession : successions) {
        close_original(succession); // that may not have reached the disk
    }
}

void Engine::restore_one(TriggerRecord record, base::Instant now, base::WallTime wall)
{
    Trigger& trigger = table_.add(std::move(record));
    switch (trigger.record.state) {
    case TriggerState::intended:
    case TriggerState::reported:
        unresumed_.push_back(trigger.record.id);
        break;
    case TriggerState::accepted: {
        trigger.restored = true;
        // A report that waited for us at the SMS-SC needs time to come.
        const std::chrono::milliseconds left = trigger.record.guard_at - wall;
        table_.set_due(trigger, now + std::max(left, settings_.guard_margin));
        break;
    }
    case TriggerState::closed:
        // From now, not from closed_at: the answer may have been given later than that was written.
        table_.close(trigger, now + settings_.duplicate_window);
        break;
    }
}

void Engine::resume_reports()
{
    for (const TriggerId id : idle_in(TriggerState::reported)) {
        Trigger& trigger = *table_.find(id);
        trigger.notification =
            std::make_unique<Notification>(trigger.record, settings_.notification);
        step(trigger, trigger.notification->resume(ports_.clock.wall_now()));
    }
}

void Engine::resume_submissions(const domain::InternalHost* sms_sc)
{
    for (const TriggerId id : idle_in(TriggerState::intended)) {
        Trigger& trigger = *table_.find(id);
        const T4Submission& sent = *trigger.record.submission;
        if (sms_sc != nullptr && sent.sms_sc != *sms_sc) {
            continue;
        }
        trigger.submission = std::make_unique<Submission>(
            trigger.record,
            rules_for(trigger.record),
            DtrIds{sent.end_to_end, sent.session_id},
            std::nullopt
        );
        const SubmissionActions again = trigger.submission->resume();
        const bool reported = trigger.early_outcome.has_value();
        step(trigger, reported ? trigger.submission->on(SmsScAccepted{}) : again);
    }
}

std::vector<TriggerId> Engine::idle_in(TriggerState state)
{
    std::vector<TriggerId> found;
    std::erase_if(unresumed_, [&](TriggerId id) {
        const Trigger* const trigger = table_.find(id);
        const bool idle = trigger != nullptr && !trigger->submission && !trigger->notification;
        if (idle && trigger->record.state == state) {
            found.push_back(id);
        }
        return !idle || trigger->record.state == TriggerState::accepted; // was sent again
    });
    return found;
}

void Engine::on_subscriber(TriggerId id, const SubmissionEvent& result)
{
    on_submitted(id, result);
}

void Engine::on_submitted(TriggerId id, const SubmissionEvent& result)
{
    Trigger* const trigger = table_.find(id);
    if (trigger != nullptr && trigger->submission && !trigger->submission->done()) {
        step(*trigger, trigger->submission->on(result));
    }
}

namespace {

/// False while the intent for this SMS-SC is being written: it cannot have the trigger yet.
bool may_be_out(const Trigger* trigger)
{
    return trigger == nullptr || !trigger->submission || trigger->submission->submitting() ||
           trigger->record.state != TriggerState::intended;
}

/// The server has acknowledged it, and that is being written.
bool ending(const Trigger* trigger, const domain::InternalHost& from)
{
    return trigger != nullptr && trigger->notification && !trigger->notification->done() &&
           trigger->record.submission->sms_sc == from;
}

} // namespace

Trigger* Engine::reported_trigger(const ReportEvent& event)
{
    Trigger* const trigger = table_.by_report(event.scs, event.reference);
    const bool other_device = trigger != nullptr && event.imsi && trigger->record.submission &&
                              trigger->record.submission->imsi != *event.imsi;
    return other_device || !may_be_out(trigger) ? nullptr : trigger;
}

void Engine::on_report(const ReportEvent& event)
{
    ++counters_.reports;
    Trigger* const trigger = reported_trigger(event);
    const ReportVerdict verdict =
        judge(trigger == nullptr ? nullptr : &trigger->record, event.from);
    if (verdict == ReportVerdict::unknown && ending(trigger, event.from)) {
        trigger->waiting_reports.push_back(event.request);
        return;
    }
    switch (verdict) {
    case ReportVerdict::unknown:
    case ReportVerdict::forged: {
        const bool forged = verdict == ReportVerdict::forged;
        ++(forged ? counters_.reports_forged : counters_.reports_unknown);
        ports_.log.event(
            base::Severity::warning,
            forged ? "report.forged" : "report.unknown",
            {{"from", event.from.text()}, {"reference", event.reference.value()}}
        );
        return ports_.sms_sc.answer(event.request, {.accepted = !forged});
    }
    case ReportVerdict::join:
        trigger->waiting_reports.push_back(event.request);
        return join(*trigger);
    case ReportVerdict::proves_acceptance:
    case ReportVerdict::deliver:
        trigger->waiting_reports.push_back(event.request);
        return report_accepted(*trigger, event.outcome);
    }
}

void Engine::join(Trigger& trigger)
{
    const auto& notification = trigger.notification;
    if (notification ? notification->outcome_recorded()
                     : trigger.record.state == TriggerState::reported) {
        answer_reports(trigger, {.accepted = true}); // the server is told when it can be
    } else if (notification && notification->waiting()) {
        answer_reports(trigger, {.accepted = false}); // it could not be written
    }
}

void Engine::report_accepted(Trigger& trigger, domain::DeliveryOutcome outcome)
{
    const bool answered = trigger.record.state == TriggerState::accepted &&
                          (!trigger.submission || trigger.submission->done());
    if (answered) {
        return begin_notification(trigger, outcome);
    }
    // It overtook the DTA or our own writing: the server hears of the acceptance first.
    trigger.early_outcome = outcome;
    if (trigger.submission) {
        step(trigger, trigger.submission->on(SmsScAccepted{}));
    }
}

void Engine::on_notified(TriggerId id, const NotificationEvent& result)
{
    Trigger* const trigger = table_.find(id);
    if (trigger != nullptr && trigger->notification && !trigger->notification->done()) {
        step(*trigger, trigger->notification->on(result));
    }
}

void Engine::on_server_connected(std::string_view contract)
{
    const auto owed = undelivered_.find(contract);
    if (owed == undelivered_.end()) {
        return;
    }
    for (const TriggerId id : owed->second) {
        Trigger* const trigger = table_.find(id);
        if (trigger != nullptr && trigger->notification && trigger->notification->waiting()) {
            table_.set_due(*trigger, ports_.clock.now());
        }
    }
}

void Engine::on_written(WriteId write)
{
    written(write, nullptr);
}

void Engine::on_write_failed(WriteId write, const base::Error& error)
{
    ++counters_.write_failures;
    ports_.log.event(base::Severity::error, "journal.write_failed", {{"error", error.text}});
    written(write, &error);
}

void Engine::written(WriteId write, const base::Error* error)
{
    if (writes_.empty() || writes_.front().first != write) {
        return;
    }
    const auto what = std::move(writes_.front().second);
    writes_.pop_front();
    if (const auto* contract = std::get_if<QuotaWrite>(&what)) {
        return reserved(*contract, error == nullptr);
    }
    Trigger* const trigger = table_.find(std::get<TriggerId>(what));
    if (trigger == nullptr) {
        return;
    }
    if (trigger->submission && !trigger->submission->done()) {
        const SubmissionEvent event =
            error == nullptr ? SubmissionEvent{Recorded{}} : SubmissionEvent{RecordFailed{}};
        step(*trigger, trigger->submission->on(event));
    } else if (trigger->notification && !trigger->notification->done()) {
        const NotificationEvent event =
            error == nullptr ? NotificationEvent{Recorded{}} : NotificationEvent{RecordFailed{}};
        step(*trigger, trigger->notification->on(event));
    }
}

void Engine::on_time()
{
    const base::Instant now = ports_.clock.now();
    while (Trigger* const trigger = table_.pop_due(now)) {
        expire(*trigger);
    }
    forget(now);
    refusal_log_.on_time(now);
}

std::optional<base::Instant> Engine::next_due() const
{
    std::optional<base::Instant> next = refusal_log_.next_due();
    if (const auto trigger = table_.next_due()) {
        next = std::min(next.value_or(*trigger), *trigger);
    }
    if (const auto forgotten = table_.next_forgotten()) {
        const base::Instant due = std::max(*forgotten, forgets_again_);
        next = std::min(next.value_or(due), due);
    }
    return next;
}

void Engine::expire(Trigger& trigger)
{
    if (trigger.notification && !trigger.notification->done()) {
        step(trigger, trigger.notification->on(RetryDue{ports_.clock.wall_now()}));
        return;
    }
    switch (trigger.record.state) {
    case TriggerState::accepted:
        // Nobody reported in time (TS 29.368, 6.4.10: delivery is not confirmed).
        begin_notification(trigger, domain::DeliveryOutcome::unconfirmed);
        return;
    case TriggerState::closed:
        ports_.journal.erase(trigger.record.id);
        table_.remove(trigger.record.id);
        return;
    case TriggerState::intended:
    case TriggerState::reported:
        return;
    }
}

EngineCounters Engine::counters() const
{
    EngineCounters now = counters_;
    now.in_progress_now = workload_.in_progress();
    now.triggers_now = table_.size();
    return now;
}

} // namespace iwf::core
