// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/amounts.hpp"

#include <utility>

namespace iwf::core {
namespace {

using domain::RequestStatus;

std::int64_t whole_seconds(std::chrono::milliseconds time)
{
    return std::chrono::floor<std::chrono::seconds>(time).count();
}

} // namespace

void Amounts::restore(const std::vector<QuotaRecord>& left)
{
    for (const QuotaRecord& record : left) {
        servers_.insert_or_assign(record.contract, Server{QuotaCounter{record}, max_devices_});
    }
}

void Amounts::use_contracts(const ContractBook& contracts)
{
    for (auto& [name, server] : servers_) {
        if (const Contract* const contract = contracts.find_by_name(name)) {
            server.rates.follow(*contract);
        } else {
            server.rates = ServerRates{max_devices_};
            server.priority = {};
            server.probes = {};
        }
    }
}

std::optional<Refusal>
Amounts::check_server(const Contract& contract, base::Instant now, base::WallTime wall)
{
    Server& counted = server(contract.name);
    if (const auto period = counted.quota.exceeded(contract.quotas, wall)) {
        const auto& limit = *contract.quotas.limits[*period];
        const bool ahead = counted.quota.is_ahead(*period, contract.quotas, wall);
        return Refusal{
            RequestStatus::quota_exceeded,
            std::to_string(limit.value) + " requests of this " + std::string{name(*period)} +
                " are used up" + (ahead ? "; it began before the clock was set back" : ""),
            {contract.rule(RuleKind::quota, limit.line)}};
    }
    if (counted.probes.pausing(now)) {
        const auto& limit = contract.limits.probing;
        return Refusal{
            RequestStatus::rate_exceeded,
            "it asked for too many unknown devices, and is paused for " +
                std::to_string(whole_seconds(limit.value.pause)) + " s",
            {contract.rule(RuleKind::probing, limit.line)}};
    }
    return counted.rates.check(contract, now);
}

std::optional<Refusal> Amounts::check_pending(const Contract& contract, std::size_t pending)
{
    const auto& limit = contract.limits.pending;
    if (!limit || pending < limit->value) {
        return std::nullopt;
    }
    return Refusal{
        RequestStatus::rate_exceeded,
        "too many triggers at once: " + std::to_string(limit->value) + " pending ones are agreed",
        {contract.rule(RuleKind::pending, limit->line)}};
}

std::optional<Refusal> Amounts::judge_priority(const Contract& contract, base::Instant now)
{
    const auto& share = contract.limits.priority_share;
    if (!share || !contract.limits.priority.value) {
        return std::nullopt; // any, or none at all, which is another refusal
    }
    Server& counted = server(contract.name);
    if (counted.priority.may_have_priority(share->value)) {
        return std::nullopt;
    }
    counted.priority.earn(share->value);
    counted.rates.take_one(contract, now);
    return Refusal{
        RequestStatus::rate_exceeded,
        "too many requests with priority: " + std::to_string(share->value) +
            "% of the requests are agreed",
        {contract.rule(RuleKind::priority_share, share->line)}};
}

bool Amounts::unknown_device(const Contract& contract, std::string_view name, base::Instant now)
{
    return server(contract.name).probes.unknown_device(contract.limits.probing.value, name, now);
}

std::optional<Refusal>
Amounts::check_device(const Contract& contract, const Permitted& permitted, base::Instant now)
{
    return server(contract.name).rates.check_device(contract, permitted, now);
}

bool Amounts::take(
    const Contract& contract, const Permitted& permitted, HasPriority priority, base::Instant now
)
{
    Server& counted = server(contract.name);
    if (!counted.quota.has_unit(contract.quotas)) {
        return false;
    }
    counted.quota.use_unit(contract.quotas);
    counted.rates.take(contract, permitted, now);
    if (const auto& share = contract.limits.priority_share) {
        priority == HasPriority::yes ? counted.priority.spend(share->value)
                                     : counted.priority.earn(share->value);
    }
    return true;
}

std::optional<QuotaRecord> Amounts::reserve(const Contract& contract, std::size_t wanted)
{
    return contract.quotas.any() ? server(contract.name).quota.reserve(contract.quotas, wanted)
                                 : std::nullopt;
}

void Amounts::reserved(std::string_view contract, bool written)
{
    QuotaCounter& quota = server(contract).quota;
    written ? quota.written() : quota.failed();
}

std::vector<QuotaRecord> Amounts::give_back()
{
    std::vector<QuotaRecord> records;
    for (auto& [name, server] : servers_) {
        if (auto record = server.quota.give_back()) {
            records.push_back(*std::move(record));
        }
    }
    return records;
}

Amounts Amounts::of(std::string_view contract) const
{
    Amounts copy{max_devices_};
    if (const auto known = servers_.find(contract); known != servers_.end()) {
        copy.servers_.emplace(known->first, known->second);
    }
    return copy;
}

Amounts::Server& Amounts::server(std::string_view contract)
{
    const auto known = servers_.find(contract);
    if (known != servers_.end()) {
        return known->second;
    }
    QuotaCounter none_used{std::string{contract}};
    return servers_.emplace(contract, Server{std::move(none_used), max_devices_}).first->second;
}

} // namespace iwf::core
