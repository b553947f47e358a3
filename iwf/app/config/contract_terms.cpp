// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/contract_terms.hpp"

#include <optional>
#include <utility>

#include "iwf/app/config/device_terms.hpp"
#include "iwf/app/config/rate_limits.hpp"
#include "iwf/app/config/time_zones.hpp"
#include "iwf/app/config/week.hpp"

namespace iwf::config {
namespace {

using core::Sourced;
using mtciwf::v1::Contract;

core::ContractRates rates_of(const Contract& contract, const Origin& origin)
{
    const auto& rates = contract.rates();
    return {
        .requests = rate_limit_of(rates.requests(), "rates.requests", origin),
        .per_device = rate_limit_of(rates.per_device(), "rates.per_device", origin),
        .per_group = rate_limit_of(rates.per_group(), "rates.per_group", origin),
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
    quotas.zone =
        *find_time_zone(written.has_time_zone() ? written.time_zone() : contract.time_zone());
    return quotas;
}

core::ServiceHours hours_of(const Contract& contract, const Origin& origin)
{
    core::ServiceHours hours;
    for (int i = 0; i < contract.hours_size(); ++i) {
        const auto& written = contract.hours(i);
        const auto spans = week_spans(written.days(), written.from(), written.to());
        for (const core::WeekSpan& span : *spans) {
            hours.spans.push_back({span, origin.line(item("hours", i))});
        }
    }
    hours.zone = *find_time_zone(contract.time_zone());
    return hours;
}

std::vector<Sourced<domain::ScsIdentity>>
scs_identities_of(const Contract& contract, const Origin& origin)
{
    std::vector<Sourced<domain::ScsIdentity>> out;
    const auto& written = contract.identity().scs_identity();
    for (int i = 0; i < written.size(); ++i) {
        out.push_back(
            {*domain::ScsIdentity::parse(written[i]), origin.line(item("identity.scs_identity", i))}
        );
    }
    return out;
}

} // namespace

core::Contract
to_core(const Contract& contract, const Origin& origin, const core::GroupsSnapshot& groups)
{
    const bool several = contract.device_sets_size() > 0;
    return core::Contract{
        .name = contract.name(),
        .host = *domain::NorthHost::parse(contract.identity().host()),
        .realm = contract.identity().realm(),
        .scs_identities = scs_identities_of(contract, origin),
        .sets = sets_of(contract, origin, groups),
        .exceptions = devices_of(contract.except(), "except", origin, groups),
        .limits = limits_of(contract.limits(), "limits", origin),
        .rates = rates_of(contract, origin),
        .quotas = quotas_of(contract, origin),
        .hours = hours_of(contract, origin),
        .groups = names_groups(contract) ? groups : nullptr,
        .file = origin.file(),
        .line = origin.line(""),
        .scs_line = origin.line("identity.scs_identity"),
        .devices_line = origin.line(several ? "device_sets" : "devices"),
        .actions_line = origin.line(several ? "device_sets" : "actions"),
        .hours_line = origin.line("hours"),
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
