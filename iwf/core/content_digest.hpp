// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace iwf::core {

struct DeviceActionEvent;

/// A number that is the same for requests that ask for the same, whoever repeats them: FNV-1a over
/// all that the server chose but for the End-to-End identifier. Stable across restarts and
/// versions, as it is kept in the journal. A server that forges a collision deceives only itself.
[[nodiscard]] std::uint64_t content_digest(const DeviceActionEvent& event);

} // namespace iwf::core
