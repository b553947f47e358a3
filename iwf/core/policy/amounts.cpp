// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/amounts.hpp"

#include <utility>
#include <variant>

#include "iwf/base/overloaded.hpp"

namespace iwf::core {
namespace {

using domain::RequestStatus;

std::string_view counted_name(const domain::DeviceIdentity& device)
{
    return std::visit(
        base::Overloaded{
            [](const domain::ExternalIdentifier& id) { return std::string_view{id.text()}; },
            [](const domain::Msisdn& msisdn) { return std::string_view{msisdn.digits()}; },
        },
        device
    );
}

std::string text_of(const RateLimit& limit)
{
    return std::to_string(limit.rate.count) + " in " + std::to_string(limit.rate.period.count()) +
           " s with bursts of " + std::to_string(limit.burst);
}

std::int64_t whole_seconds(std::chrono::milliseconds time)
{
    return std::chrono::floor<std::chrono::seconds>(time).count();
}

Refusal too_fast(const Contract& contract, const Sourced<RateLimit>& limit, std::string what)
{
    return {
        RequestStatus::rate_exceeded,
        std::move(what) + text_of(limit.value) + " are agreed",
        {contract.rule(RuleKind::rate, limit.line)}};
}

} // namespace

void Amounts::restore(const std::vector<QuotaRecord>& left)
{
    for (const QuotaRecord& record : left) {
        servers_.insert_or_assign(record.contract, Server{QuotaCounter{record}});
    }
}

void Amounts::use_contracts(const ContractBook& contracts)
{
    for (auto& [name, server] : servers_) {
        if (contracts.find_by_name(name) == nullptr) {
            server.requests.reset();
            server.devices.reset();
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
    const auto& limit = contract.rates.requests;
    if (limit && !bucket(counted, limit->value, now).has_token(limit->value, now)) {
        return too_fast(contract, *limit, "too many requests: ");
    }
    return std::nullopt;
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
    if (const auto& limit = contract.rates.requests) {
        bucket(counted, limit->value, now).take(limit->value, now);
    }
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

std::optional<Refusal> Amounts::check_device(
    const Contract& contract, const domain::DeviceIdentity& device, base::Instant now
)
{
    const auto& limit = contract.rates.per_device;
    if (!limit) {
        return std::nullopt;
    }
    switch (devices(server(contract.name)).look(limit->value, counted_name(device), now)) {
    case DeviceBuckets::Standing::free:
        return std::nullopt;
    case DeviceBuckets::Standing::empty:
        return too_fast(
            contract, *limit, "too many requests for device " + domain::masked(device) + ": "
        );
    case DeviceBuckets::Standing::no_room:
        break;
    }
    return too_fast(contract, *limit, "too many devices at once to count the requests of each: ");
}

bool Amounts::take(
    const Contract& contract,
    const domain::DeviceIdentity& device,
    HasPriority priority,
    base::Instant now
)
{
    Server& counted = server(contract.name);
    if (!counted.quota.has_unit(contract.quotas)) {
        return false;
    }
    counted.quota.use_unit(contract.quotas);
    if (const auto& limit = contract.rates.requests) {
        bucket(counted, limit->value, now).take(limit->value, now);
    }
    if (const auto& limit = contract.rates.per_device) {
        devices(counted).take(limit->value, counted_name(device), now);
    }
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
    return servers_.emplace(contract, Server{QuotaCounter{std::string{contract}}}).first->second;
}

TokenBucket& Amounts::bucket(Server& server, const RateLimit& limit, base::Instant now) const
{
    auto& rate = server.requests;
    if (!rate) {
        rate = ServerRate{limit, TokenBucket{limit, now}};
    } else if (rate->limit != limit) {
        rate->bucket.change(rate->limit, limit, now);
        rate->limit = limit;
    }
    return rate->bucket;
}

DeviceBuckets& Amounts::devices(Server& server) const
{
    return server.devices ? *server.devices : server.devices.emplace(max_devices_);
}

} // namespace iwf::core
