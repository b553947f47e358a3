// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/tap.hpp"

#include <utility>

#include "iwf/freediameter/received.hpp"
#include "iwf/freediameter/too_busy.hpp"

namespace iwf::freediameter {

void tap_incoming(MessagePtr message, PeerSlot* slot)
{
    Received& received = received_here();
    if (slot == nullptr || received.object != message.get()) {
        return;
    }
    received.object = nullptr;
    diameter::Message content = std::exchange(received.message, {});
    if (slot->is_connected() && content.header.is_request()) {
        take_request(*slot, *crossing(), {slot->connection(), std::move(content)});
    }
    ++slot->tapped; // what came behind it may go on
}

void take_request(PeerSlot& slot, Crossing& node, RequestArrived request)
{
    ++slot.counters.requests_in;
    if (!node.inbox.offer(slot.inbox_share, request)) {
        refuse_as_too_busy(slot, node.config, request);
        slot.flush();
    }
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
