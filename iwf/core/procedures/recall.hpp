// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/core/procedures/submission.hpp"

namespace iwf::core {

/// Device trigger recall (TS 29.368, 5.7; TS 23.682, 5.2.3.3): a Submission that leaves nothing at
/// the SMS-SC and, when it succeeds, ends the original.
[[nodiscard]] const SubmissionRules& recall_rules();

} // namespace iwf::core
