// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "iwf/core/engine.hpp"

/// Quotas and rates, as far as they need the journal: no request is made whose unit of quota is not
/// on disk. As units are reserved ahead, only the first of a period, and those that come faster
/// than the disk, wait for it.
namespace iwf::core {

void Engine::use_contracts(ContractSnapshot contracts)
{
    contracts_ = std::move(contracts);
    if (contracts_) {
        amounts_.use_contracts(*contracts_);
    }
}

bool Engine::take_amounts(const Contract& contract, const domain::DeviceIdentity& device)
{
    const bool taken = amounts_.take(contract, device, ports_.clock.now());
    if (taken) {
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
