// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>

#include "iwf/base/clock.hpp"

namespace iwf::runtime {

/// The core thread's loop: everything that decides anything runs in here, one piece of work after
/// the other. Other threads reach it by post() only.
class EventLoop
{
public:
    EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;
    ~EventLoop();

    /// Runs `work` on the core thread. Any thread.
    void post(std::function<void()> work);

    /// Calls `handler` on the core thread for each of the signals. Blocked signals stay pending in
    /// other threads, so block them before starting any. Core thread.
    void on_signal(std::initializer_list<int> signals, std::function<void(int)> handler);

    /// Runs after each piece of work, and when the time it asks for has come: returns when it
    /// wants to run next, nothing for not before other work. Set once, before run().
    void each_turn(std::function<std::optional<base::Instant>()> turn);

    /// Until stop(). The calling thread is the core thread.
    void run();

    /// Any thread.
    void stop();

    /// For sockets of the core thread. Their handlers are pieces of work like any other.
    [[nodiscard]] boost::asio::io_context& io();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// The clocks of the machine.
class SystemClock final : public base::Clock
{
public:
    [[nodiscard]] base::Instant now() const override;
    [[nodiscard]] base::WallTime wall_now() const override;
};

/// Blocks the signals in the calling thread and in all it starts from now on. Before any library
/// starts threads.
void block_signals(std::initializer_list<int> signals);

} // namespace iwf::runtime
