// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/base/result.hpp"
#include "iwf/freediameter/settings.hpp"

namespace iwf::freediameter {

/// Tries to bind the configured port of each configured address, and says which one cannot be and
/// why: libfdcore does neither.
[[nodiscard]] base::Result<void> check_can_listen(const NodeConfig& config);

/// What listen() on this socket needs first: restricts it to the device of its address, if one is
/// configured, and bounds what waits for us in the kernel. 0 or errno.
[[nodiscard]] int prepare_to_listen(int socket, const NodeConfig& config);

/// The same for the sockets that listen already: a device that was deleted and made anew is another
/// one to the kernel, and until then they accept nothing.
[[nodiscard]] base::Result<void> bind_listeners_to_devices(const NodeConfig& config);

/// Waits, two seconds at most, until this process listens on the configured port of each configured
/// address; fails when it does not, or listens on that port of any other address.
[[nodiscard]] base::Result<void> await_listeners(const NodeConfig& config);

} // namespace iwf::freediameter
