// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/inbox.hpp"

#include <iterator>
#include <utility>

namespace iwf::freediameter {
namespace {

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
    append(std::move(request));
    return true;
}

void Inbox::post(Event event)
{
    append(std::move(event));
}

void Inbox::append(Event&& event)
{
    bool first = false;
    {
        const std::lock_guard lock{mutex_};
        first = events_.empty();
        events_.push_back(std::move(event));
    }
    if (first) {
        wake_();
    }
}

std::deque<Event> Inbox::take(std::size_t most)
{
    std::deque<Event> taken;
    bool more = false;
    {
        const std::lock_guard lock{mutex_};
        if (events_.size() <= most) {
            taken.swap(events_);
        } else {
            const auto end = events_.begin() + static_cast<std::ptrdiff_t>(most);
            taken.assign(std::make_move_iterator(events_.begin()), std::make_move_iterator(end));
            events_.erase(events_.begin(), end);
            more = true;
        }
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
