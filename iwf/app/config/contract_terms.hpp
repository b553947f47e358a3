// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/app/config/origin.hpp"
#include "iwf/core/policy/contract.hpp"
#include "iwf/core/protection/protected_servers.hpp"
#include "proto/mtciwf/v1/contract.pb.h"

namespace iwf::config {

/// A checked contract as the policy reads it, each rule with its line. `groups`: all of this
/// version of the configuration; may be null when the contract names none.
[[nodiscard]] core::Contract to_core(
    const mtciwf::v1::Contract& contract,
    const Origin& origin,
    const core::GroupsSnapshot& groups = nullptr
);

/// One with 'protection: ipsec', as the binding reads it. What is not an address is passed over.
[[nodiscard]] core::ProtectedServer to_protected_server(const mtciwf::v1::Contract& contract);

} // namespace iwf::config
