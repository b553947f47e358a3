// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/core/procedures/submission.hpp"

namespace iwf::core {

/// Device trigger request (TS 29.368, 5.5; TS 23.682, 5.2.1): a Submission that is stopped by an
/// absent subscriber when only one attempt was asked for, and by a barred service.
[[nodiscard]] const SubmissionRules& device_trigger_rules();

} // namespace iwf::core
