// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "iwf/base/clock.hpp"
#include "iwf/base/result.hpp"
#include "iwf/core/policy/contract.hpp"
#include "proto/mtciwf/v1/admin.pb.h"

/// `explain` of what a server would watch.
namespace iwf::explain {

/// The action is an event, or behaviour, by its word in a contract: explain_watch() answers, and
/// claim_of() does not.
[[nodiscard]] bool is_watch(const mtciwf::v1::ExplainRequest& question);

/// By the function that judges in iwfd. Fails when the question means nothing: a word that is none,
/// or a parameter that the event does not have.
[[nodiscard]] base::Result<mtciwf::v1::ExplainReply> explain_watch(
    const mtciwf::v1::ExplainRequest& question, const core::Contract& contract, base::WallTime now
);

/// True of the name itself, and of what is left of it without DIAMETER_ or DIAMETER_ERROR_.
[[nodiscard]] bool is_short_for(std::string_view text, std::string_view status_name);

} // namespace iwf::explain
