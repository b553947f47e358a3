// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/receiver.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
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

/// Trivial, so that there is nothing to be destroyed when its receiver is cancelled while it waits.
std::optional<diameter::MessageView> message_for_us(base::ByteView octets)
{
    const auto message = diameter::look_at(octets);
    const bool is_ours = message && !is_link_local(message->header);
    return is_ours ? std::optional{*message} : std::nullopt;
}

} // namespace

Receiver& Receiver::here()
{
    thread_local Receiver own;
    return own;
}

PeerSlot* Receiver::slot_behind(Crossing& node, const ::fifo* events)
{
    if (events_ == events) {
        return slot_;
    }
    const CancelOff cancel_off;
    PeerSlot* const found = node.peers.find_by(events);
    if (found != nullptr) { // a newcomer's own queue is not kept
        slot_ = found;
        events_ = events;
    }
    return found;
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

/// What was refused of all that was read is told. Unless the connection has more already, more may
/// be let gather in it.
void Receiver::before_waiting(bool has_more)
{
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

ssize_t Receiver::serve(Crossing& node, ReadAhead& ahead, int socket, ReadAhead::Receive* receive)
{
    while (!ahead.is_to_read()) {
        const base::ByteView octets = ahead.next();
        if (!octets.empty() && take(node, *slot_, octets)) {
            ahead.pass_over(octets);
        } else if (!octets.empty()) {
            ahead.leave_to_read(octets);
        } else if (!ahead.is_to_read()) {
            before_waiting(ahead.was_filled());
            if (const ssize_t count = ahead.fill(socket, receive); count <= 0) {
                return count;
            }
            now_ = steady_clock::now();
        }
    }
    return 1;
}

bool Receiver::take(Crossing& node, const ::fifo* events, void* octets, std::size_t size)
{
    PeerSlot* const slot = slot_behind(node, events);
    if (slot == nullptr) {
        return false;
    }
    held_.reset(octets);
    now_ = steady_clock::now();
    const bool is_ours = take(node, *slot, {static_cast<const std::uint8_t*>(octets), size});
    if (!is_ours) {
        (void)held_.release();
    }
    held_.reset();
    return is_ours;
}

bool Receiver::take(Crossing& node, PeerSlot& slot, base::ByteView octets)
{
    const auto message = message_for_us(octets);
    if (!message) {
        return false;
    }
    const bool is_request = message->header.is_request();
    if (is_request && slot.told_open() == 0 && !before_) {
        before_ = slot.tapped.load();
        return false;
    }
    // Answers are about requests of ours: none is of a connection that is not open. It is before
    // the core is told, which asks at once.
    const std::uint64_t serial =
        is_request || slot.is_open() ? await_opening(slot) : slot.told_open();
    if (serial == 0 && is_request) {
        return false; // the state machine knows what is to become of it
    }
    gathering_.took();
    if (is_request) {
        now_ = keep_pace(slot, now_);
    }
    const CancelOff cancel_off;
    if (serial == 0) {
        ++slot.counters.answers_unknown;
        return true;
    }
    ReadAhead::begin();
    slot.heard = now_;
    const diameter::Connection connection{slot.id(), serial};
    if (is_request) {
        // Told with all that is refused of what was read in one piece.
        has_refused_ |= !take_request(slot, node, {connection, now_}, *message);
    } else {
        take_answer(slot, node.inbox, {connection, message->copy()});
    }
    return true;
}

} // namespace iwf::freediameter
