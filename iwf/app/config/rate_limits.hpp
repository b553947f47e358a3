// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "iwf/app/config/origin.hpp"
#include "iwf/core/policy/sourced.hpp"
#include "iwf/core/policy/token_bucket.hpp"
#include "proto/mtciwf/v1/contract.pb.h"

/// A checked rate as the policy reads it. Nothing: none is written.
namespace iwf::config {

[[nodiscard]] std::optional<core::RateLimit> to_core(const mtciwf::v1::RateLimit& limit);

/// `path`: where it stands in the contract.
[[nodiscard]] std::optional<core::Sourced<core::RateLimit>>
rate_limit_of(const mtciwf::v1::RateLimit& limit, std::string_view path, const Origin& origin);

} // namespace iwf::config
