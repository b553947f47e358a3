// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "iwf/diameter/error_answers.hpp"
#include "iwf/freediameter/inbox.hpp"
#include "iwf/freediameter/peer_table.hpp"
#include "iwf/freediameter/settings.hpp"

namespace iwf::freediameter {

/// What the functions that libfdcore calls need of the node. They are C functions without an
/// argument of ours, and libfdcore is one a process: hence the one global here, set by the node
/// before libfdcore starts its first thread and cleared after the last has ended.
struct Crossing
{
    const NodeConfig& config;
    const Callbacks& callbacks;
    PeerTable& peers;
    Inbox& inbox;
    const diameter::ErrorAnswers too_busy;

    std::atomic<bool> is_stopping{};
    std::atomic<std::uint64_t> accept_failures{};
    std::atomic<std::uint64_t> admitted{};
    std::atomic<std::uint64_t> refused{};
};

void set_crossing(Crossing* crossing);
[[nodiscard]] Crossing* crossing();

} // namespace iwf::freediameter
