// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/diameter/message.hpp"

namespace iwf::gateways {

/// Whether a request asks for a trigger with priority (TS 29.368, 6.4.10): it is refused for want
/// of time after all others. What cannot be read has none. Any thread.
[[nodiscard]] bool is_urgent(const diameter::MessageView& request);

} // namespace iwf::gateways
