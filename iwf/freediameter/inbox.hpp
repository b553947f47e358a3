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
#include "iwf/freediameter/overload/queue_time.hpp"
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
    std::size_t begun_{};       ///< taken requests of its connection, not ended; likewise
    bool has_turns_{};          ///< it stands in the inbox's turns_; likewise
};

/// The queue from libfdcore's threads to the core thread. What ends work goes first: answers, and
/// all of the peers that we dial. The others take turns, a message each, so that who sends much
/// waits for itself only (S6); what one peer sends keeps its order. Requests are bounded, a peer
/// and in all: those that wait, and those that were taken and have not ended. Answers are bounded
/// by what we asked; opened and closed by the rate at which libfdcore makes connections.
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

    /// Up to `most` events, few of them of peers that connect to us; wakes again when more are left
    /// that may be taken. A peer that has `peer_under_way` requests begun has turns only for what
    /// waits before news of its connection. Core thread.
    [[nodiscard]] std::deque<Event> take(std::size_t most);

    /// A request that was taken is answered, or will not be. Those of a connection end with it.
    /// Core thread.
    void ended(InboxShare& share);

    /// So many of all peers that connect to us may be begun; without it any number. Core thread.
    void allow(std::size_t begun);

    /// Some wait because so many are begun. Core thread.
    [[nodiscard]] bool is_full() const;

    /// A request taken from here was handed on: its place in the share is free again.
    void release(InboxShare& share, const RequestArrived& request);

    [[nodiscard]] std::size_t messages() const { return messages_; }
    [[nodiscard]] std::size_t octets() const { return octets_; }

private:
    void append(InboxShare* share, Event&& event);
    [[nodiscard]] Event next(bool is_turn);
    void give_turns(InboxShare& share);
    [[nodiscard]] bool has_turn() const { return !turns_.empty() && begun_ < most_begun_; }
    template <class Change>
    void change_and_wake(Change change);

    const Limits limits_;
    const std::function<void()> wake_;
    mutable std::mutex mutex_; ///< of all that waits; nothing is called while it is held
    std::deque<Event> first_;
    std::deque<InboxShare*> turns_; ///< shares with something waiting, the next one first
    std::size_t firsts_in_row_{};
    std::size_t begun_{}; ///< of all shares
    std::size_t most_begun_{std::numeric_limits<std::size_t>::max()};
    bool woken_{}; ///< take() is to come
    std::atomic<std::size_t> messages_{};
    std::atomic<std::size_t> octets_{};
};

} // namespace iwf::freediameter
