// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace iwf::test {

/// A TCP port of 127.0.0.1 that was free a moment ago.
[[nodiscard]] std::uint16_t free_tcp_port();

} // namespace iwf::test
