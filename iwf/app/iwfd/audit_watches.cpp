// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/audit_trail.hpp"

#include <string>
#include <string_view>

#include "iwf/app/iwfd/audited_device.hpp"
#include "iwf/domain/digits.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/gateways/monitoring_result.hpp"

/// The part of the audit trail that tells of monitoring.
namespace iwf::daemon {
namespace {

/// "ROAMING_STATUS 101"; of the CIR as a whole "EVENT".
std::string what_of(const core::WatchSubject& subject)
{
    std::string what{
        subject.kind == core::SubscriptionKind::expectation ? "PATTERN"
        : subject.type                                      ? domain::name(*subject.type)
                                                            : std::string_view{"EVENT"}};
    if (subject.reference) {
        what += " " + std::to_string(subject.reference->key());
    }
    return what;
}

std::string outcome_of(core::MonitoringResult result)
{
    return std::string{core::name(result)} + " (" +
           std::to_string(gateways::outcome_of(result).code) + ")";
}

} // namespace

void AuditTrail::refused(const core::RefusedWatch& watch)
{
    if (!log_) {
        return;
    }
    audit::Entry entry;
    entry.event = "monitoring.refused";
    entry.who = watch.subject.contract;
    entry.what = what_of(watch.subject);
    entry.device = audited_device(watch.claimed);
    entry.outcome = outcome_of(watch.refusal.result);
    entry.rule = watch.refusal.rules.to_text();
    entry.reason = watch.refusal.reason;
    log_->record(std::move(entry));
}

void AuditTrail::confirmed(const core::ConfirmedWatch& watch)
{
    audit::Entry entry;
    entry.kind = audit::Kind::permit;
    entry.event = watch.deletes ? "monitoring.deleted" : "monitoring.confirmed";
    entry.who = watch.subject.contract;
    entry.what = what_of(watch.subject);
    entry.device = domain::clear_text(watch.watched.identity); // under a pseudonym in the log
    entry.outcome = outcome_of(watch.result);
    entry.rule = watch.rules;
    record(std::move(entry));
}

void AuditTrail::ended(const core::SubscriptionRecord& record, core::WatchEnd by)
{
    audit::Entry entry;
    entry.kind = audit::Kind::change;
    entry.event = "monitoring.ended";
    entry.who = record.contract;
    entry.what = what_of(
        core::subject_of(record.contract, record.kind, record.parameters.type, record.reference)
    );
    entry.device = domain::clear_text(record.watched.identity);
    entry.outcome = "subscription ended";
    entry.reason = core::name(by);
    this->record(std::move(entry));
}

void AuditTrail::refused(
    const core::NetworkReport& report, const domain::WatchedIdentity* about, std::string_view reason
)
{
    if (!log_) {
        return;
    }
    const domain::WatchedIdentity* const device =
        about == nullptr && report.watched ? &*report.watched : about;
    audit::Entry entry;
    entry.event = "monitoring.report_refused";
    entry.who = report.from.text();
    entry.what = report.role == core::ReporterRole::hss ? "RIR of a HSS" : "RIR of a MME";
    entry.device = device == nullptr ? "" : domain::clear_text(device->identity);
    entry.outcome = outcome_of(core::MonitoringResult::reference_unknown);
    entry.reason = reason;
    log_->record(std::move(entry));
}

} // namespace iwf::daemon
