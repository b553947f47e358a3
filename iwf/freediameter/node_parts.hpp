// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/diameter/common.hpp"
#include "iwf/freediameter/backlog.hpp"
#include "iwf/freediameter/crossing.hpp"
#include "iwf/freediameter/log_bridge.hpp"
#include "iwf/freediameter/node.hpp"
#include "iwf/freediameter/stack.hpp"

namespace iwf::freediameter {

/// What libfdcore's threads use.
struct Node::Parts
{
    Parts(const NodeConfig& config, const Callbacks& callbacks, base::Log& sink)
        : log{sink}
        , peers{config.limits, backlog}
        , inbox{config.limits, callbacks.wake}
        , crossing{
              config,
              callbacks,
              peers,
              inbox,
              {diameter::result::too_busy, config.identity, config.realm},
              {},
              {},
              {},
              {}}
        , stack{crossing, {crossing, log, callbacks.admit}, callbacks.fatal}
    {}

    LogBridge log;
    Backlog backlog;
    PeerTable peers;
    Inbox inbox;
    Crossing crossing;
    Stack stack;
};

} // namespace iwf::freediameter
