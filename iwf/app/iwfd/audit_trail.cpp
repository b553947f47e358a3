// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/audit_trail.hpp"

#include <utility>

#include "iwf/app/iwfd/audited_device.hpp"
#include "iwf/audit/digest.hpp"
#include "iwf/base/bytes.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::daemon {
namespace {

/// Of one occasion; the rest is told as a number. A queue takes some thousands.
constexpr std::size_t most_lines = 1000;

std::string what_of(domain::ActionType action, domain::ReferenceNumber reference)
{
    return std::string{domain::name(action)} + " " + std::to_string(reference.value());
}

std::string outcome_of(domain::RequestStatus status)
{
    return std::string{domain::name(status)} + " (" +
           std::to_string(static_cast<std::uint32_t>(status)) + ")";
}

std::string content_of(const mtciwf::v1::Contract& contract)
{
    return base::to_hex(audit::sha256(contract.SerializeAsString()));
}

} // namespace

void AuditTrail::record(audit::Entry entry)
{
    if (log_) {
        log_->record(std::move(entry));
    }
}

void AuditTrail::use(std::unique_ptr<store::AuditLog> log, Permits permits)
{
    log_ = std::move(log);
    permits_ = permits;
}

void AuditTrail::refused(const core::RefusedTrigger& trigger)
{
    if (!log_) {
        return;
    }
    const core::Refusal& refusal = trigger.refusal;
    audit::Entry entry;
    // A message that a device sends has no number of a server's.
    const bool is_message = trigger.action == domain::ActionType::msisdn_less_mo_sms;
    entry.event = is_message ? "mo_sms.refused" : "trigger.refused";
    entry.who = trigger.contract;
    entry.what = is_message ? std::string{domain::name(trigger.action)}
                            : what_of(trigger.action, trigger.reference);
    entry.device = audited_device(trigger.claimed);
    entry.outcome = outcome_of(refusal.status);
    entry.rule = refusal.rules.to_text();
    entry.reason = refusal.reason;
    log_->record(std::move(entry));
}

void AuditTrail::confirmed(const core::ConfirmedTrigger& trigger)
{
    const core::TriggerRecord& record = trigger.record;
    audit::Entry entry;
    entry.kind = audit::Kind::permit;
    entry.event = "trigger.confirmed";
    entry.who = record.contract;
    entry.what = what_of(record.action, record.reference);
    entry.device = domain::clear_text(record.device); // under a pseudonym in the log
    entry.outcome = outcome_of(*record.request_status);
    entry.rule = trigger.rules;
    this->record(std::move(entry));
}

void AuditTrail::change(
    std::string_view occasion, const Name& name, std::string outcome, const InForce& contract
)
{
    audit::Entry entry;
    entry.kind = audit::Kind::change;
    entry.event = std::string{name.first} + "." + outcome;
    entry.who = occasion;
    entry.what = name.second;
    entry.outcome = std::move(outcome);
    if (!contract.file.empty()) {
        entry.rule = contract.file + " sha256 " + contract.digest;
    }
    record(std::move(entry));
}

void AuditTrail::use_policy(const config::Config& config, std::string_view occasion)
{
    if (!log_) {
        return;
    }
    std::map<Name, InForce> next;
    for (std::size_t i = 0; i < config.contracts.size(); ++i) {
        const auto& source = config.sources[i];
        next.emplace(
            Name{"contract", config.contracts[i].name()},
            InForce{content_of(config.contracts[i]), source.file, source.digest}
        );
    }
    for (std::size_t i = 0; i < config.group_sources.size(); ++i) {
        const auto& source = config.group_sources[i];
        next.emplace(
            Name{"group", config.groups->groups()[i].name},
            InForce{source.digest, source.file, source.digest}
        );
    }
    std::size_t changes = 0;
    const auto tell = [&](const Name& name, const char* outcome, const InForce& what) {
        if (++changes <= most_lines) {
            change(occasion, name, outcome, what);
        }
    };
    std::string all;
    for (const auto& [name, what] : next) {
        const auto before = in_force_.find(name);
        if (before == in_force_.end()) {
            tell(name, "added", what);
        } else if (before->second.content != what.content) {
            tell(name, "changed", what);
        }
        all += what.content;
    }
    for (const auto& [name, what] : in_force_) {
        if (!next.contains(name)) {
            tell(name, "removed", what);
        }
    }
    const std::string summary = std::to_string(config.contracts.size()) + " contracts, " +
                                std::to_string(config.group_sources.size()) + " groups, " +
                                std::to_string(changes) + " changes, sha256 of all " +
                                base::to_hex(audit::sha256(all));
    change(occasion, {"contract", summary}, "in_force", {});
    in_force_ = std::move(next);
}

void AuditTrail::asked(const control::Request& request, const control::Response& response)
{
    audit::Entry entry;
    entry.kind = audit::Kind::change;
    entry.event = "control.request";
    entry.who = "user " + std::to_string(request.user);
    entry.what =
        request.method + " " + request.path + (request.body.empty() ? "" : " ") + request.body;
    entry.outcome = std::to_string(response.status);
    entry.reason = response.status == 200 ? "" : response.body;
    record(std::move(entry));
}

store::AuditStatus AuditTrail::status() const
{
    return log_ ? log_->status() : store::AuditStatus{};
}

} // namespace iwf::daemon
