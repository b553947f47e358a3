// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "iwf/core/monitoring/ports.hpp"
#include "iwf/diameter/monitoring.hpp"

/// Between what core says and what S6t and T6a write, in both directions.
namespace iwf::gateways {

[[nodiscard]] diameter::Outcome outcome_of(core::MonitoringResult result);

/// What is none of those that core tells apart is DIAMETER_UNABLE_TO_COMPLY.
[[nodiscard]] core::MonitoringResult monitoring_result_of(const diameter::Outcome& outcome);

/// Of several nodes the first that tells of a failure counts; none at all is a success.
[[nodiscard]] core::MonitoringResult
monitoring_result_of(const std::vector<diameter::monitoring::ServiceReport>& reports);

[[nodiscard]] diameter::monitoring::UserIdentifier user_of(const domain::WatchedIdentity& watched);
[[nodiscard]] diameter::monitoring::UserIdentifier user_of(const domain::DeviceIdentity& device);

/// Who is meant; nothing when nobody is, or by a malformed name. Of two names the External
/// Identifier counts.
[[nodiscard]] std::optional<domain::WatchedIdentity>
watched_of(const diameter::monitoring::UserIdentifier& user);

} // namespace iwf::gateways
