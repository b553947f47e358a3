// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/link_settings.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace iwf::daemon {
namespace {

core::Authentication authentication_of(mtciwf::v1::Authentication authentication)
{
    return authentication == mtciwf::v1::AUTHENTICATION_PSK ? core::Authentication::pre_shared_key
                                                            : core::Authentication::certificate;
}

core::ProtectedServer protected_server(const mtciwf::v1::Contract& contract)
{
    const auto& ike = contract.ike();
    core::ProtectedServer server{
        .contract = contract.name(),
        .identity = ike.identity(),
        .blocks = {},
        .authentication = authentication_of(ike.authentication()),
        .connection =
            ike.has_external() ? ike.external() : std::string{own_connections} + contract.name(),
    };
    for (const std::string& address : contract.addresses()) {
        if (const auto block = domain::Network::parse(address)) {
            server.blocks.push_back(*block);
        }
    }
    return server;
}

} // namespace

bool needs_ipsec(const config::Config& config)
{
    return std::ranges::any_of(config.contracts, [](const mtciwf::v1::Contract& contract) {
        return contract.protection() == mtciwf::v1::PROTECTION_IPSEC;
    });
}

core::BindingSnapshot::Rules binding_rules(const config::Config& config)
{
    std::vector<core::ProtectedServer> servers;
    for (const auto& contract : config.contracts) {
        if (contract.protection() == mtciwf::v1::PROTECTION_IPSEC) {
            servers.push_back(protected_server(contract));
        }
    }
    const auto& ipsec = config.daemon.ipsec();
    const auto& floor = ipsec.floor();
    auto checked = core::ProtectedServers::create(std::move(servers));
    return {
        .servers = checked ? std::make_shared<const core::ProtectedServers>(*std::move(checked))
                           : std::make_shared<const core::ProtectedServers>(),
        .floor =
            {.encryption_bits = floor.encryption_bits(),
             .integrity_bits = floor.integrity_bits(),
             .prf_bits = floor.prf_bits(),
             .group_bits = floor.group_bits(),
             .authentication = authentication_of(floor.authentication())},
        .grace = std::chrono::milliseconds{ipsec.grace()},
    };
}

std::optional<ProtectedLink>
protected_link(const config::Config& config, const mtciwf::v1::Contract& contract)
{
    if (contract.protection() != mtciwf::v1::PROTECTION_IPSEC) {
        return std::nullopt;
    }
    ProtectedLink link{.contract = contract.name(), .local = {}, .local_port = {}};
    for (const auto& listen : config.daemon.listen()) {
        link.local_port = static_cast<std::uint16_t>(listen.port());
        if (const auto address = domain::Network::parse(listen.address());
            address && listen.has_device()) {
            link.local.push_back(*address);
        }
    }
    return link;
}

std::map<std::string, std::string> listen_devices(const config::Config& config)
{
    std::map<std::string, std::string> devices;
    for (const auto& listen : config.daemon.listen()) {
        if (listen.has_device()) {
            devices.emplace(listen.address(), listen.device());
        }
    }
    return devices;
}

} // namespace iwf::daemon
