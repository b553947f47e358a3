// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "iwf/app/control/control_server.hpp"
#include "iwf/base/result.hpp"

namespace iwf::control {

/// One request to the daemon, waiting for its response. An error says why there is none, and what
/// to do. A refusal of the daemon's is a response.
[[nodiscard]] base::Result<Response>
ask(const std::string& socket,
    const std::string& method,
    const std::string& target,
    const std::string& body,
    std::chrono::milliseconds patience);

} // namespace iwf::control
