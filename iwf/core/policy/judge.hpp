// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "iwf/base/clock.hpp"
#include "iwf/core/policy/amounts.hpp"
#include "iwf/core/policy/authorise.hpp"

/// A claim before one contract and what the server has had of it: what the engine asks of each
/// request, and `explain` of one that nobody sent. Nothing is taken of the amounts, but for a
/// request with too much priority, which is counted, and their periods go on to the time that is
/// given: who only asks, or asks for another time than now, asks of a copy (Amounts::of).
namespace iwf::core {

/// When a claim is judged, by both clocks, and what is not an amount.
struct Moment
{
    base::Instant now;
    base::WallTime wall;
    std::size_t pending{}; ///< triggers of the server
};

[[nodiscard]] HasPriority priority_of(const ActionClaim& claim);

/// Steps 2 to 4 of spec/tsp.md, 7.3: what is the server's, whatever device is meant. The engine
/// asks whether it is too busy (step 5) before it goes on.
[[nodiscard]] std::optional<Refusal> judge_server(
    const Contract& contract, const ActionClaim& claim, Amounts& amounts, const Moment& moment
);

/// Step 6, and the rates of the device's set, of its group and its own. The device is that of the
/// claim.
[[nodiscard]] Decision judge_request(
    const Contract& contract,
    const ActionClaim& claim,
    ClaimedDevice& device,
    Amounts& amounts,
    const Moment& moment
);

/// Both, one after the other.
[[nodiscard]] Decision
judge(const Contract& contract, const ActionClaim& claim, Amounts& amounts, const Moment& moment);

} // namespace iwf::core
