// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/core/procedures/submission.hpp"

namespace iwf::core {

/// Device trigger replace (TS 29.368, 5.8; TS 23.682, 5.2.3.2): a Submission whose trigger lives
/// when it took the original's place, and also when the original was sent already: the SMS-SC
/// then delivers it as a new one (ORIGINALMESSAGESENT).
[[nodiscard]] const SubmissionRules& replace_rules();

} // namespace iwf::core
