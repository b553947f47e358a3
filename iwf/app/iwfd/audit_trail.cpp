// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/audit_trail.hpp"

#include <utility>

#include "iwf/audit/digest.hpp"
#include "iwf/base/bytes.hpp"
#include "iwf/domain/digits.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::daemon {
namespace {

/// Of one occasion; the rest is told as a number. A queue takes some thousands.
constexpr std::size_t most_lines = 1000;

/// One text for one device, however it was written.
std::string device_of(const core::ClaimedIdentity& claimed)
{
    if (claimed.external_identifier) {
        const auto id = domain::ExternalIdentifier::parse(*claimed.external_identifier);
        return id ? id->text() : *claimed.external_identifier;
    }
    if (claimed.msisdn) {
        return domain::from_tbcd(*claimed.msisdn).value_or(base::to_hex(*claimed.msisdn));
    }
    return {};
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

void AuditTrail::refused(const core::RefusedTrigger& trigger)
{
    if (!log_) {
        return;
    }
    const core::Refusal& refusal = trigger.refusal;
    audit::Entry entry;
    entry.event = "trigger.refused";
    entry.who = trigger.contract;
    entry.what =
        std::string{domain::name(trigger.action)} + " " + std::to_string(trigger.reference.value());
    entry.device = device_of(trigger.claimed);
    entry.outcome = std::string{domain::name(refusal.status)} + " (" +
                    std::to_string(static_cast<std::uint32_t>(refusal.status)) + ")";
    entry.rule = refusal.rules.to_text();
    entry.reason = refusal.reason;
    log_->record(std::move(entry));
}

void AuditTrail::change(
    std::string_view occasion, std::string what, std::string outcome, InForce contract
)
{
    audit::Entry entry;
    entry.kind = audit::Kind::change;
    entry.event = "contract." + outcome;
    entry.who = occasion;
    entry.what = std::move(what);
    entry.outcome = std::move(outcome);
    if (!contract.file.empty()) {
        entry.rule = contract.file + " sha256 " + contract.digest;
    }
    record(std::move(entry));
}

void AuditTrail::use_contracts(const config::Config& config, std::string_view occasion)
{
    if (!log_) {
        return;
    }
    std::map<std::string, InForce, std::less<>> next;
    for (std::size_t i = 0; i < config.contracts.size(); ++i) {
        const auto& source = config.sources[i];
        next.emplace(
            config.contracts[i].name(),
            InForce{content_of(config.contracts[i]), source.file, source.digest}
        );
    }
    std::size_t changes = 0;
    const auto tell = [&](const std::string& name, const char* outcome, const InForce& contract) {
        if (++changes <= most_lines) {
            change(occasion, name, outcome, contract);
        }
    };
    std::string all;
    for (const auto& [name, contract] : next) {
        const auto before = contracts_.find(name);
        if (before == contracts_.end()) {
            tell(name, "added", contract);
        } else if (before->second.content != contract.content) {
            tell(name, "changed", contract);
        }
        all += contract.content;
    }
    for (const auto& [name, contract] : contracts_) {
        if (!next.contains(name)) {
            tell(name, "removed", contract);
        }
    }
    change(
        occasion,
        std::to_string(next.size()) + " contracts, " + std::to_string(changes) +
            " changes, sha256 of all " + base::to_hex(audit::sha256(all)),
        "in_force",
        {}
    );
    contracts_ = std::move(next);
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
