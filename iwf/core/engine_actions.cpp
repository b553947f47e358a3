// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "iwf/base/overloaded.hpp"
#include "iwf/core/engine.hpp"

/// From what procedures want to what the ports do.
namespace iwf::core {
namespace {

/// After a restart all that are remembered are due at the same time, up to millions: neither does
/// the core wait until all are forgotten, nor the journal get more erases than it can take in.
constexpr std::size_t forgotten_at_once = 1000;
constexpr auto forgetting_pause = std::chrono::milliseconds{5};

bool is_working(const Trigger& trigger)
{
    return (trigger.submission && !trigger.submission->done()) ||
           (trigger.notification && !trigger.notification->done());
}

} // namespace

void Engine::step(Trigger& trigger, const SubmissionActions& actions)
{
    for (const SubmissionAction& action : actions) {
        std::visit(
            base::Overloaded{
                [&](const LookUp&) { ports_.hss.look_up(trigger.record); },
                [&](const Record&) { write(trigger); },
                [&](const Submit& submit) { ports_.sms_sc.submit(trigger.record, submit); },
                [&](const CloseOriginal&) {
                    close_original(
                        {trigger.record.id, trigger.record.contract, *trigger.record.old_reference}
                    );
                },
                [&](const Confirm&) { confirm(trigger); },
            },
            action
        );
    }
    if (trigger.submission->done()) {
        after_submission(trigger); // may be the end of the trigger
    }
}

void Engine::step(Trigger& trigger, const NotificationActions& actions)
{
    for (const NotificationAction& action : actions) {
        std::visit(
            base::Overloaded{
                [&](const Record&) { write(trigger); },
                [&](const Notify& notify) { send_notification(trigger, notify); },
                [&](const AnswerReports& answer) { answer_reports(trigger, answer); },
                [&](const RetryAfter& retry) {
                    undelivered_[trigger.record.contract].insert(trigger.record.id);
                    table_.set_due(trigger, ports_.clock.now() + retry.delay);
                },
            },
            action
        );
    }
    if (trigger.notification->done()) {
        after_notification(trigger);
    }
}

void Engine::write(Trigger& trigger)
{
    TriggerRecord& record = trigger.record;
    if (record.state == TriggerState::accepted) {
        const std::chrono::seconds validity = record.validity_time_s
                                                  ? std::chrono::seconds{*record.validity_time_s}
                                                  : settings_.default_validity;
        record.guard_at = ports_.clock.wall_now() + validity + settings_.guard_margin;
        choose_dnr_ids(record);
    }
    if (record.state == TriggerState::closed) {
        record.closed_at = ports_.clock.wall_now();
        record.trigger_data.reset();
    }
    const WriteId id{++last_write_};
    writes_.emplace_back(id, record.id);
    ports_.journal.put(record, id);
}

void Engine::close_original(const Succession& succession)
{
    const auto found = table_.by_reference(succession.contract, succession.original);
    Trigger* const original = found ? found->trigger : nullptr;
    const bool open = original != nullptr && original->record.state == TriggerState::accepted &&
                      !original->notification;
    // Once its report has come, that one stands; and the number may be another trigger's by now.
    if (!open || original->record.id >= succession.successor) {
        return;
    }
    original->record.state = TriggerState::closed;
    write(*original);
    keep_for_repetitions(*original);
}

void Engine::confirm(Trigger& trigger)
{
    const TriggerRecord& record = trigger.record;
    const Confirmation confirmation{
        .action = record.action,
        .reference = record.reference,
        .claimed = record.claimed,
        .status = *record.request_status,
        .diagnostic = record.mtc_error_diagnostic,
    };
    for (const ServerRequest request : std::exchange(trigger.waiting_servers, {})) {
        told(request, confirmation, record.contract);
    }
    watch_answer(record);
    if (ports_.audit.keeps_permits()) {
        ports_.audit.confirmed({record, std::exchange(trigger.permit, {})});
    }
    ports_.log.event(
        base::Severity::info,
        "trigger.confirmed",
        {{"scs", record.contract},
         {"reference", record.reference.value()},
         {"action", domain::name(record.action)},
         {"device", domain::masked(record.device)},
         {"status", domain::name(confirmation.status)}}
    );
}

void Engine::told(
    ServerRequest request, const Confirmation& confirmation, std::string_view contract
)
{
    workload_.end(contract);
    ++counters_.confirmed[confirmation.status];
    ports_.scs.confirm(request, confirmation);
}

void Engine::after_submission(Trigger& trigger)
{
    const TriggerRecord& record = trigger.record;
    if (record.state == TriggerState::accepted) {
        trigger.submission.reset(); // nothing of it is asked any more, and the report may take days
        if (const auto early = std::exchange(trigger.early_outcome, std::nullopt)) {
            return begin_notification(trigger, *early);
        }
        const auto left = record.guard_at - ports_.clock.wall_now();
        return table_.set_due(trigger, ports_.clock.now() + left);
    }
    answer_reports(trigger, {.accepted = true}); // its submission failed: nothing is reported
    if (trigger.submission->outcome_recorded()) {
        return keep_for_repetitions(trigger);
    }
    if (trigger.submission->journaled()) {
        ports_.journal.erase(record.id); // the outcome could not be written: neither stays
    } else if (record.request_status != domain::RequestStatus::temporary_error) {
        recent_.remember(
            record.contract,
            record.dar_end_to_end,
            {{record.action,
              record.reference,
              record.claimed,
              *record.request_status,
              record.mtc_error_diagnostic},
             record.dar_digest},
            ports_.clock.now()
        );
    }
    table_.remove(record.id);
}

void Engine::begin_notification(Trigger& trigger, domain::DeliveryOutcome outcome)
{
    table_.set_due(trigger, std::nullopt);
    trigger.record.delivery_outcome = outcome;
    trigger.record.reported_at = ports_.clock.wall_now();
    trigger.notification = std::make_unique<Notification>(trigger.record, settings_.notification);
    step(
        trigger,
        trigger.restored ? trigger.notification->start_again() : trigger.notification->start()
    );
}

void Engine::send_notification(Trigger& trigger, const Notify& notify)
{
    choose_dnr_ids(trigger.record); // of a record that an earlier version wrote
    ports_.scs.notify(trigger.record, notify);
}

void Engine::choose_dnr_ids(TriggerRecord& record)
{
    if (record.dnr_end_to_end == 0) {
        record.dnr_end_to_end = ports_.identifiers.next_end_to_end();
        record.dnr_session_id = ports_.identifiers.next_session_id();
    }
}

void Engine::answer_reports(Trigger& trigger, const AnswerReports& answer)
{
    for (const ReportRequest report : std::exchange(trigger.waiting_reports, {})) {
        ports_.sms_sc.answer(report, answer);
    }
}

void Engine::after_notification(Trigger& trigger)
{
    const TriggerRecord& record = trigger.record;
    const bool gave_up = trigger.notification->gave_up();
    undelivered_[record.contract].erase(record.id);
    if (gave_up) {
        ++counters_.notifications_given_up;
    } else {
        ++counters_.notified[*record.delivery_outcome];
    }
    ports_.log.event(
        gave_up ? base::Severity::error : base::Severity::info,
        gave_up ? "report.undeliverable" : "report.delivered",
        {{"scs", record.contract},
         {"reference", record.reference.value()},
         {"device", domain::masked(record.device)},
         {"outcome", domain::name(*record.delivery_outcome)}}
    );
    keep_for_repetitions(trigger);
}

void Engine::keep_for_repetitions(Trigger& trigger)
{
    table_.end_pending(trigger);
    const base::Instant due = ports_.clock.now() + settings_.duplicate_window;
    if (is_working(trigger)) {
        return table_.set_due(trigger, due); // comes here again when that is written
    }
    table_.close(trigger, due);
}

void Engine::forget(base::Instant now)
{
    if (now < forgets_again_) {
        return;
    }
    for (std::size_t forgotten = 0; const auto id = table_.forget_due(now);) {
        ports_.journal.erase(*id);
        if (++forgotten == forgotten_at_once) {
            forgets_again_ = now + forgetting_pause;
            return;
        }
    }
}

} // namespace iwf::core
