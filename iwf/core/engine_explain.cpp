// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "iwf/core/engine.hpp"

/// What a request would be told, by the functions that judge requests.
namespace iwf::core {

std::string_view name(TriggerState state)
{
    switch (state) {
    case TriggerState::intended:
        return "intended";
    case TriggerState::accepted:
        return "accepted";
    case TriggerState::reported:
        return "reported";
    case TriggerState::closed:
        break;
    }
    return "closed";
}

std::optional<Explanation>
Engine::explain(std::string_view contract, const SupposedRequest& supposed)
{
    const Contract* const known = contracts_ ? contracts_->find_by_name(contract) : nullptr;
    if (known == nullptr) {
        return std::nullopt;
    }
    const LoadNow load = load_with(known->name, supposed.claim.priority);
    std::optional<OriginalTrigger> original = original_of(known->name, supposed);
    Decision decision = explained(*known, supposed, load, original);
    return Explanation{std::move(decision), original, load};
}

/// The order is that of admit().
Decision Engine::explained(
    const Contract& contract,
    const SupposedRequest& supposed,
    const LoadNow& load,
    std::optional<OriginalTrigger>& original
)
{
    Amounts amounts = amounts_.of(contract.name);
    Moment when = moment(contract.name);
    when.wall = supposed.at.value_or(when.wall);
    if (auto refusal = judge_server(contract, supposed.claim, amounts, when)) {
        return *std::move(refusal);
    }
    if (load.busy && !supposed.at) {
        return busy_refusal(*load.busy);
    }
    ClaimedDevice device{supposed.claim.identity, contract.groups.get()};
    Decision decision = judge_request(contract, supposed.claim, device, amounts, when);
    const auto* const permitted = std::get_if<Permitted>(&decision);
    const bool needs_original = supposed.claim.action != domain::ActionType::device_trigger_request;
    if (permitted == nullptr || !needs_original) {
        return decision;
    }
    if (original) {
        if (const auto found = table_.submitted(contract.name, *supposed.original)) {
            original->has_device = found->device == permitted->device;
        }
    }
    if (supposed.original || !settings_.recall_replace_supported) {
        if (auto refusal = missing_original(
                contract.name, supposed.claim.action, supposed.original, permitted->device
            )) {
            return *std::move(refusal);
        }
    }
    return decision;
}

std::optional<OriginalTrigger>
Engine::original_of(std::string_view contract, const SupposedRequest& supposed)
{
    const auto original =
        supposed.original ? table_.by_reference(contract, *supposed.original) : std::nullopt;
    if (!original) {
        return std::nullopt;
    }
    const Trigger* const open = original->trigger;
    return OriginalTrigger{
        .state = open == nullptr ? TriggerState::closed : open->record.state,
        .is_pending = open != nullptr && open->pending,
        .is_submitted = table_.submitted(contract, *supposed.original).has_value(),
        .has_device = {},
    };
}

/// As if the request had begun: what is asked of each that has.
LoadNow
Engine::load_with(const std::string& contract, std::optional<domain::Priority> priority) const
{
    Workload with_it = workload_;
    with_it.begin(contract);
    return {
        .requests = workload_.in_progress(),
        .most_requests = settings_.max_in_progress,
        .requests_of_server = workload_.of(contract),
        .most_of_server = settings_.max_in_progress_per_server,
        .triggers = table_.size(),
        .most_triggers = settings_.max_triggers,
        .busy = busy(with_it, contract, priority),
    };
}

} // namespace iwf::core
