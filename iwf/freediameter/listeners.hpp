// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/base/result.hpp"
#include "iwf/freediameter/settings.hpp"

namespace iwf::freediameter {

/// Tries to bind the configured port of each configured address, and says which one cannot be and
/// why: libfdcore does neither.
[[nodiscard]] base::Result<void> check_can_listen(const NodeConfig& config);

/// Waits, two seconds at most, until this process listens on the configured port of each configured
/// address; fails when it does not, or listens on that port of any other address.
[[nodiscard]] base::Result<void> await_listeners(const NodeConfig& config);

} // namespace iwf::freediameter
