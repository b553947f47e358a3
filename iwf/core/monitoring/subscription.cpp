// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/monitoring/subscription.hpp"

#include <utility>

namespace iwf::core {

SubscriptionRecord new_subscription(
    SubscriptionKind kind,
    const domain::ScefReference& reference,
    domain::WatchedIdentity watched,
    domain::EventParameters parameters
)
{
    return {
        .id = {},
        .state = SubscriptionState::intended,
        .kind = kind,
        .removal_owed = false,
        .contract = {},
        .reference = reference,
        .watched = std::move(watched),
        .parameters = std::move(parameters),
        .patterns = {},
        .memory = std::nullopt,
        .expectation = std::nullopt,
        .node = std::nullopt,
        .devices = std::nullopt,
        .group_guard_s = std::nullopt,
        .reports = 0,
        .counted = 0,
        .created = {},
    };
}

} // namespace iwf::core
