// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "iwf/app/config/config.hpp"
#include "iwf/app/iwfd/admission.hpp"
#include "iwf/base/result.hpp"
#include "iwf/freediameter/node.hpp"
#include "iwf/gateways/dispatcher.hpp"
#include "iwf/gateways/links.hpp"
#include "iwf/gateways/server_peers.hpp"

namespace iwf::daemon {

/// The servers of the contracts as peers, at the start and at each reload. Core thread.
class Servers
{
public:
    struct Parts
    {
        freediameter::Node& node;
        gateways::Dispatcher& dispatcher;
        gateways::ServerPeers& servers;
        Admission& admission;
        gateways::Links& links;
    };

    explicit Servers(Parts parts)
        : parts_{parts}
    {}

    /// The contracts that the node was created with.
    void start(const config::Config& config);

    /// Makes peers of servers that are new; they are let in when `config` is applied. All of them
    /// or, when one cannot be, none.
    [[nodiscard]] base::Result<void> add(const config::Config& config);

    /// Changes and removes servers so that they are those of `config`, whose servers were all
    /// added. A server that is not there any more is cut; the others are not disturbed.
    /// The HSSs and SMS-SCs are those of the start.
    void apply(const config::Config& config);

private:
    struct Server
    {
        diameter::PeerId peer;
        std::string realm; ///< that its CER had to say
        bool served{};
    };

    void serve(const mtciwf::v1::Contract& contract, diameter::PeerId peer);
    void remove_all_but(const config::Config& config);
    void use_admission(const config::Config& config);
    void use_dialled(
        const config::Config& config, std::map<diameter::PeerId, core::ProtectedLink>& links
    );

    Parts parts_;
    std::map<std::string, Server> servers_; ///< by host; the stack never forgets one
};

} // namespace iwf::daemon
