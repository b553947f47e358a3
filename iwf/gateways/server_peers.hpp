// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "iwf/diameter/transport.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::gateways {

/// A server as the configuration names it.
struct ServerPeer
{
    diameter::PeerId peer;
    std::string contract;
    domain::NorthHost host;
    std::string realm;
};

/// Which connection is whose, for all that servers ask for. Core thread.
class ServerPeers
{
public:
    /// From now on requests of this peer are this server's.
    void add(const ServerPeer& server);

    /// Requests of the peer are nobody's from now on, and its server is not told anything there.
    void remove(diameter::PeerId peer);

    /// Null: no server's. Valid until the next change.
    [[nodiscard]] const ServerPeer* find(diameter::PeerId peer) const;

    /// Where the server of this contract is told something; null: nowhere.
    [[nodiscard]] const ServerPeer* of(const std::string& contract) const;

private:
    std::unordered_map<diameter::PeerId, ServerPeer> servers_;
    std::unordered_map<std::string, diameter::PeerId> peer_of_contract_;
};

} // namespace iwf::gateways
