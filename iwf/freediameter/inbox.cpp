// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/inbox.hpp"

#include <chrono>
#include <utility>

namespace iwf::freediameter {
namespace {

/// Of what goes first, before somebody has a turn.
constexpr std::size_t most_firsts = 8;

std::size_t size_of(const RequestArrived& request)
{
    return diameter::header_size + request.message.avps.size();
}

} // namespace

Inbox::Inbox(const Limits& limits, std::function<void()> wake)
    : limits_{limits}
    , wake_{std::move(wake)}
{}

bool Inbox::offer(InboxShare& share, RequestArrived& request)
{
    const std::size_t size = size_of(request);
    // One thread a peer adds to a share, so that looking before adding is exact for it; the common
    // limit may be passed by one message a thread.
    if (share.messages >= limits_.peer_inbox_messages ||
        share.octets + size > limits_.peer_inbox_octets || octets_ + size > limits_.inbox_octets) {
        return false;
    }
    ++share.messages;
    share.octets += size;
    ++messages_;
    octets_ += size;
    request.arrived = std::chrono::steady_clock::now();
    append(&share, std::move(request));
    return true;
}

void Inbox::post(AnswerArrived answer)
{
    append(nullptr, std::move(answer));
}

void Inbox::post(InboxShare& share, Event news)
{
    append(&share, std::move(news));
}

void Inbox::append(InboxShare* share, Event&& event)
{
    bool first = false;
    {
        const std::lock_guard lock{mutex_};
        first = waiting_++ == 0;
        if (share == nullptr || share->goes_first) {
            first_.push_back(std::move(event));
        } else {
            if (share->waiting_.empty()) {
                turns_.push_back(share);
            }
            share->waiting_.push_back(std::move(event));
        }
    }
    if (first) {
        wake_();
    }
}

/// Only when something waits.
Event Inbox::next()
{
    --waiting_;
    // Now and then a turn: a flood of reports must not shut all servers out.
    const bool is_turn = first_.empty() || (firsts_in_row_ >= most_firsts && !turns_.empty());
    firsts_in_row_ = is_turn ? 0 : firsts_in_row_ + 1;
    if (!is_turn) {
        Event event = std::move(first_.front());
        first_.pop_front();
        return event;
    }
    InboxShare* const share = turns_.front();
    turns_.pop_front();
    Event event = std::move(share->waiting_.front());
    share->waiting_.pop_front();
    if (!share->waiting_.empty()) {
        turns_.push_back(share);
    }
    return event;
}

std::deque<Event> Inbox::take(std::size_t most)
{
    std::deque<Event> taken;
    bool more = false;
    {
        const std::lock_guard lock{mutex_};
        while (waiting_ != 0 && taken.size() < most) {
            taken.push_back(next());
        }
        more = waiting_ != 0;
    }
    if (more) {
        wake_();
    }
    return taken;
}

void Inbox::release(InboxShare& share, const RequestArrived& request)
{
    const std::size_t size = size_of(request);
    --share.messages;
    share.octets -= size;
    --messages_;
    octets_ -= size;
}

} // namespace iwf::freediameter
