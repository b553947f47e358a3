// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/link_settings.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

#include "ipsec/connections.hpp"
#include "iwf/app/iwfd/protection_settings.hpp"

namespace iwf::daemon {

bool needs_ipsec(const config::Config& config)
{
    const bool protects = std::ranges::any_of(config.daemon.listen(), [](const auto& listen) {
        return listen.has_device();
    });
    return protects ||
           std::ranges::any_of(config.contracts, [](const mtciwf::v1::Contract& contract) {
               return contract.protection() == mtciwf::v1::PROTECTION_IPSEC;
           });
}

gateways::LinkRules link_rules(const config::Config& config)
{
    gateways::LinkRules rules{
        .servers = protected_servers(config),
        .floor = protection_floor(config),
        .grace = std::chrono::milliseconds{config.daemon.ipsec().grace()},
    };
    for (core::ProtectedServer& server : rules.servers) {
        if (!server.connection.starts_with(ipsec::own_prefix)) {
            server.authentication = core::Authentication::none;
        }
    }
    return rules;
}

std::optional<core::ProtectedLink>
protected_link(const config::Config& config, const mtciwf::v1::Contract& contract)
{
    if (contract.protection() != mtciwf::v1::PROTECTION_IPSEC) {
        return std::nullopt;
    }
    core::ProtectedLink link{.contract = contract.name(), .local = {}, .local_port = {}};
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
        if (listen.has_device() && listen.device() != config::no_device) {
            devices.emplace(listen.address(), listen.device());
        }
    }
    return devices;
}

base::Error name_servers(const config::Config& config, base::Error error)
{
    constexpr std::size_t named = 3;
    std::size_t count = 0;
    for (const mtciwf::v1::Contract& contract : config.contracts) {
        if (contract.protection() != mtciwf::v1::PROTECTION_IPSEC) {
            continue;
        }
        if (++count <= named) {
            error.text += (count == 1 ? "; not listening for " : ", ") + contract.name();
        }
    }
    if (count > named) {
        error.text += " and " + std::to_string(count - named) + " more";
    }
    return error;
}

} // namespace iwf::daemon
