// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/device_terms.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "iwf/app/config/monitoring_terms.hpp"
#include "iwf/app/config/rate_limits.hpp"
#include "iwf/app/config/scalar.hpp"

namespace iwf::config {
namespace {

using core::Sourced;
using domain::ActionType;
using mtciwf::v1::Contract;

template <class List>
std::vector<Sourced<std::string>>
sourced(const List& list, const std::string& path, const Origin& origin)
{
    std::vector<Sourced<std::string>> out;
    for (int i = 0; i < list.size(); ++i) {
        out.push_back({list[i], origin.line(item(path, i))});
    }
    return out;
}

/// Nothing: it is something to watch.
std::optional<ActionType> action_of(int action)
{
    switch (action) {
    case mtciwf::v1::ACTION_RECALL:
        return ActionType::device_trigger_recall;
    case mtciwf::v1::ACTION_REPLACE:
        return ActionType::device_trigger_replace;
    case mtciwf::v1::ACTION_REQUEST:
        return ActionType::device_trigger_request;
    case mtciwf::v1::ACTION_MO_SMS:
        return ActionType::msisdn_less_mo_sms;
    default:
        return std::nullopt;
    }
}

template <class Actions>
core::OfferedActions actions_of(const Actions& list, const std::string& path, const Origin& origin)
{
    core::OfferedActions actions;
    for (int i = 0; i < list.size(); ++i) {
        if (const auto action = action_of(list[i])) {
            actions.offer(*action, origin.line(item(path, i)));
        }
    }
    return actions;
}

core::DeviceTerms set_of(
    const mtciwf::v1::DeviceSet& set,
    const std::string& path,
    const Origin& origin,
    const core::GroupsSnapshot& groups
)
{
    core::DeviceTerms terms{
        .devices = devices_of(set.devices(), path + ".devices", origin, groups),
        .actions = actions_of(set.actions(), path + ".actions", origin),
        .name = set.name(),
        .line = origin.line(path),
        .actions_line = origin.line(path + ".actions"),
        .events = events_of(set.actions(), path + ".actions", origin),
        .requests = rate_limit_of(set.rates().requests(), path + ".rates.requests", origin),
    };
    if (origin.line(path + ".limits") != 0) {
        terms.limits = limits_of(set.limits(), path + ".limits", origin);
    }
    return terms;
}

std::uint32_t seconds(std::uint64_t milliseconds)
{
    return static_cast<std::uint32_t>(milliseconds / 1000);
}

} // namespace

core::DeviceSet devices_of(
    const mtciwf::v1::Devices& devices,
    const std::string& path,
    const Origin& origin,
    const core::GroupsSnapshot& groups
)
{
    core::DeviceRules rules;
    rules.domains = sourced(devices.external_id_domains(), path + ".external_id_domains", origin);
    rules.external_ids = sourced(devices.external_ids(), path + ".external_ids", origin);
    rules.msisdn_prefixes = sourced(devices.msisdn_prefixes(), path + ".msisdn_prefixes", origin);
    for (int i = 0; i < devices.msisdn_ranges_size(); ++i) {
        const auto& range = devices.msisdn_ranges(i);
        rules.msisdn_ranges.push_back(
            {{range.from(), range.to()}, origin.line(item(path + ".msisdn_ranges", i))}
        );
    }
    for (const auto& [text, line] :
         sourced(devices.external_id_patterns(), path + ".external_id_patterns", origin)) {
        rules.patterns.push_back({*core::DevicePattern::parse(text), line});
    }
    for (const auto& [name, line] : sourced(devices.groups(), path + ".groups", origin)) {
        rules.groups.push_back({*groups->find_group(name), line});
    }
    return core::DeviceSet{std::move(rules), groups};
}

core::ContractLimits
limits_of(const mtciwf::v1::ContractLimits& limits, const std::string& path, const Origin& origin)
{
    core::ContractLimits out;
    out.payload_max = {limits.payload_max(), origin.line(path + ".payload_max")};
    out.validity_max_s = {seconds(limits.validity_max()), origin.line(path + ".validity_max")};
    if (limits.has_validity_default()) {
        out.validity_default_s = {
            seconds(limits.validity_default()), origin.line(path + ".validity_default")};
    }
    for (int i = 0; i < limits.ports_size(); ++i) {
        const auto& ports = limits.ports(i);
        out.ports.push_back(
            {{static_cast<std::uint16_t>(ports.from()), static_cast<std::uint16_t>(ports.to())},
             origin.line(item(path + ".ports", i))}
        );
    }
    out.priority = {limits.priority(), origin.line(path + ".priority")};
    out.ports_line = origin.line(path + ".ports");
    if (limits.has_priority_share()) {
        out.priority_share = {
            *parse_percent(limits.priority_share()), origin.line(path + ".priority_share")};
    }
    if (limits.has_pending()) {
        out.pending = {limits.pending(), origin.line(path + ".pending")};
    }
    const auto& probing = limits.probing();
    out.probing = {
        {.unknown = probing.unknown(),
         .per = std::chrono::milliseconds{probing.per()},
         .pause = std::chrono::milliseconds{probing.pause()}},
        origin.line(path + ".probing")};
    out.monitoring = monitoring_limits_of(limits.monitoring(), path + ".monitoring", origin);
    return out;
}

std::vector<core::DeviceTerms>
sets_of(const Contract& contract, const Origin& origin, const core::GroupsSnapshot& groups)
{
    std::vector<core::DeviceTerms> sets;
    for (int i = 0; i < contract.device_sets_size(); ++i) {
        sets.push_back(set_of(contract.device_sets(i), item("device_sets", i), origin, groups));
        if (sets.back().limits) { // of the server, whatever device it watches
            sets.back().limits->monitoring.subscriptions =
                monitoring_limits_of(contract.limits().monitoring(), "limits.monitoring", origin)
                    .subscriptions;
        }
    }
    if (sets.empty()) {
        sets.push_back(core::DeviceTerms{
            .devices = devices_of(contract.devices(), "devices", origin, groups),
            .actions = actions_of(contract.actions(), "actions", origin),
            .line = origin.line("devices"),
            .actions_line = origin.line("actions"),
            .events = events_of(contract.actions(), "actions", origin),
        });
    }
    return sets;
}

bool names_groups(const Contract& contract)
{
    return addresses_groups(contract) || contract.except().groups_size() > 0;
}

bool addresses_groups(const Contract& contract)
{
    return contract.devices().groups_size() > 0 ||
           std::ranges::any_of(contract.device_sets(), [](const auto& set) {
               return set.devices().groups_size() > 0;
           });
}

} // namespace iwf::config
