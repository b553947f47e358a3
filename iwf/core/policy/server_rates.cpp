// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/server_rates.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

#include "iwf/base/overloaded.hpp"

namespace iwf::core {
namespace {

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

/// `led_to_it`: the rules that say what is counted together. Never one of the device alone: all
/// refusals by one rate are alike, and the log counts those that are.
Refusal too_fast(
    const Contract& contract,
    const Sourced<RateLimit>& limit,
    const std::string& what,
    DecidingRules led_to_it = {}
)
{
    led_to_it.add(contract.rule(RuleKind::rate, limit.line));
    return {
        domain::RequestStatus::rate_exceeded,
        "too many " + what + ": " + text_of(limit.value) + " are agreed",
        led_to_it};
}

bool has_rate_for_set(const Contract& contract, std::string_view name)
{
    return std::ranges::any_of(contract.sets, [name](const DeviceTerms& set) {
        return set.requests && set.name == name;
    });
}

} // namespace

ServerRates::ServerRates(std::size_t max_devices)
    : groups_{std::numeric_limits<std::size_t>::max()}
    , devices_{max_devices}
{}

void ServerRates::follow(const Contract& contract)
{
    std::erase_if(sets_, [&contract](const auto& set) {
        return !has_rate_for_set(contract, set.first);
    });
}

std::optional<Refusal> ServerRates::check(const Contract& contract, base::Instant now)
{
    const auto& limit = contract.rates.requests;
    if (!limit || requests(limit->value, now).has_token(limit->value, now)) {
        return std::nullopt;
    }
    return too_fast(contract, *limit, "requests");
}

std::optional<Refusal>
ServerRates::check_device(const Contract& contract, const Permitted& permitted, base::Instant now)
{
    const DeviceTerms& own = *permitted.set;
    if (own.requests && !set(own, now).has_token(own.requests->value, now)) {
        return too_fast(
            contract,
            *own.requests,
            "requests for the devices of set " + own.name,
            {contract.rule(RuleKind::device_set, own.line, own.name)}
        );
    }
    if (const auto& limit = contract.rates.per_group; limit && permitted.group) {
        const std::string_view name = permitted.group->text;
        if (groups_.look(limit->value, name, now) != NamedBuckets::Standing::free) {
            return too_fast(
                contract,
                *limit,
                "requests for the devices of group " + std::string{name},
                {*permitted.group}
            );
        }
    }
    const auto& limit = contract.rates.per_device;
    if (!limit) {
        return std::nullopt;
    }
    switch (devices_.look(limit->value, counted_name(permitted.device), now)) {
    case NamedBuckets::Standing::free:
        return std::nullopt;
    case NamedBuckets::Standing::empty:
        return too_fast(
            contract, *limit, "requests for device " + domain::masked(permitted.device)
        );
    case NamedBuckets::Standing::no_room:
        break;
    }
    return too_fast(contract, *limit, "devices at once to count the requests of each");
}

void ServerRates::take_one(const Contract& contract, base::Instant now)
{
    if (const auto& limit = contract.rates.requests) {
        requests(limit->value, now).take(limit->value, now);
    }
}

void ServerRates::take(const Contract& contract, const Permitted& permitted, base::Instant now)
{
    take_one(contract, now);
    if (const auto& limit = permitted.set->requests) {
        set(*permitted.set, now).take(limit->value, now);
    }
    if (const auto& limit = contract.rates.per_group; limit && permitted.group) {
        groups_.take(limit->value, permitted.group->text, now);
    }
    if (const auto& limit = contract.rates.per_device) {
        devices_.take(limit->value, counted_name(permitted.device), now);
    }
}

TokenBucket& ServerRates::Counted::follow(const RateLimit& now_agreed, base::Instant now)
{
    if (limit != now_agreed) {
        bucket.change(limit, now_agreed, now);
        limit = now_agreed;
    }
    return bucket;
}

TokenBucket& ServerRates::requests(const RateLimit& limit, base::Instant now)
{
    if (!requests_) {
        requests_ = Counted{limit, TokenBucket{limit, now}};
    }
    return requests_->follow(limit, now);
}

TokenBucket& ServerRates::set(const DeviceTerms& set, base::Instant now)
{
    const RateLimit& limit = set.requests->value;
    auto known = sets_.find(set.name);
    if (known == sets_.end()) {
        known = sets_.emplace(set.name, Counted{limit, TokenBucket{limit, now}}).first;
    }
    return known->second.follow(limit, now);
}

} // namespace iwf::core
