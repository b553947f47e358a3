// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/diameter/error_answers.hpp"
#include "iwf/diameter/message.hpp"
#include "iwf/freediameter/event.hpp"
#include "iwf/freediameter/peer_slot.hpp"

namespace iwf::freediameter {

/// Answers DIAMETER_TOO_BUSY, 3004 (RFC 6733, 7.1.3), which `too_busy` gives, on the connection the
/// request came on, before anything was made of it. Who does not read that either is cut. Any
/// thread.
void refuse_as_too_busy(
    PeerSlot& slot,
    const diameter::ErrorAnswers& too_busy,
    const Arrival& arrival,
    const diameter::MessageView& request
);

} // namespace iwf::freediameter
