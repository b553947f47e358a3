// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/app/config/origin.hpp"
#include "iwf/core/policy/contract.hpp"
#include "proto/mtciwf/v1/contract.pb.h"

namespace iwf::config {

/// A checked contract as the policy reads it, each rule with its line.
[[nodiscard]] core::Contract to_core(const mtciwf::v1::Contract& contract, const Origin& origin);

} // namespace iwf::config
