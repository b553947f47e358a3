// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/diameter/tsp.hpp"
#include "iwf/gateways/exchange.hpp"
#include "iwf/gateways/incoming.hpp"
#include "iwf/gateways/server_peers.hpp"

namespace iwf::gateways {

/// Tells a server something by a DNR, and listens for its DNA (TS 29.368, 6.6.4). Core thread.
class TspNotifier
{
public:
    struct Parts
    {
        const Self& self;
        Exchange& exchange;
        base::Clock& clock;
        base::Log& log;
    };

    struct Ids
    {
        std::string_view session_id;
        std::uint32_t end_to_end{};
        bool retransmission{};
    };

    /// Whether the server itself has said that it has it.
    using Completion = std::function<void(bool acknowledged)>;

    TspNotifier(Parts parts, std::chrono::milliseconds timeout)
        : parts_{parts}
        , timeout_{timeout}
    {}

    /// `done` is called once, at the end of the timeout at the latest, and never from inside.
    void tell(
        const ServerPeer& server, diameter::tsp::DeviceNotification what, Ids ids, Completion done
    );

private:
    [[nodiscard]] bool is_acknowledged(const ServerPeer& server, const Reply& reply) const;

    Parts parts_;
    std::chrono::milliseconds timeout_;
};

} // namespace iwf::gateways
