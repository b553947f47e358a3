// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <future>
#include <thread>

#include "iwf/base/result.hpp"
#include "iwf/freediameter/crossing.hpp"
#include "iwf/freediameter/hooks.hpp"

namespace iwf::freediameter {

/// libfdcore itself: configured in code, started, watched, stopped. One a process, and once: it
/// cannot be initialised again.
class Stack
{
public:
    Stack(Crossing& node, HookContext hooks, std::function<void(std::string_view)> fatal);
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;
    /// Stops it when stop() has not.
    ~Stack();

    /// fd_core_initialize to fd_core_parseconf, applications and hooks.
    [[nodiscard]] base::Result<void> configure();

    /// A peer more; its threads start at once when the stack runs.
    [[nodiscard]] base::Result<PeerSlot*> add_peer(PeerConfig config);

    /// Threads and listeners; fails unless it listens on exactly the configured addresses.
    [[nodiscard]] base::Result<void> start();

    /// DPR to all peers; those that do not answer are cut after `patience`. Waits until all threads
    /// have ended, `patience` and five seconds at most.
    [[nodiscard]] base::Result<void> stop(std::chrono::milliseconds patience);

private:
    enum class State
    {
        fresh,
        configured,
        running,
        stopped
    };

    void watch_for_the_end();
    void cut_all() const;

    Crossing& node_;
    HookContext hooks_;
    std::function<void(std::string_view)> fatal_;
    State state_{State::fresh};
    std::promise<void> end_;
    std::future<void> ended_{end_.get_future()};
    std::thread watcher_; ///< sits in fd_core_wait_shutdown_complete
};

} // namespace iwf::freediameter
