// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "iwf/base/clock.hpp"
#include "iwf/core/policy/amounts.hpp"
#include "iwf/core/policy/authorise.hpp"

/// A claim before one contract and what the server has had of it: what the engine asks of each
/// request, and `explain` of one that nobody sent. Nothing is taken of the amounts, but their
/// periods go on to the time that is given: who asks for another time than now asks of a copy
/// (Amounts::of).
namespace iwf::core {

/// When a claim is judged, by both clocks.
struct Moment
{
    base::Instant now;
    base::WallTime wall;
};

/// Steps 2 to 4 of spec/tsp.md, 7.3: what is the server's, whatever device is meant. The engine
/// asks whether it is too busy (step 5) before it goes on.
[[nodiscard]] std::optional<Refusal> judge_server(
    const Contract& contract, const ActionClaim& claim, Amounts& amounts, const Moment& moment
);

/// Step 6, and the rate of the device.
[[nodiscard]] Decision judge_request(
    const Contract& contract, const ActionClaim& claim, Amounts& amounts, const Moment& moment
);

/// Both, one after the other.
[[nodiscard]] Decision
judge(const Contract& contract, const ActionClaim& claim, Amounts& amounts, const Moment& moment);

} // namespace iwf::core
