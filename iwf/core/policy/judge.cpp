// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/judge.hpp"

#include <utility>

#include "iwf/core/policy/authorise_time.hpp"

namespace iwf::core {

HasPriority priority_of(const ActionClaim& claim)
{
    const bool carries_trigger = claim.action != domain::ActionType::device_trigger_recall;
    return HasPriority{carries_trigger && claim.priority == domain::Priority::priority};
}

std::optional<Refusal> judge_server(
    const Contract& contract, const ActionClaim& claim, Amounts& amounts, const Moment& moment
)
{
    auto refusal = authorise_server(contract, claim);
    if (!refusal) {
        refusal = authorise_time(contract, moment.wall);
    }
    if (!refusal) {
        refusal = amounts.check_server(contract, moment.now, moment.wall);
    }
    if (!refusal && claim.action != domain::ActionType::device_trigger_recall) {
        refusal = Amounts::check_pending(contract, moment.pending);
    }
    if (!refusal && priority_of(claim) == HasPriority::yes) {
        refusal = amounts.judge_priority(contract, moment.now);
    }
    return refusal;
}

Decision judge_request(
    const Contract& contract,
    const ActionClaim& claim,
    ClaimedDevice& device,
    Amounts& amounts,
    const Moment& moment
)
{
    Decision decision = authorise(contract, claim, device);
    if (const auto* permission = std::get_if<Permitted>(&decision)) {
        if (auto refusal = amounts.check_device(contract, *permission, moment.now)) {
            return *std::move(refusal);
        }
    }
    return decision;
}

Decision
judge(const Contract& contract, const ActionClaim& claim, Amounts& amounts, const Moment& moment)
{
    if (auto refusal = judge_server(contract, claim, amounts, moment)) {
        return *std::move(refusal);
    }
    ClaimedDevice device{claim.identity, contract.groups.get()};
    return judge_request(contract, claim, device, amounts, moment);
}

} // namespace iwf::core
