// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/servers.hpp"

#include <set>

#include "iwf/app/iwfd/link_settings.hpp"
#include "iwf/app/iwfd/settings.hpp"

namespace iwf::daemon {

void Servers::start(const config::Config& config)
{
    std::uint32_t next = first_server_id(config);
    for (const auto& contract : config.contracts) {
        serve(contract, diameter::PeerId{next++});
    }
    use_admission(config);
}

base::Result<void> Servers::add(const config::Config& config)
{
    for (const auto& contract : config.contracts) {
        const std::string host = server_host(contract).text();
        if (servers_.contains(host)) {
            continue;
        }
        const auto added = parts_.node.add_peer({host, std::nullopt});
        if (!added) {
            // Those before it stay known to the stack: without a rule of admission nobody is let
            // in by their names.
            return base::fail(contract.name() + ": " + added.error().text);
        }
        servers_.emplace(host, Server{*added, contract.identity().realm(), false});
    }
    return {};
}

void Servers::apply(const config::Config& config)
{
    remove_all_but(config);
    for (const auto& contract : config.contracts) {
        const std::string host = server_host(contract).text();
        const Server known = servers_.at(host);
        parts_.node.allow_peer(known.peer);
        if (known.realm != contract.identity().realm()) {
            parts_.node.cut(known.peer, "its contract has another realm now");
        }
        serve(contract, known.peer);
    }
    use_admission(config);
}

void Servers::serve(const mtciwf::v1::Contract& contract, diameter::PeerId peer)
{
    const domain::NorthHost host = server_host(contract);
    servers_.insert_or_assign(host.text(), Server{peer, contract.identity().realm(), true});
    parts_.dispatcher.add_peer(peer, gateways::PeerRole::scs, contract.name());
    parts_.servers.add({
        .peer = peer,
        .contract = contract.name(),
        .host = host,
        .realm = contract.identity().realm(),
    });
}

void Servers::remove_all_but(const config::Config& config)
{
    std::set<std::string> wanted;
    for (const auto& contract : config.contracts) {
        wanted.insert(server_host(contract).text());
    }
    for (auto& [host, server] : servers_) {
        if (server.served && !wanted.contains(host)) {
            server.served = false;
            parts_.servers.remove(server.peer);
            parts_.node.forbid_peer(server.peer);
        }
    }
}

/// They have their ids by their place (node_config).
void Servers::use_dialled(
    const config::Config& config, std::map<diameter::PeerId, core::ProtectedLink>& links
)
{
    Admission::Dialled dialled;
    std::uint32_t next = 0;
    for (const auto* const peers :
         {&config.daemon.hss().peers(),
          &config.daemon.sms_sc().peers(),
          &config.daemon.mme().peers()}) {
        for (const auto& peer : *peers) {
            const diameter::PeerId id{next++};
            const auto link = protected_link(config, peer);
            const auto address = domain::Network::parse(peer.address());
            if (link && address) {
                dialled.emplace(id.value(), DialledRule{*link, *address});
                links.emplace(id, *link);
            }
        }
    }
    parts_.admission.use_dialled(std::move(dialled));
}

void Servers::use_admission(const config::Config& config)
{
    Admission::Table table;
    std::map<diameter::PeerId, core::ProtectedLink> links;
    for (const auto& contract : config.contracts) {
        const auto known = servers_.find(server_host(contract).text());
        if (known == servers_.end()) {
            continue;
        }
        AdmissionRule& rule = table[known->second.peer.value()];
        rule.realm = contract.identity().realm();
        rule.protection = protected_link(config, contract);
        if (rule.protection) {
            links.emplace(known->second.peer, *rule.protection);
        }
        for (const std::string& address : contract.addresses()) {
            if (auto network = domain::Network::parse(address)) {
                rule.networks.push_back(*network);
            }
        }
    }
    use_dialled(config, links);
    parts_.admission.use(std::move(table));
    parts_.links.use(link_rules(config), std::move(links));
}

} // namespace iwf::daemon
