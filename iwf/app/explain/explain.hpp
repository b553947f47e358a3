// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "iwf/base/clock.hpp"
#include "iwf/base/result.hpp"
#include "iwf/core/policy/authorise.hpp"
#include "proto/mtciwf/v1/admin.pb.h"

/// `explain` between its messages (admin.proto) and the core, for iwfd and for iwfctl alike.
namespace iwf::explain {

/// Whom the question is about. `contract`: whose SCS-Identity counts when it names none.
[[nodiscard]] base::Result<core::ClaimedIdentity>
identity_of(const mtciwf::v1::ExplainRequest& question, const core::Contract& contract);

/// What a server would claim. Fails when a word of the question means nothing.
[[nodiscard]] base::Result<core::ActionClaim>
claim_of(const mtciwf::v1::ExplainRequest& question, const core::Contract& contract);

/// The time that is asked for; nothing: now. Fails when it is none.
[[nodiscard]] base::Result<std::optional<base::WallTime>>
time_of(const mtciwf::v1::ExplainRequest& question);

void add_rules(const core::DecidingRules& rules, mtciwf::v1::ExplainReply& reply);

[[nodiscard]] mtciwf::v1::ExplainReply reply_of(const core::Decision& decision);

} // namespace iwf::explain
