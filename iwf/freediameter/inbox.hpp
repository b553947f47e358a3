// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <mutex>
#include <vector>

#include "iwf/freediameter/event.hpp"
#include "iwf/freediameter/queue_time.hpp"
#include "iwf/freediameter/settings.hpp"

namespace iwf::freediameter {

/// What one peer has waiting in the inbox. Owned by the peer's slot, which outlives what waits.
struct InboxShare
{
    explicit InboxShare(bool ends_work = false)
        : goes_first{ends_work}
    {}

    const bool goes_first; ///< a peer that we dial: its requests are about what is under way
    std::atomic<std::size_t> messages{};
    std::atomic<std::size_t> octets{};
    QueueTime time;                    ///< how long they wait
    std::atomic<std::size_t> asked{};  ///< requests, refused ones too, since that was last judged
    std::atomic<bool> is_modest{true}; ///< it asked for no more than its part then

private:
    friend class Inbox;
    std::deque<Event> waiting_; ///< under the inbox's lock
    std::size_t news_{};        ///< of them, what is no request; likewise
    bool held_{};               ///< likewise
    std::size_t counted_{};     ///< of them, those that have turns; likewise
};

/// The queue from libfdcore's threads to the core thread. What ends work goes first: answers, and
/// all of the peers that we dial. The others take turns, a message each, so that who sends much
/// waits for itself only (S6); what one peer sends keeps its order. Requests are bounded, a peer
/// and in all; answers are bounded by what we asked; opened and closed by the rate at which
/// libfdcore makes connections.
class Inbox
{
public:
    /// `wake` is called once for each batch, on the thread that began it.
    Inbox(const Limits& limits, std::function<void()> wake);

    /// Takes a copy of the request. False: full. Any thread.
    [[nodiscard]] bool
    offer(InboxShare& share, const Arrival& arrival, const diameter::MessageView& request);

    /// Any thread.
    void post(AnswerArrived answer);

    /// News of the peer's connection, in order with its requests. Any thread.
    void post(InboxShare& share, Event news);

    /// Up to `most` events, few of them of peers that connect to us, and `turns` at most; wakes
    /// again when more are left that may be taken. Core thread.
    [[nodiscard]] std::deque<Event>
    take(std::size_t most, std::size_t turns = std::numeric_limits<std::size_t>::max());

    /// The last take() had no turns left for what still waits: nobody is woken for more of it, and
    /// take() is to be called when there is room again. Core thread.
    [[nodiscard]] bool is_stopped() const { return stopped_; }

    /// The share gets no more turns for requests, or gets them again. What waits before news of its
    /// connection has turns until those are told. Core thread.
    void hold(InboxShare& share, bool held);

    /// A request taken from here was handed on: its place in the share is free again.
    void release(InboxShare& share, const RequestArrived& request);

    [[nodiscard]] std::size_t messages() const { return messages_; }
    [[nodiscard]] std::size_t octets() const { return octets_; }

private:
    void append(InboxShare* share, Event&& event);
    [[nodiscard]] Event next(bool is_turn);
    void give_turns(InboxShare& share);
    [[nodiscard]] bool is_to_be_taken() const;
    [[nodiscard]] bool wakes();

    const Limits limits_;
    const std::function<void()> wake_;
    std::mutex mutex_; ///< of all that waits; nothing is called while it is held
    std::deque<Event> first_;
    std::deque<InboxShare*> turns_; ///< shares with something waiting, the next one first
    std::size_t firsts_in_row_{};
    bool woken_{}; ///< take() is to come
    std::atomic<bool> stopped_{};
    std::atomic<std::size_t> messages_{};
    std::atomic<std::size_t> octets_{};
};

} // namespace iwf::freediameter
