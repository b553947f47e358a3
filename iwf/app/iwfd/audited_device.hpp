// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "iwf/core/claimed_identity.hpp"

namespace iwf::daemon {

/// One text for one device, however it was written.
[[nodiscard]] std::string audited_device(const core::ClaimedIdentity& claimed);

} // namespace iwf::daemon
