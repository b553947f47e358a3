// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace iwf::freediameter {

class PeerSlot;

/// The peer whose state machine this thread of libfdcore is; null: another thread, or it has not
/// called anything yet that says which.
[[nodiscard]] PeerSlot*& machine_here();

} // namespace iwf::freediameter
