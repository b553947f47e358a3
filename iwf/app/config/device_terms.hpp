// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "iwf/app/config/origin.hpp"
#include "iwf/core/policy/contract.hpp"
#include "proto/mtciwf/v1/contract.pb.h"

/// Which devices a checked contract names, and what it lets its server do with them, as the policy
/// reads it: each rule with its line. `path`: where the message stands in the contract.
namespace iwf::config {

[[nodiscard]] core::DeviceSet devices_of(
    const mtciwf::v1::Devices& devices,
    const std::string& path,
    const Origin& origin,
    const core::GroupsSnapshot& groups
);

[[nodiscard]] core::ContractLimits
limits_of(const mtciwf::v1::ContractLimits& limits, const std::string& path, const Origin& origin);

/// In the simple form one set: the contract's devices and actions.
[[nodiscard]] std::vector<core::DeviceTerms> sets_of(
    const mtciwf::v1::Contract& contract, const Origin& origin, const core::GroupsSnapshot& groups
);

/// False: no group can make a difference to this contract.
[[nodiscard]] bool names_groups(const mtciwf::v1::Contract& contract);

/// False: none lets it address a device.
[[nodiscard]] bool addresses_groups(const mtciwf::v1::Contract& contract);

} // namespace iwf::config
