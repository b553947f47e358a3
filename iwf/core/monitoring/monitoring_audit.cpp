// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "iwf/core/monitoring/monitoring.hpp"

/// What is told to people of what was decided: in the log, where much alike is counted, and in the
/// audit log (F11).
namespace iwf::core {

WatchSubject subject_of(
    std::string_view contract,
    SubscriptionKind kind,
    domain::MonitoringType type,
    const domain::ScefReference& reference
)
{
    const bool is_event = kind == SubscriptionKind::event;
    return {contract, kind, is_event ? std::optional{type} : std::nullopt, reference};
}

/// One event or pattern of a CIR.
void Monitoring::refuse_one(
    const ConfigurationEvent& event,
    WatchSubject subject,
    const WatchRefusal& refusal,
    std::vector<ReferenceResult>& results
)
{
    note_refusal(event, subject, refusal);
    results.push_back({subject.reference.value_or(domain::ScefReference{}), refusal.result});
}

/// The CIR as a whole.
void Monitoring::refuse(
    const ConfigurationEvent& event, MonitoringResult result, std::string_view reason
)
{
    const SubscriptionKind kind = event.events.empty() && !event.patterns.empty()
                                      ? SubscriptionKind::expectation
                                      : SubscriptionKind::event;
    note_refusal(
        event, {event.contract, kind, std::nullopt, std::nullopt}, {result, std::string{reason}, {}}
    );
    ConfigurationAnswer answer;
    answer.result = result;
    recent_.remember(event.contract, event.end_to_end, {answer, event.digest}, ports_.clock.now());
    tell(event.contract, event.request, answer);
}

void Monitoring::note_refusal(
    const ConfigurationEvent& event, const WatchSubject& subject, const WatchRefusal& refusal
)
{
    ports_.audit.refused({subject, event.claimed, refusal});
    const std::string status{name(refusal.result)};
    const std::string places = refusal.rules.places();
    const RefusalLog::Cause cause{
        event.contract, status, refusal.rules.empty() ? "" : refusal.rules.last().place()};
    if (!refusal_log_.is_first(cause, refusal.reason, ports_.clock.now())) {
        return;
    }
    ports_.log.event(
        base::Severity::notice,
        "monitoring.refused",
        {{"scs", event.contract}, {"result", status}, {"reason", refusal.reason}, {"rules", places}}
    );
}

/// Of a subscription that is there now, or was before.
void Monitoring::permit(
    ConfigurationId id, const SubscriptionRecord& record, bool added, const DecidingRules& rules
)
{
    if (!ports_.audit.keeps_permits()) {
        return;
    }
    work_.at(id).permits.push_back({
        .added = added ? std::optional{record.id} : std::nullopt,
        .kind = record.kind,
        .type = record.parameters.type,
        .reference = record.reference,
        .watched = record.watched,
        .rules = rules.to_text(),
    });
}

void Monitoring::permit_end(ConfigurationId id, const SubscriptionRecord& record)
{
    permit(id, record, false, {});
    if (ports_.audit.keeps_permits()) {
        work_.at(id).permits.back().deletes = true;
    }
}

void Monitoring::confirm(const Work& work)
{
    for (const Work::Permit& permit : work.permits) {
        ports_.audit.confirmed({
            .subject = subject_of(work.contract, permit.kind, permit.type, permit.reference),
            .watched = permit.watched,
            .deletes = permit.deletes,
            .result = work.write_failed ? MonitoringResult::unable_to_comply : permit.result,
            .rules = permit.rules,
        });
    }
}

std::string_view name(WatchEnd by)
{
    switch (by) {
    case WatchEnd::contract:
        return "its contract permits it no more";
    case WatchEnd::network:
        return "cancelled by the network";
    case WatchEnd::server:
        return "its server knows of no such subscription";
    }
    return {};
}

/// It ends though its server has not ended it.
void Monitoring::tell_end(const SubscriptionRecord& record, WatchEnd by)
{
    ports_.audit.ended(record, by);
    ports_.log.event(
        base::Severity::info,
        "monitoring.ended",
        {{"scs", record.contract}, {"reference", record.reference.key()}, {"reason", name(by)}}
    );
}

/// A report that is not taken.
void Monitoring::note(
    const NetworkReport& report,
    const Subscription* subscription,
    std::string_view event,
    std::string_view reason
)
{
    ports_.audit.refused(
        report, subscription == nullptr ? nullptr : &subscription->record.watched, reason
    );
    const RefusalLog::Cause cause{report.from.text(), std::string{event}, std::string{reason}};
    if (refusal_log_.is_first(cause, std::string{reason}, ports_.clock.now())) {
        ports_.log.event(
            base::Severity::warning, event, {{"from", report.from.text()}, {"reason", reason}}
        );
    }
}

} // namespace iwf::core
