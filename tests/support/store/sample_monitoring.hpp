// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/core/monitoring/subscription.hpp"

namespace iwf::testing {

/// Records in which every field has a value of its own, none of them a default. No real one has all
/// of them.
[[nodiscard]] core::SubscriptionRecord full_subscription(core::SubscriptionId id);
[[nodiscard]] core::ReportRecord full_report(core::SubscriptionId id, std::uint64_t sequence);

/// Records with only what none can be without; all else is as it is made.
[[nodiscard]] core::SubscriptionRecord bare_subscription(core::SubscriptionId id);
[[nodiscard]] core::ReportRecord bare_report(core::SubscriptionId id, std::uint64_t sequence);

/// As one of a fleet of meters is, for what is done to many.
[[nodiscard]] core::SubscriptionRecord usual_subscription(core::SubscriptionId id);

} // namespace iwf::testing
