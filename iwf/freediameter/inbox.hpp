// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "iwf/freediameter/event.hpp"
#include "iwf/freediameter/settings.hpp"

namespace iwf::freediameter {

/// What one peer has waiting in the inbox. Owned by the peer's slot, counted by the inbox.
struct InboxShare
{
    std::atomic<std::size_t> messages{};
    std::atomic<std::size_t> octets{};
};

/// The queue from libfdcore's threads to the core thread, in the order of arrival. Requests are
/// bounded, a peer and in all; answers are bounded by what we asked; opened and closed by the rate
/// at which libfdcore makes connections.
class Inbox
{
public:
    /// `wake` is called once for each batch, on the thread that began it.
    Inbox(const Limits& limits, std::function<void()> wake);

    /// Takes the request out of the argument. False: full, it is still there. Any thread.
    [[nodiscard]] bool offer(InboxShare& share, RequestArrived& request);

    /// Any thread.
    void post(Event event);

    /// Up to `most` events; wakes again when more are left. Core thread.
    [[nodiscard]] std::deque<Event> take(std::size_t most);

    /// A request taken from here was handed on: its place in the share is free again.
    void release(InboxShare& share, const RequestArrived& request);

    [[nodiscard]] std::size_t messages() const { return messages_; }
    [[nodiscard]] std::size_t octets() const { return octets_; }

private:
    void append(Event&& event);

    const Limits limits_;
    const std::function<void()> wake_;
    std::mutex mutex_; ///< events_; nothing is called while it is held
    std::deque<Event> events_;
    std::atomic<std::size_t> messages_{};
    std::atomic<std::size_t> octets_{};
};

} // namespace iwf::freediameter
