// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/freediameter/fd.hpp"
#include "iwf/freediameter/peer_slot.hpp"

namespace iwf::freediameter {

/// A peer's routable message, on the thread of its state machine: into the inbox, or answered
/// "too busy". `slot` is that peer; null when no state machine of ours is behind the thread.
void tap_incoming(MessagePtr message, PeerSlot* slot);

/// A message of ours that libfdcore could not send, or whose answer it no longer waits for. What
/// was in flight is told as lost when the connection is told as closed, so it is only counted.
void tap_returned(MessagePtr message, PeerSlot* slot);

} // namespace iwf::freediameter
