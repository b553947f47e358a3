// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/server_peers.hpp"

namespace iwf::gateways {

void ServerPeers::add(const ServerPeer& server)
{
    remove(server.peer); // its contract may have had another name
    servers_.insert_or_assign(server.peer, server);
    peer_of_contract_.insert_or_assign(server.contract, server.peer);
}

void ServerPeers::remove(diameter::PeerId peer)
{
    const auto found = servers_.find(peer);
    if (found == servers_.end()) {
        return;
    }
    const auto contract = peer_of_contract_.find(found->second.contract);
    // Two contracts may have changed their hosts with each other: then it is another peer's now.
    if (contract != peer_of_contract_.end() && contract->second == peer) {
        peer_of_contract_.erase(contract);
    }
    servers_.erase(found);
}

const ServerPeer* ServerPeers::find(diameter::PeerId peer) const
{
    const auto found = servers_.find(peer);
    return found == servers_.end() ? nullptr : &found->second;
}

const ServerPeer* ServerPeers::of(const std::string& contract) const
{
    const auto found = peer_of_contract_.find(contract);
    return found == peer_of_contract_.end() ? nullptr : find(found->second);
}

} // namespace iwf::gateways
