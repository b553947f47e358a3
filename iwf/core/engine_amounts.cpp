// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "iwf/core/engine.hpp"

/// Quotas and rates, as far as they need the journal: no request is made whose unit of quota is not
/// on disk. As units are reserved ahead, only the first of a period, and those that come faster
/// than the disk, wait for it.
namespace iwf::core {
namespace {

using domain::ActionType;
using domain::RequestStatus;

/// As the server wrote it; which octets a number is of does not matter here.
std::string name_of(const ClaimedIdentity& device)
{
    if (device.external_identifier) {
        return *device.external_identifier;
    }
    return device.msisdn ? std::string{device.msisdn->begin(), device.msisdn->end()} : "";
}

/// Of a request that the server may make, and of one that was looked up.
bool speaks_of_device(RequestStatus status)
{
    return status == RequestStatus::invalid_external_id || status == RequestStatus::not_authorized;
}

/// A server that is beyond its amounts may go on asking, as fast as it can.
bool is_amount(RequestStatus status)
{
    return status == RequestStatus::quota_exceeded || status == RequestStatus::rate_exceeded;
}

} // namespace

void Engine::use_contracts(ContractSnapshot contracts)
{
    contracts_ = std::move(contracts);
    if (contracts_) {
        amounts_.use_contracts(*contracts_);
    }
}

/// What a refusal says of the device, to one that may be in search of some (A11).
void Engine::watch_refusal(
    const ClaimedIdentity& device, const Contract& contract, RequestStatus status
)
{
    if (speaks_of_device(status)) {
        watch_for_probing(device, contract);
    }
}

void Engine::watch_for_probing(const ClaimedIdentity& device, const Contract& contract)
{
    if (!amounts_.unknown_device(contract, name_of(device), ports_.clock.now())) {
        return;
    }
    ++counters_.probing_alarms;
    const auto& limit = contract.limits.probing;
    ports_.log.event(
        base::Severity::error,
        "alarm.probing",
        {{"scs", contract.name},
         {"unknown", limit.value.unknown},
         {"per_ms", limit.value.per.count()},
         {"pause_ms", limit.value.pause.count()},
         {"rule", contract.place(limit.line)}}
    );
}

/// The HSS does not know the device (USER_UNKNOWN), or not for this server (TS 29.336, 6.3).
void Engine::watch_answer(const TriggerRecord& record)
{
    const Contract* const contract =
        contracts_ ? contracts_->find_by_name(record.contract) : nullptr;
    if (contract != nullptr) {
        watch_refusal(record.claimed, *contract, *record.request_status);
    }
}

bool Engine::take_amounts(
    const Contract& contract, const Permitted& permitted, const ActionClaim& claim
)
{
    const base::Instant now = ports_.clock.now();
    const bool taken = amounts_.take(contract, permitted, priority_of(claim), now);
    if (taken) {
        if (rate_) {
            rate_->take(*settings_.rate, now);
        }
        reserve(contract, 1); // for the next
    }
    return taken;
}

void Engine::hold(const Contract& contract, Held held)
{
    auto& waiting = held_[contract.name];
    waiting.push_back(std::move(held));
    reserve(contract, waiting.size());
}

void Engine::reserve(const Contract& contract, std::size_t wanted)
{
    if (const auto record = amounts_.reserve(contract, wanted)) {
        put(*record);
    }
}

void Engine::put(const QuotaRecord& record)
{
    const WriteId id{++last_write_};
    writes_.emplace_back(id, QuotaWrite{record.contract});
    ports_.journal.put(record, id);
}

void Engine::reserved(const std::string& contract, bool written)
{
    if (draining_) {
        return; // what was given back counts, and nobody waits
    }
    amounts_.reserved(contract, written);
    judge_held(contract);
}

void Engine::judge_held(std::string_view contract)
{
    const auto waiting = held_.find(contract);
    if (waiting == held_.end()) {
        return;
    }
    auto held = std::exchange(waiting->second, {});
    held_.erase(waiting);
    for (Held& one : held) {
        admit(std::move(one.event), one.digest);
    }
}

void Engine::refuse_with_reason(
    const DeviceActionEvent& event, const Refusal& refusal, std::uint64_t digest
)
{
    const std::string rules = refusal.rules.places();
    if (is_amount(refusal.status) &&
        !refusal_log_.is_first(
            {event.contract, std::string{domain::name(refusal.status)}, rules},
            refusal.reason,
            ports_.clock.now()
        )) {
        return refuse(event, refusal, digest);
    }
    ports_.log.event(
        base::Severity::notice,
        "trigger.refused",
        {{"scs", event.contract},
         {"reference", event.reference.value()},
         {"action", domain::name(event.action)},
         {"status", domain::name(refusal.status)},
         {"reason", refusal.reason},
         {"rule", rules}}
    );
    refuse(event, refusal, digest);
}

void Engine::drain()
{
    if (std::exchange(draining_, true)) {
        return;
    }
    while (!held_.empty()) {
        judge_held(std::string{held_.begin()->first}); // to be refused
    }
    for (const QuotaRecord& record : amounts_.give_back()) {
        put(record);
    }
}

} // namespace iwf::core
