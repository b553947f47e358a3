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
/// way here. Not fewer: all that is sent to a server in a turn is written at once.
constexpr std::size_t most_turns = 64;

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
    bool wakes_core = false;
    {
        const std::lock_guard lock{mutex_};
        if (share == nullptr || share->goes_first) {
            first_.push_back(std::move(event));
        } else {
            share->news_ += is_request(event) ? 0U : 1U;
            share->waiting_.push_back(std::move(event));
            give_turns(*share);
        }
        wakes_core = wakes();
    }
    if (wakes_core) {
        wake_();
    }
}

void Inbox::hold(InboxShare& share, bool held)
{
    bool wakes_core = false;
    {
        const std::lock_guard lock{mutex_};
        share.held_ = held;
        give_turns(share);
        wakes_core = wakes();
    }
    if (wakes_core) {
        wake_();
    }
}

/// What waits in the share has turns, unless it is held; news of its connection end that.
void Inbox::give_turns(InboxShare& share)
{
    const bool has_turns = !share.held_ || share.news_ != 0;
    const std::size_t now = has_turns ? share.waiting_.size() : 0;
    const std::size_t before = std::exchange(share.counted_, now);
    if (before == 0 && now != 0) {
        turns_.push_back(&share);
    } else if (before != 0 && now == 0) {
        turns_.erase(std::find(turns_.begin(), turns_.end(), &share));
    }
}

bool Inbox::is_to_be_taken() const
{
    return !first_.empty() || (!turns_.empty() && !stopped_);
}

/// Once for each take().
bool Inbox::wakes()
{
    const bool wakes_core = is_to_be_taken() && !woken_;
    woken_ = woken_ || wakes_core;
    return wakes_core;
}

/// Of a share when it is its turn.
Event Inbox::next(bool is_turn)
{
    if (!is_turn) {
        Event event = std::move(first_.front());
        first_.pop_front();
        return event;
    }
    InboxShare* const share = turns_.front();
    turns_.pop_front();
    Event event = std::move(share->waiting_.front());
    share->waiting_.pop_front();
    if (--share->counted_ != 0) {
        turns_.push_back(share);
    }
    if (!is_request(event)) {
        --share->news_;
        give_turns(*share);
    }
    return event;
}

std::deque<Event> Inbox::take(std::size_t most, std::size_t turns)
{
    std::deque<Event> taken;
    bool more = false;
    {
        const std::lock_guard lock{mutex_};
        const std::size_t most_now = std::min(turns, most_turns);
        std::size_t turns_taken = 0;
        while (taken.size() < most) {
            const bool has_turn = !turns_.empty() && turns_taken < most_now;
            if (first_.empty() && !has_turn) {
                break;
            }
            // Now and then a turn: a flood of reports must not shut all servers out.
            const bool is_turn = has_turn && (first_.empty() || firsts_in_row_ >= most_firsts);
            firsts_in_row_ = is_turn ? 0 : firsts_in_row_ + 1;
            turns_taken += is_turn ? 1U : 0U;
            taken.push_back(next(is_turn));
        }
        stopped_ = !turns_.empty() && turns_taken == turns;
        woken_ = is_to_be_taken();
        more = woken_;
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
