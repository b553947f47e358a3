// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/link_settings.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

#include "ipsec/connections.hpp"
#include "iwf/app/config/peer_links.hpp"
#include "iwf/app/iwfd/protection_settings.hpp"

namespace iwf::daemon {
namespace {

bool is_protected(const mtciwf::v1::Peer& peer)
{
    return peer.protection() == mtciwf::v1::PEER_PROTECTION_IPSEC;
}

/// Those inside the tunnels.
std::vector<domain::Network> local_addresses(const config::Config& config)
{
    std::vector<domain::Network> local;
    for (const auto& listen : config.daemon.listen()) {
        if (const auto address = domain::Network::parse(listen.address());
            address && listen.has_device()) {
            local.push_back(*address);
        }
    }
    return local;
}

} // namespace

bool needs_ipsec(const config::Config& config)
{
    const bool protects = std::ranges::any_of(config.daemon.listen(), [](const auto& listen) {
        return listen.has_device();
    });
    return protects || !config::protected_links(config).empty();
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
    return core::ProtectedLink{
        .contract = contract.name(),
        .local = local_addresses(config),
        .local_port = static_cast<std::uint16_t>(config.daemon.listen(0).port()), // one for all
        .remote_port = {},
    };
}

std::optional<core::ProtectedLink>
protected_link(const config::Config& config, const mtciwf::v1::Peer& peer)
{
    if (!is_protected(peer)) {
        return std::nullopt;
    }
    return core::ProtectedLink{
        .contract = peer.host(),
        .local = local_addresses(config),
        .local_port = {},
        .remote_port = static_cast<std::uint16_t>(peer.port()),
    };
}

std::optional<freediameter::Departure>
departure(const config::Config& config, const mtciwf::v1::Peer& peer)
{
    const auto address = domain::Network::parse(peer.address());
    if (!is_protected(peer) || !address) {
        return std::nullopt;
    }
    for (const domain::Network& local : local_addresses(config)) {
        if (local.is_ipv4() == address->is_ipv4()) {
            const bool by_policy = config.daemon.ipsec().device() == config::no_device;
            return freediameter::Departure{
                local.text(), by_policy ? std::string{} : config.daemon.ipsec().device()};
        }
    }
    return std::nullopt;
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
