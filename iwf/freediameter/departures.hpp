// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include "iwf/freediameter/settings.hpp"

namespace iwf::freediameter {

/// What connect() to this address needs first. When it is a peer's with a departure: may_dial() of
/// the callbacks, and the socket is bound to the departure. 0, or errno: then the connection must
/// not be made. Any thread.
[[nodiscard]] int prepare_departure(
    int socket,
    const sockaddr* address,
    socklen_t size,
    const NodeConfig& config,
    const Callbacks& callbacks
);

} // namespace iwf::freediameter
