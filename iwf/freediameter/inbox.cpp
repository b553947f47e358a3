// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/inbox.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace iwf::freediameter {
namespace {

/// Of what goes first, before somebody has a turn.
constexpr std::size_t most_firsts = 8;

/// At a time: what is begun should be ended before more is begun, and its next step may be on its
/// way here. What waits in the inbox is bounded by time, and keeps turns; what is under way is not.
constexpr std::size_t most_turns = 16;

bool is_request(const Event& event)
{
    return std::holds_alternative<RequestArrived>(event);
}

std::size_t size_of(const diameter::MessageView& request)
{
    return diameter::header_size + request.avps.size();
}

} // namespace

Inbox::Inbox(const Limits& limits, std::function<void()> wake)
    : limits_{limits}
    , wake_{std::move(wake)}
{}

bool Inbox::offer(InboxShare& share, const Arrival& arrival, const diameter::MessageView& request)
{
    const std::size_t size = size_of(request);
    // One thread a peer adds to a share, so that looking before adding is exact for it; the common
    // limit may be passed by one message a thread.
    if (share.messages >= limits_.peer_inbox_messages ||
        share.octets + size > limits_.peer_inbox_octets || octets_ + size > limits_.inbox_octets) {
        return false;
    }
    const std::size_t ahead = share.messages++;
    share.octets += size;
    ++messages_;
    octets_ += size;
    append(&share, RequestArrived{arrival, request.copy(), ahead});
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
        if (share == nullptr || share->goes_first) {
            first_.push_back(std::move(event));
            first = waiting_++ == 0;
        } else {
            share->news_ += is_request(event) ? 0U : 1U;
            share->waiting_.push_back(std::move(event));
            first = give_turns(*share);
        }
    }
    if (first) {
        wake_();
    }
}

void Inbox::hold(InboxShare& share, bool held)
{
    bool first = false;
    {
        const std::lock_guard lock{mutex_};
        share.held_ = held;
        first = give_turns(share);
    }
    if (first) {
        wake_();
    }
}

/// What waits in the share counts and has turns, unless it is held; news of its connection end
/// that. True: it is the first that waits.
bool Inbox::give_turns(InboxShare& share)
{
    const bool has_turns = !share.held_ || share.news_ != 0;
    const std::size_t now = has_turns ? share.waiting_.size() : 0;
    const std::size_t before = std::exchange(share.counted_, now);
    if (before == 0 && now != 0) {
        turns_.push_back(&share);
    } else if (before != 0 && now == 0) {
        turns_.erase(std::find(turns_.begin(), turns_.end(), &share));
    }
    const bool first = waiting_ == 0 && now != 0;
    waiting_ = waiting_ + now - before;
    return first;
}

/// Only when something waits.
Event Inbox::next()
{
    // Now and then a turn: a flood of reports must not shut all servers out.
    const bool is_turn = first_.empty() || (firsts_in_row_ >= most_firsts && !turns_.empty());
    firsts_in_row_ = is_turn ? 0 : firsts_in_row_ + 1;
    if (!is_turn) {
        --waiting_;
        Event event = std::move(first_.front());
        first_.pop_front();
        return event;
    }
    ++turns_taken_;
    InboxShare* const share = turns_.front();
    turns_.pop_front();
    Event event = std::move(share->waiting_.front());
    share->waiting_.pop_front();
    --waiting_;
    if (--share->counted_ != 0) {
        turns_.push_back(share);
    }
    if (!is_request(event)) {
        --share->news_;
        (void)give_turns(*share);
    }
    return event;
}

std::deque<Event> Inbox::take(std::size_t most)
{
    std::deque<Event> taken;
    bool more = false;
    {
        const std::lock_guard lock{mutex_};
        turns_taken_ = 0;
        while (waiting_ != 0 && taken.size() < most && turns_taken_ < most_turns) {
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
    const std::size_t size = size_of(request.message);
    --share.messages;
    share.octets -= size;
    --messages_;
    octets_ -= size;
}

} // namespace iwf::freediameter
