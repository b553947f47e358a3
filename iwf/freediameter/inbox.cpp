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

/// Makes the change under the lock, and wakes the core, once for each take(), when there is
/// something for it then.
template <class Change>
void Inbox::change_and_wake(Change change)
{
    {
        const std::lock_guard lock{mutex_};
        change();
        if (woken_ || (first_.empty() && !has_turn())) {
            return;
        }
        woken_ = true;
    }
    wake_();
}

void Inbox::append(InboxShare* share, Event&& event)
{
    change_and_wake([&] {
        if (share == nullptr || share->goes_first) {
            first_.push_back(std::move(event));
            return;
        }
        share->news_ += is_request(event) ? 0U : 1U;
        share->waiting_.push_back(std::move(event));
        give_turns(*share);
    });
}

void Inbox::ended(InboxShare& share)
{
    if (share.goes_first) {
        return;
    }
    change_and_wake([&] {
        if (share.begun_ != 0) {
            --share.begun_;
            --begun_;
            give_turns(share);
        }
    });
}

void Inbox::allow(std::size_t begun)
{
    change_and_wake([&] { most_begun_ = begun; });
}

bool Inbox::is_full() const
{
    const std::lock_guard lock{mutex_};
    return !turns_.empty() && begun_ >= most_begun_;
}

/// Puts it behind those that have turns, or takes it out.
void Inbox::give_turns(InboxShare& share)
{
    const bool may_begin = share.begun_ < limits_.peer_under_way;
    const bool before =
        std::exchange(share.has_turns_, !share.waiting_.empty() && (may_begin || share.news_ != 0));
    if (share.has_turns_ && !before) {
        turns_.push_back(&share);
    } else if (before && !share.has_turns_) {
        turns_.erase(std::find(turns_.begin(), turns_.end(), &share));
    }
}

/// Of a share when it is its turn.
Event Inbox::next(bool is_turn)
{
    if (!is_turn) {
        Event event = std::move(first_.front());
        first_.pop_front();
        return event;
    }
    InboxShare& share = *turns_.front();
    turns_.pop_front();
    share.has_turns_ = false;
    Event event = std::move(share.waiting_.front());
    share.waiting_.pop_front();
    if (is_request(event)) {
        ++share.begun_;
        ++begun_;
    } else {
        --share.news_;
        begun_ -= std::exchange(share.begun_, 0); // of a connection that is over, or was
    }
    give_turns(share);
    return event;
}

std::deque<Event> Inbox::take(std::size_t most)
{
    std::deque<Event> taken;
    bool more = false;
    {
        const std::lock_guard lock{mutex_};
        std::size_t turns_taken = 0;
        while (taken.size() < most) {
            const bool may_turn = has_turn() && turns_taken < most_turns;
            if (first_.empty() && !may_turn) {
                break;
            }
            // Now and then a turn: a flood of reports must not shut all servers out.
            const bool is_turn = may_turn && (first_.empty() || firsts_in_row_ >= most_firsts);
            firsts_in_row_ = is_turn ? 0 : firsts_in_row_ + 1;
            turns_taken += is_turn ? 1U : 0U;
            taken.push_back(next(is_turn));
        }
        more = !first_.empty() || has_turn();
        woken_ = more;
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
