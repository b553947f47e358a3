// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/tap.hpp"

#include <chrono>
#include <utility>

#include "iwf/freediameter/received.hpp"
#include "iwf/freediameter/too_busy.hpp"

namespace iwf::freediameter {
namespace {

/// So few may wait whatever time they take: without any waiting nothing is learned about it.
constexpr std::size_t always_wait = 2 * QueueTime::least;

/// Those that do not ask too much pass over what holds all up for a moment.
constexpr int patience_with_modest = 5;

bool would_wait_too_long(const InboxShare& share, const Limits& limits)
{
    const std::size_t ahead = share.messages;
    const auto most = limits.queue_delay / 2 * (share.is_modest ? patience_with_modest : 1);
    return !share.goes_first && ahead >= always_wait && share.time.of(ahead) > most;
}

} // namespace

void tap_incoming(MessagePtr message, PeerSlot* slot)
{
    Received& received = received_here();
    if (slot == nullptr || received.object != message.get()) {
        return;
    }
    received.object = nullptr;
    const diameter::Message content = std::exchange(received.message, {});
    if (slot->is_connected() && content.header.is_request() &&
        !take_request(
            *slot, *crossing(), {slot->connection(), std::chrono::steady_clock::now()}, content
        )) {
        slot->flush();
    }
    ++slot->tapped; // what came behind it may go on
}

bool take_request(
    PeerSlot& slot, Crossing& node, const Arrival& arrival, const diameter::MessageView& request
)
{
    ++slot.counters.requests_in;
    ++slot.inbox_share.asked;
    const auto& is_urgent = node.callbacks.is_urgent;
    const bool is_late = would_wait_too_long(slot.inbox_share, node.config.limits) &&
                         !(is_urgent && is_urgent(request));
    if (!is_late && node.inbox.offer(slot.inbox_share, arrival, request)) {
        return true;
    }
    refuse_as_too_busy(slot, node.too_busy, arrival, request);
    return false;
}

void take_answer(PeerSlot& slot, Inbox& inbox, AnswerArrived answer)
{
    if (!slot.awaited.take(answer.message.header)) {
        ++slot.counters.answers_unknown;
        return;
    }
    ++slot.counters.answers_in;
    inbox.post(std::move(answer));
}

} // namespace iwf::freediameter
