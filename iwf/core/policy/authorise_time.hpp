// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "iwf/base/clock.hpp"
#include "iwf/core/policy/authorise.hpp"

namespace iwf::core {

/// Whether this server is served now. Outside the hours of its contract it is refused with
/// NOTAUTHORIZED (105), right after the action (step 3 of spec/tsp.md, 7.3): TS 29.368 has no
/// status of its own for it; what the contract does not give now the server is not authorised to. A
/// status that says "later" (109, 201) would have it ask again all the night.
[[nodiscard]] std::optional<Refusal> authorise_time(const Contract& contract, base::WallTime now);

} // namespace iwf::core
