// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/peer_links.hpp"

#include <algorithm>
#include <iterator>

namespace iwf::config {

using mtciwf::v1::Contract;
using mtciwf::v1::Daemon;
using mtciwf::v1::Peer;

Contract link_contract(const Peer& peer)
{
    Contract contract;
    contract.set_name(peer.host());
    contract.set_protection(mtciwf::v1::PROTECTION_IPSEC);
    contract.set_location(mtciwf::v1::LOCATION_INSIDE);
    if (!peer.address().empty()) {
        contract.add_addresses(peer.address());
    }
    if (peer.has_ike()) {
        *contract.mutable_ike() = peer.ike();
    }
    return contract;
}

std::vector<Peer> protected_peers(const Daemon& daemon)
{
    std::vector<Peer> found;
    for (const auto* const peers :
         {&daemon.hss().peers(), &daemon.sms_sc().peers(), &daemon.mme().peers()}) {
        std::ranges::copy_if(*peers, std::back_inserter(found), [](const Peer& peer) {
            return peer.protection() == mtciwf::v1::PEER_PROTECTION_IPSEC;
        });
    }
    return found;
}

std::vector<Contract> protected_links(const Config& config)
{
    std::vector<Contract> links;
    std::ranges::copy_if(config.contracts, std::back_inserter(links), [](const Contract& one) {
        return one.protection() == mtciwf::v1::PROTECTION_IPSEC;
    });
    for (const Peer& peer : protected_peers(config.daemon)) {
        links.push_back(link_contract(peer));
    }
    return links;
}

} // namespace iwf::config
