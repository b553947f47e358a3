// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/protection_settings.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "ipsec/connections.hpp"
#include "iwf/app/config/contract_terms.hpp"
#include "iwf/app/config/credential.hpp"
#include "iwf/app/config/peer_links.hpp"
#include "iwf/core/protection/ike_identity.hpp"

namespace iwf::daemon {
namespace {

using base::Result;
using config::Credential;
using mtciwf::v1::Contract;

/// Reads files until one is wrong; then nothing more.
class Reader
{
public:
    std::string read(const std::string& path, Credential what)
    {
        if (path.empty() || error_) {
            return {};
        }
        auto content = config::read_credential(path, what);
        if (!content) {
            error_ = path + " " + content.error().text;
            return {};
        }
        return std::move(*content);
    }

    [[nodiscard]] const std::optional<std::string>& error() const { return error_; }

private:
    std::optional<std::string> error_;
};

/// Contracts and peers of connections that iwfd loads, by the identity of the other end; in each
/// the names are in order.
using Group = std::map<std::string, const Contract*>;
using Groups = std::map<std::string, Group>;

Groups groups_of(const std::vector<Contract>& links)
{
    Groups groups;
    for (const Contract& contract : links) {
        if (!contract.ike().has_external()) {
            const std::string identity = core::canonical_identity(contract.ike().identity());
            groups[identity][contract.name()] = &contract;
        }
    }
    return groups;
}

/// By host: those that we connect to.
using Dialled = std::map<std::string, ipsec::PlannedNode>;

Dialled dialled_of(const mtciwf::v1::Daemon& daemon)
{
    Dialled dialled;
    for (const auto& peer : config::protected_peers(daemon)) {
        if (const auto address = domain::Network::parse(peer.address())) {
            dialled.emplace(
                peer.host(), ipsec::PlannedNode{*address, static_cast<std::uint16_t>(peer.port())}
            );
        }
    }
    return dialled;
}

ipsec::PlannedLink link_of(const Group& contracts, const Dialled& dialled, Reader& reader)
{
    const auto& [name, first] = *contracts.begin();
    const auto& ike = first->ike();
    ipsec::PlannedLink link;
    link.name = name;
    link.identity = ike.identity();
    link.remote_addresses = {ike.remote_addresses().begin(), ike.remote_addresses().end()};
    for (const std::string& path : ike.authorities()) {
        link.authorities.push_back(reader.read(path, Credential::certificate));
    }
    link.certificate = reader.read(ike.certificate(), Credential::certificate);
    link.pre_shared_key = reader.read(ike.psk_file(), Credential::pre_shared_key);
    link.initiate = ike.initiate();
    link.assigns_address = ike.assign_address();
    std::set<domain::Network> selectors;
    for (const auto& [contract_name, contract] : contracts) {
        if (const auto node = dialled.find(contract_name); node != dialled.end()) {
            link.dialled.push_back(node->second);
            continue;
        }
        const auto server = config::to_protected_server(*contract);
        selectors.insert(server.blocks.begin(), server.blocks.end());
    }
    link.selectors = {selectors.begin(), selectors.end()};
    return link;
}

ipsec::LocalEnd local_end(const mtciwf::v1::IkeEnd& local, Reader& reader)
{
    return {
        .identity = local.identity(),
        .certificate = reader.read(local.certificate(), Credential::certificate),
        .key = reader.read(local.key(), Credential::private_key),
        .addresses = {local.addresses().begin(), local.addresses().end()},
    };
}

ipsec::PlannedAuthority authority(const mtciwf::v1::Authority& written, Reader& reader)
{
    ipsec::PlannedAuthority out;
    out.certificate = reader.read(written.certificate(), Credential::certificate);
    for (const std::string& path : written.crls()) {
        out.revocation_lists.push_back(reader.read(path, Credential::revocation_list));
    }
    return out;
}

ipsec::LinkTimers timers_of(const mtciwf::v1::IkeTimers& timers)
{
    // charon counts in seconds.
    const auto seconds = [](std::uint64_t milliseconds) {
        return std::chrono::ceil<std::chrono::seconds>(config::duration(milliseconds));
    };
    return {
        .dead_peer_delay = seconds(timers.dead_peer_delay()),
        .ike_rekey = seconds(timers.ike_rekey()),
        .child_rekey = seconds(timers.child_rekey()),
    };
}

void add_listening(const config::Config& config, ipsec::Plan& plan)
{
    for (const auto& listen : config.daemon.listen()) {
        const auto address = domain::Network::parse(listen.address());
        if (address && !address->is_loopback()) {
            plan.listening.push_back(*address);
        }
        plan.port = static_cast<std::uint16_t>(listen.port()); // one for all
    }
}

void add_external(const std::vector<Contract>& links, ipsec::Plan& plan)
{
    std::set<std::string> names;
    for (const Contract& contract : links) {
        if (contract.ike().has_external()) {
            names.insert(contract.ike().external());
        }
    }
    for (const std::string& name : names) {
        plan.external.push_back({name});
    }
}

/// In charon's words; a hash is of the type before it only.
std::string certificate_strength(const mtciwf::v1::CertificateFloor& floor)
{
    std::string hashes;
    for (const std::uint32_t bits : {256U, 384U, 512U}) {
        if (bits >= floor.hash_bits()) {
            hashes += "-sha" + std::to_string(bits);
        }
    }
    return "rsa-" + std::to_string(floor.rsa_bits()) + hashes + "-ecdsa-" +
           std::to_string(floor.ecdsa_bits()) + hashes;
}

core::Authentication authentication(mtciwf::v1::Authentication written)
{
    return written == mtciwf::v1::AUTHENTICATION_PSK ? core::Authentication::pre_shared_key
                                                     : core::Authentication::certificate;
}

} // namespace

Result<ipsec::Plan> ipsec_plan(const config::Config& config)
{
    const auto& written = config.daemon.ipsec();
    Reader reader;
    ipsec::Plan plan;
    if (written.has_local()) {
        plan.local = local_end(written.local(), reader);
    }
    for (const auto& one : written.authorities()) {
        plan.authorities.push_back(authority(one, reader));
    }
    const std::vector<Contract> links = config::protected_links(config);
    const Dialled dialled = dialled_of(config.daemon);
    for (const auto& [identity, contracts] : groups_of(links)) {
        plan.links.push_back(link_of(contracts, dialled, reader));
    }
    add_external(links, plan);
    plan.ike_proposals = {written.ike_proposals().begin(), written.ike_proposals().end()};
    plan.esp_proposals = {written.esp_proposals().begin(), written.esp_proposals().end()};
    plan.certificate_strength = certificate_strength(written.floor().certificate());
    plan.timers = timers_of(written.timers());
    plan.if_id = written.if_id();
    plan.by_policy = written.device() == config::no_device;
    add_listening(config, plan);
    if (reader.error()) {
        return base::fail(*reader.error());
    }
    return plan;
}

std::vector<core::ProtectedServer> protected_servers(const config::Config& config)
{
    const std::vector<Contract> links = config::protected_links(config);
    const Groups groups = groups_of(links);
    std::vector<core::ProtectedServer> servers;
    for (const Contract& contract : links) {
        core::ProtectedServer server = config::to_protected_server(contract);
        const auto group = groups.find(core::canonical_identity(server.identity));
        if (!contract.ike().has_external() && group != groups.end()) {
            server.connection = std::string{ipsec::own_prefix} + group->second.begin()->first;
        }
        servers.push_back(std::move(server));
    }
    return servers;
}

core::ProtectionFloor protection_floor(const config::Config& config)
{
    const auto& floor = config.daemon.ipsec().floor();
    return {
        .encryption_bits = floor.encryption_bits(),
        .integrity_bits = floor.integrity_bits(),
        .prf_bits = floor.prf_bits(),
        .group_bits = floor.group_bits(),
        .authentication = authentication(floor.authentication()),
    };
}

} // namespace iwf::daemon
