// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/contract_terms.hpp"

#include <utility>

#include "iwf/app/config/scalar.hpp"

namespace iwf::config {
namespace {

using core::Sourced;
using domain::ActionType;
using mtciwf::v1::Contract;

template <class List>
std::vector<Sourced<std::string>>
sourced(const List& list, std::string_view path, const Origin& origin)
{
    std::vector<Sourced<std::string>> out;
    for (int i = 0; i < list.size(); ++i) {
        out.push_back({list[i], origin.line(item(path, i))});
    }
    return out;
}

core::DeviceSet devices_of(const Contract& contract, const Origin& origin)
{
    const auto& devices = contract.devices();
    core::DeviceRules rules;
    rules.domains = sourced(devices.external_id_domains(), "devices.external_id_domains", origin);
    rules.external_ids = sourced(devices.external_ids(), "devices.external_ids", origin);
    rules.msisdn_prefixes = sourced(devices.msisdn_prefixes(), "devices.msisdn_prefixes", origin);
    for (int i = 0; i < devices.msisdn_ranges_size(); ++i) {
        const auto& range = devices.msisdn_ranges(i);
        rules.msisdn_ranges.push_back(
            {{range.from(), range.to()}, origin.line(item("devices.msisdn_ranges", i))}
        );
    }
    return core::DeviceSet{std::move(rules)};
}

ActionType action_of(int action)
{
    switch (action) {
    case mtciwf::v1::ACTION_RECALL:
        return ActionType::device_trigger_recall;
    case mtciwf::v1::ACTION_REPLACE:
        return ActionType::device_trigger_replace;
    default:
        return ActionType::device_trigger_request;
    }
}

core::OfferedActions actions_of(const Contract& contract, const Origin& origin)
{
    core::OfferedActions actions;
    for (int i = 0; i < contract.actions_size(); ++i) {
        actions.offer(action_of(contract.actions(i)), origin.line(item("actions", i)));
    }
    return actions;
}

std::uint32_t seconds(std::uint64_t milliseconds)
{
    return static_cast<std::uint32_t>(milliseconds / 1000);
}

core::ContractLimits limits_of(const Contract& contract, const Origin& origin)
{
    const auto& limits = contract.limits();
    core::ContractLimits out;
    out.payload_max = {limits.payload_max(), origin.line("limits.payload_max")};
    out.validity_max_s = {seconds(limits.validity_max()), origin.line("limits.validity_max")};
    if (limits.has_validity_default()) {
        out.validity_default_s = {
            seconds(limits.validity_default()), origin.line("limits.validity_default")};
    }
    for (int i = 0; i < limits.ports_size(); ++i) {
        const auto& ports = limits.ports(i);
        out.ports.push_back(
            {{static_cast<std::uint16_t>(ports.from()), static_cast<std::uint16_t>(ports.to())},
             origin.line(item("limits.ports", i))}
        );
    }
    out.priority = {limits.priority(), origin.line("limits.priority")};
    return out;
}

std::optional<Sourced<core::RateLimit>>
rate_limit_of(const mtciwf::v1::RateLimit& limit, std::string_view path, const Origin& origin)
{
    const auto rate = parse_rate(limit.rate());
    if (!rate) {
        return std::nullopt; // none is written
    }
    return Sourced<core::RateLimit>{
        {.rate = {rate->count, rate->period}, .burst = limit.burst()}, origin.line(path)};
}

core::ContractRates rates_of(const Contract& contract, const Origin& origin)
{
    const auto& rates = contract.rates();
    return {
        .requests = rate_limit_of(rates.requests(), "rates.requests", origin),
        .per_device = rate_limit_of(rates.per_device(), "rates.per_device", origin),
    };
}

core::Quotas quotas_of(const Contract& contract, const Origin& origin)
{
    using core::QuotaPeriod;
    const auto& written = contract.quotas();
    core::Quotas quotas;
    const auto set = [&](QuotaPeriod period, bool has, std::uint32_t limit) {
        if (has) {
            const std::string path = "quotas." + std::string{core::name(period)};
            quotas.limits[period] = Sourced<std::uint64_t>{limit, origin.line(path)};
        }
    };
    set(QuotaPeriod::hour, written.has_hour(), written.hour());
    set(QuotaPeriod::day, written.has_day(), written.day());
    set(QuotaPeriod::month, written.has_month(), written.month());
    if (written.has_time_zone()) {
        quotas.zone = *parse_time_zone(written.time_zone());
    }
    return quotas;
}

std::vector<Sourced<domain::ScsIdentity>>
scs_identities_of(const Contract& contract, const Origin& origin)
{
    std::vector<Sourced<domain::ScsIdentity>> out;
    for (auto& digits :
         sourced(contract.identity().scs_identity(), "identity.scs_identity", origin)) {
        out.push_back({*domain::ScsIdentity::parse(digits.value), digits.line});
    }
    return out;
}

} // namespace

core::Contract to_core(const Contract& contract, const Origin& origin)
{
    return core::Contract{
        .name = contract.name(),
        .host = *domain::NorthHost::parse(contract.identity().host()),
        .realm = contract.identity().realm(),
        .scs_identities = scs_identities_of(contract, origin),
        .devices = devices_of(contract, origin),
        .actions = actions_of(contract, origin),
        .limits = limits_of(contract, origin),
        .rates = rates_of(contract, origin),
        .quotas = quotas_of(contract, origin),
        .file = origin.file(),
        .line = origin.line(""),
        .scs_line = origin.line("identity.scs_identity"),
        .devices_line = origin.line("devices"),
        .actions_line = origin.line("actions"),
        .ports_line = origin.line("limits.ports"),
    };
}

core::ProtectedServer to_protected_server(const Contract& contract)
{
    const auto& ike = contract.ike();
    core::ProtectedServer server;
    server.contract = contract.name();
    server.identity = ike.identity();
    for (const std::string& address : contract.addresses()) {
        if (const auto block = domain::Network::parse(address)) {
            server.blocks.push_back(*block);
        }
    }
    server.authentication = ike.authentication() == mtciwf::v1::AUTHENTICATION_PSK
                                ? core::Authentication::pre_shared_key
                                : core::Authentication::certificate;
    if (ike.has_external()) {
        server.connection = ike.external();
    }
    return server;
}

} // namespace iwf::config
