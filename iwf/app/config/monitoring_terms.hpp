// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "iwf/app/config/origin.hpp"
#include "iwf/core/policy/monitoring_terms.hpp"
#include "proto/mtciwf/v1/contract.pb.h"

/// What a checked contract lets its server watch, as the policy reads it: each rule with its line.
/// `path`: where the message stands in the contract.
namespace iwf::config {

/// Nothing: it is a trigger's action, or behaviour.
[[nodiscard]] std::optional<domain::MonitoringType> event_of(mtciwf::v1::Action action);

[[nodiscard]] domain::Accuracy accuracy_of(mtciwf::v1::Accuracy accuracy);

/// An event, or behaviour.
[[nodiscard]] bool is_watched(mtciwf::v1::Action action);

/// Of `actions`, those that are events.
[[nodiscard]] core::OfferedEvents events_of(
    const google::protobuf::RepeatedField<int>& actions,
    const std::string& path,
    const Origin& origin
);

[[nodiscard]] core::MonitoringLimits monitoring_limits_of(
    const mtciwf::v1::MonitoringLimits& limits, const std::string& path, const Origin& origin
);

} // namespace iwf::config
