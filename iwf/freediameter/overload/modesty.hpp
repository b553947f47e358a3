// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "iwf/freediameter/inbox.hpp"

namespace iwf::freediameter {

/// Of peers that connect to us: who asked for no more than its fair_part() of the `served` requests
/// since the last time, or an eighth more, or for nothing, is modest from now on. Any thread.
void judge_modesty(std::span<InboxShare* const> shares, std::size_t served);

} // namespace iwf::freediameter
