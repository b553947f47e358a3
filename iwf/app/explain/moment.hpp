// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/core/explanation.hpp"
#include "proto/mtciwf/v1/admin.pb.h"

/// `explain` by a core that runs: what depends on the moment, beside what the contract says.
namespace iwf::explain {

/// Of a request, recall or replace whose claim was read by claim_of(); all that the core knows.
[[nodiscard]] mtciwf::v1::ExplainReply
reply_of(const core::Explanation& explanation, const mtciwf::v1::ExplainRequest& question);

} // namespace iwf::explain
