// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "iwf/core/policy/authorise.hpp"

namespace iwf::core {

/// Payload, port, priority and validity of a claim before `limits`, which are of this contract: of
/// step 6 of authorise(), 101 and 104. Adds to `rules` those that a permit rests on; what is not
/// written in the contract is no rule of it.
[[nodiscard]] std::optional<Refusal> check_limits(
    const Contract& contract,
    const ContractLimits& limits,
    const ActionClaim& claim,
    DecidingRules& rules
);

} // namespace iwf::core
