// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/core/policy/policy_oracle.hpp"

#include <algorithm>

namespace iwf::core::oracle {
namespace {

using domain::ActionType;
using domain::RequestStatus;

template <class List, class T>
bool in(const List& list, const T& wanted)
{
    return std::ranges::find(list, wanted) != list.end();
}

std::string domain_of(const std::string& id)
{
    return id.substr(id.find('@') + 1);
}

bool matches(const std::string& pattern, const std::string& id)
{
    return domain_of(pattern) == domain_of(id) &&
           id.starts_with(pattern.substr(0, pattern.find('*')));
}

/// How specific the best rule for it is, 0 the most; nothing: none holds it. Below 1000 by kind;
/// above, how many numbers there are.
std::optional<long> rank_of(const Terms& terms, const Devices& devices, const std::string& device)
{
    if (in(devices.ids, device)) {
        return 0;
    }
    for (const std::size_t group : devices.groups) {
        if (in(terms.groups[group], device)) {
            return 1;
        }
    }
    for (const auto& pattern : devices.patterns) {
        if (matches(pattern, device)) {
            return 2;
        }
    }
    if (device.find('@') != std::string::npos) {
        return in(devices.domains, domain_of(device)) ? std::optional{3L} : std::nullopt;
    }
    std::optional<long> fewest;
    const auto hold = [&fewest](long numbers) {
        fewest = std::min(fewest.value_or(1000 + numbers), 1000 + numbers);
    };
    for (const auto& prefix : devices.prefixes) {
        if (device.starts_with(prefix)) {
            hold(std::stol("1" + std::string(device.size() - prefix.size(), '0')));
        }
    }
    for (const auto& [low, high] : devices.ranges) {
        if (device.size() == low.size() && low <= device && device <= high) {
            hold(std::stol(high) - std::stol(low) + 1);
        }
    }
    return fewest;
}

const Set* set_of(const Terms& terms, const std::string& device)
{
    const Set* best = nullptr;
    std::optional<long> best_rank;
    for (const Set& set : terms.sets) {
        const auto rank = rank_of(terms, set.devices, device);
        if (rank && (!best_rank || *rank < *best_rank)) {
            best = &set;
            best_rank = rank;
        }
    }
    return best;
}

bool is_of_some_rule(const Terms& terms, const std::string& domain)
{
    const auto is_of_it = [&domain](const std::string& text) {
        return text.find('@') != std::string::npos && domain_of(text) == domain;
    };
    return std::ranges::any_of(terms.sets, [&](const Set& set) {
        const Devices& devices = set.devices;
        return in(devices.domains, domain) || std::ranges::any_of(devices.ids, is_of_it) ||
               std::ranges::any_of(devices.patterns, is_of_it) ||
               std::ranges::any_of(devices.groups, [&](std::size_t group) {
                   return std::ranges::any_of(terms.groups[group], is_of_it);
               });
    });
}

std::optional<RequestStatus> judge_limits(const Limits& limits, const Asked& asked)
{
    const bool port = !asked.port || std::ranges::any_of(limits.ports, [&](const auto& range) {
        return range.first <= *asked.port && *asked.port <= range.second;
    });
    if (asked.payload > limits.payload_max || !port ||
        (asked.priority.value_or(false) && !limits.priority)) {
        return RequestStatus::invalid_payload;
    }
    const std::uint32_t least = asked.action == ActionType::device_trigger_replace ? 1 : 0;
    if (asked.validity && (*asked.validity < least || *asked.validity > limits.validity_max)) {
        return RequestStatus::invalid_period;
    }
    return std::nullopt;
}

/// The device's name, when it is well formed.
std::optional<std::string> device_of(const Asked& asked)
{
    if (asked.external_id.has_value() == asked.msisdn.has_value()) {
        return std::nullopt;
    }
    if (asked.msisdn) {
        const std::size_t size = asked.msisdn->size();
        return size < 5 || size > 15 ? std::nullopt : asked.msisdn;
    }
    const std::size_t at = asked.external_id->find('@');
    return at == std::string::npos || at == 0 || at + 1 == asked.external_id->size()
               ? std::nullopt
               : asked.external_id;
}

} // namespace

std::optional<RequestStatus> judge(const Terms& terms, const Asked& asked)
{
    if (!asked.scs || !in(terms.scs, *asked.scs)) {
        return RequestStatus::invalid_scs_id;
    }
    const auto offers = [&](const Set& set) { return in(set.actions, asked.action); };
    if (std::ranges::none_of(terms.sets, offers)) {
        return RequestStatus::not_authorized;
    }
    const auto device = device_of(asked);
    const Set* const named = device ? set_of(terms, *device) : nullptr;
    const bool excluded = device && rank_of(terms, terms.except, *device);
    const Set* const set = excluded ? nullptr : named;
    if (asked.action != ActionType::device_trigger_recall) {
        const Limits& limits = set != nullptr && set->limits ? *set->limits : terms.limits;
        if (const auto refused = judge_limits(limits, asked)) {
            return refused;
        }
    }
    if (!device) {
        return RequestStatus::invalid_external_id;
    }
    if (asked.external_id && named == nullptr && !is_of_some_rule(terms, domain_of(*device))) {
        return RequestStatus::invalid_external_id;
    }
    return set != nullptr && offers(*set) ? std::nullopt
                                          : std::optional{RequestStatus::not_authorized};
}

Counted counted_with(const Terms& terms, const Asked& asked)
{
    const std::string device = device_of(asked).value();
    const Set* const set = set_of(terms, device);
    Counted counted{.set = static_cast<std::size_t>(set - terms.sets.data()), .group = {}};
    if (!in(set->devices.ids, device)) {
        for (const std::size_t group : set->devices.groups) {
            if (!counted.group && in(terms.groups[group], device)) {
                counted.group = group;
            }
        }
    }
    return counted;
}

} // namespace iwf::core::oracle
