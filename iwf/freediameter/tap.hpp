// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/freediameter/crossing.hpp"
#include "iwf/freediameter/event.hpp"
#include "iwf/freediameter/fd.hpp"
#include "iwf/freediameter/peer_slot.hpp"

namespace iwf::freediameter {

/// A peer's routable message that its state machine saw, on the thread of that: the first one of a
/// connection. `slot` is that peer; null when no state machine of ours is behind the thread.
void tap_incoming(MessagePtr message, PeerSlot* slot);

/// Copied into the inbox. False: it is full, or the request would have to wait too long there; it
/// is answered "too busy" then, which leaves with the next PeerSlot::flush().
[[nodiscard]] bool take_request(
    PeerSlot& slot, Crossing& node, const Arrival& arrival, const diameter::MessageView& request
);

/// Into the inbox, or dropped, when it answers nothing that we wait for.
void take_answer(PeerSlot& slot, Inbox& inbox, AnswerArrived answer);

} // namespace iwf::freediameter
