// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/receiver.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <thread>
#include <utility>

#include "iwf/freediameter/cancel.hpp"
#include "iwf/freediameter/crossing.hpp"
#include "iwf/freediameter/read_ahead.hpp"
#include "iwf/freediameter/received.hpp"
#include "iwf/freediameter/tap.hpp"

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

/// A connection is open within milliseconds of its first message, on a busy machine seconds, or
/// never.
constexpr auto longest_opening = 10s;
constexpr auto opening_interval = 100us;

/// TCP waits for this thread. A peer that we dial never waits: what it asks is about work that was
/// taken on.
/// @returns when it was over.
base::Instant keep_pace(const PeerSlot& slot, base::Instant begin)
{
    base::Instant now = begin;
    for (; slot.is_passive() && now < begin + ReadingPace::longest; now = steady_clock::now()) {
        const auto pause = slot.pace.pause(now);
        if (pause == base::Instant::duration{} && !slot.is_behind()) {
            break;
        }
        std::this_thread::sleep_for(std::max<base::Instant::duration>(pause, ReadingPace::least));
    }
    return now;
}

} // namespace

Receiver& Receiver::here()
{
    thread_local Receiver own;
    return own;
}

PeerSlot* Receiver::slot_behind(Crossing& node, const ::fifo* events)
{
    if (events_ != events) {
        const CancelOff cancel_off;
        slot_ = node.peers.find_by(events);
        events_ = slot_ == nullptr ? nullptr : events; // a newcomer's own queue is not kept
    }
    return slot_;
}

/// The connection's serial; 0: not in time.
std::uint64_t Receiver::await_opening(const PeerSlot& slot) const
{
    const auto latest = steady_clock::now() + longest_opening;
    for (;;) {
        const std::uint64_t serial = slot.told_open();
        if (serial != 0 && (!before_ || slot.tapped != *before_)) {
            return serial;
        }
        if (steady_clock::now() >= latest) {
            return 0;
        }
        std::this_thread::sleep_for(opening_interval);
    }
}

void Receiver::before_waiting(bool has_more)
{
    if (slot_ == nullptr) {
        return;
    }
    if (std::exchange(has_refused_, false)) {
        const CancelOff cancel_off;
        slot_->flush();
    }
    const InboxShare& share = slot_->inbox_share;
    if (slot_->is_passive() && !has_more) {
        const auto pause = gathering_.pause(share.time.of(share.messages));
        if (pause.count() != 0) {
            std::this_thread::sleep_for(pause);
        }
    }
}

bool Receiver::take(Crossing& node, const ::fifo* events, void* octets, std::size_t size)
{
    PeerSlot* const slot = slot_behind(node, events);
    if (slot == nullptr) {
        return false;
    }
    std::unique_ptr<void, decltype(&std::free)> owner{octets, &std::free}; // also when cancelled
    const auto message = diameter::look_at({static_cast<const std::uint8_t*>(octets), size});
    if (!message || is_link_local(message->header)) {
        (void)owner.release();
        return false;
    }
    const bool is_request = message->header.is_request();
    if (is_request && slot->told_open() == 0 && !before_) {
        before_ = slot->tapped.load();
        (void)owner.release();
        return false;
    }
    // Answers are about requests of ours: none is of a connection that is not open. It is before
    // the core is told, which asks at once.
    const std::uint64_t serial =
        is_request || slot->is_open() ? await_opening(*slot) : slot->told_open();
    if (serial == 0 && is_request) {
        (void)owner.release(); // the state machine knows what is to become of it
        return false;
    }
    base::Instant now = steady_clock::now();
    gathering_.took();
    if (is_request) {
        now = keep_pace(*slot, now);
    }
    const CancelOff cancel_off;
    if (serial == 0) {
        ++slot->counters.answers_unknown;
        return true;
    }
    ReadAhead::begin();
    slot->heard = now;
    const diameter::Connection connection{slot->id(), serial};
    if (is_request) {
        // Told with all that is refused of what was read in one piece.
        has_refused_ |= !take_request(*slot, node, {connection, now}, *message);
    } else {
        take_answer(*slot, node.inbox, {connection, message->copy()});
    }
    return true;
}

} // namespace iwf::freediameter
