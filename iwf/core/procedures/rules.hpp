// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/core/procedures/submission.hpp"

namespace iwf::core {

/// The rules of the procedure that a record belongs to. A replace without the number it replaces
/// is a new trigger: so it is treated when no SMS-SC can replace (TS 29.368, 6.4.13).
[[nodiscard]] const SubmissionRules& rules_for(const TriggerRecord& record);

} // namespace iwf::core
