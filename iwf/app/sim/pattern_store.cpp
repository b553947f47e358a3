// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/pattern_store.hpp"

namespace iwf::sim {

using diameter::Outcome;
using diameter::monitoring::PatternStatus;

void PatternStore::delete_all(const std::string& scef, const std::string& device)
{
    std::erase_if(stored_, [&](const auto& entry) {
        return entry.first.scef == scef && entry.second.device == device;
    });
}

std::vector<PatternStatus> PatternStore::configure(
    const std::string& scef,
    const std::string& device,
    const Wanted& wanted,
    std::optional<Outcome> outcome
)
{
    constexpr Outcome not_there{diameter::experimental::configuration_event_non_existant, true};
    std::vector<PatternStatus> statuses;
    for (const domain::ScefReference& reference : wanted.for_deletion) {
        const bool was_there = stored_.erase({scef, reference.key()}) != 0;
        statuses.push_back({reference, scef, was_there ? Outcome{} : not_there});
    }
    if (wanted.reference) {
        if (!outcome) {
            stored_[{scef, wanted.reference->key()}] = {device, wanted.patterns};
        }
        statuses.push_back({*wanted.reference, scef, outcome.value_or(Outcome{})});
    }
    return statuses;
}

} // namespace iwf::sim
