// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string>

#include "iwf/app/config/checks.hpp"
#include "iwf/app/config/config.hpp"
#include "iwf/app/config/contract_terms.hpp"
#include "iwf/core/protection/ike_identity.hpp"
#include "iwf/core/protection/protected_servers.hpp"
#include "iwf/domain/network.hpp"

namespace iwf::config {
namespace {

using mtciwf::v1::Contract;
using mtciwf::v1::Daemon;
using Contracts = std::span<const BoundContract>;

bool is_plain(const BoundContract& contract)
{
    return contract.effective.protection() == mtciwf::v1::PROTECTION_NONE;
}

bool is_protected(const BoundContract& contract)
{
    return contract.effective.protection() == mtciwf::v1::PROTECTION_IPSEC;
}

/// iwfd loads its connection.
bool is_loaded(const BoundContract& contract)
{
    return is_protected(contract) && contract.effective.has_ike() &&
           !contract.effective.ike().has_external();
}

bool uses_authorities(const BoundContract& contract)
{
    const auto& ike = contract.effective.ike();
    return is_loaded(contract) && ike.authorities().empty() &&
           ike.authentication() != mtciwf::v1::AUTHENTICATION_PSK;
}

std::string who(const BoundContract& contract)
{
    return (contract.is_peer ? "peer \"" : "contract \"") + contract.effective.name() + "\"";
}

std::string title(const BoundContract& contract)
{
    return who(contract) + " (" + contract.origin.place("protection") + ")";
}

enum class Side
{
    loopback,
    tunnel,
};

bool listens_on(Side side, const Daemon& daemon)
{
    const auto fits = [side](const auto& listen) {
        const auto address = domain::Network::parse(listen.address());
        // What could not be bound was told.
        return !address || address->is_loopback() == (side == Side::loopback);
    };
    return daemon.listen().empty() || std::ranges::any_of(daemon.listen(), fits);
}

void check_listeners(
    const Daemon& daemon, const Origin& origin, Contracts contracts, ErrorList& errors
)
{
    const auto plain = std::ranges::find_if(contracts, is_plain);
    if (plain != contracts.end() && !listens_on(Side::loopback, daemon)) {
        origin.fail(
            errors,
            "listen",
            title(*plain) + " says 'protection: none', which is for loopback only, and no address "
                            "is loopback; expected one of 127.0.0.0/8, or ::1"
        );
    }
    const auto secured = std::ranges::find_if(contracts, is_protected);
    if (secured != contracts.end() && !listens_on(Side::tunnel, daemon)) {
        origin.fail(
            errors,
            "listen",
            title(*secured) +
                " says 'protection: ipsec', and all addresses are loopback; expected "
                "one inside the tunnels, with 'device: " +
                daemon.ipsec().device() + "'"
        );
    }
}

/// We connect to it, from an address of ours inside the tunnel.
void check_departures(const Daemon& daemon, Contracts contracts, ErrorList& errors)
{
    for (const BoundContract& contract : contracts) {
        const auto address = contract.is_peer && contract.effective.addresses_size() == 1
                                 ? domain::Network::parse(contract.effective.addresses(0))
                                 : std::nullopt;
        const auto fits = [&address](const auto& listen) {
            const auto ours = domain::Network::parse(listen.address());
            return ours && !ours->is_loopback() && ours->is_ipv4() == address->is_ipv4();
        };
        if (address && !std::ranges::any_of(daemon.listen(), fits)) {
            contract.origin.fail(
                errors,
                "address",
                "no address of this family is in 'listen', inside the tunnels, to connect from; "
                "expected one there, with 'device: " +
                    daemon.ipsec().device() + "'"
            );
        }
    }
}

void check_section(
    const Daemon& daemon, const Origin& origin, Contracts contracts, ErrorList& errors
)
{
    const auto secured = std::ranges::find_if(contracts, is_protected);
    if (secured == contracts.end()) {
        return;
    }
    // Defaults make the section exist; whether it was written, the tree knows.
    if (origin.line("ipsec") == 0) {
        return origin.fail(
            errors,
            "ipsec",
            "missing; " + title(*secured) +
                " says 'protection: ipsec': expected the section that "
                "says who we are and whom we trust"
        );
    }
    const auto loaded = std::ranges::find_if(contracts, is_loaded);
    if (loaded != contracts.end() && !daemon.ipsec().has_local()) {
        origin.fail(
            errors,
            "ipsec",
            "'local' is missing; " + title(*loaded) +
                " is not external: expected our identity, "
                "certificate, key and addresses"
        );
    }
    const auto trusting = std::ranges::find_if(contracts, uses_authorities);
    if (trusting != contracts.end() && daemon.ipsec().authorities().empty()) {
        origin.fail(
            errors,
            "ipsec",
            "'authorities' is missing; " + title(*trusting) +
                " names none of its own: expected the CA that issued its certificate, and the CRL"
        );
    }
}

void check_floor(const Daemon& daemon, Contracts contracts, ErrorList& errors)
{
    if (daemon.ipsec().floor().authentication() == mtciwf::v1::AUTHENTICATION_PSK) {
        return;
    }
    for (const BoundContract& contract : contracts) {
        if (is_protected(contract) &&
            contract.effective.ike().authentication() == mtciwf::v1::AUTHENTICATION_PSK) {
            contract.origin.fail(
                errors,
                "ike.authentication",
                "psk is below the floor, which is for all links alike; expected certificate, or "
                "'psk' as ipsec.floor.authentication of the daemon"
            );
        }
    }
}

/// charon tells connections apart by identity: the servers behind one gateway share one.
void check_gateways(Contracts contracts, ErrorList& errors)
{
    std::map<std::string, const BoundContract*> first;
    for (const BoundContract& contract : contracts) {
        const auto& ike = contract.effective.ike();
        if (!is_protected(contract) || ike.identity().empty()) {
            continue;
        }
        const auto [at, fresh] = first.emplace(core::canonical_identity(ike.identity()), &contract);
        if (!fresh && at->second->effective.ike().SerializeAsString() != ike.SerializeAsString()) {
            contract.origin.fail(
                errors,
                "ike.identity",
                "\"" + ike.identity() + "\" is also that of " + who(*at->second) + " (" +
                    at->second->origin.place("ike") +
                    "), which says something else about it; expected the same section 'ike' in both"
            );
        } else if (!fresh && ike.assign_address()) {
            contract.origin.fail(
                errors,
                "ike.assign_address",
                "\"" + ike.identity() + "\" is also that of " + who(*at->second) + " (" +
                    at->second->origin.place("ike") +
                    "); a tunnel is given one address: expected an identity of its own"
            );
        }
    }
}

void check_overlaps(Contracts contracts, ErrorList& errors)
{
    std::vector<core::ProtectedServer> servers;
    std::map<std::string, const BoundContract*> by_name;
    for (const BoundContract& contract : contracts) {
        if (is_protected(contract) && contract.effective.has_ike()) {
            servers.push_back(to_protected_server(contract.effective));
            by_name.emplace(contract.effective.name(), &contract);
        }
    }
    for (const core::Overlap& overlap : core::overlaps(servers)) {
        const BoundContract& inner = *by_name.at(overlap.contract);
        inner.origin.fail(errors, inner.is_peer ? "address" : "addresses", overlap.text);
    }
}

/// Without a device only a policy keeps clear text out while a tunnel is down, and charon makes one
/// for an address it knows.
void check_policies(const Daemon& daemon, Contracts contracts, ErrorList& errors)
{
    if (daemon.ipsec().device() != no_device) {
        return;
    }
    for (const BoundContract& contract : contracts) {
        if (is_loaded(contract) && contract.effective.ike().remote_addresses().empty()) {
            contract.origin.fail(
                errors,
                "ike",
                "remote_addresses is missing, and ipsec.device is none: the kernel's policy needs "
                "the other end's address; expected where its IKE comes from"
            );
        }
    }
}

} // namespace

void check_links(const Daemon& daemon, const Origin& origin, Contracts contracts, ErrorList& errors)
{
    check_listeners(daemon, origin, contracts, errors);
    check_departures(daemon, contracts, errors);
    check_section(daemon, origin, contracts, errors);
    check_floor(daemon, contracts, errors);
    check_gateways(contracts, errors);
    check_overlaps(contracts, errors);
    check_policies(daemon, contracts, errors);
}

} // namespace iwf::config
