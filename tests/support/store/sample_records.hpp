// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/core/journal.hpp"

namespace iwf::testing {

/// A record in which every field has a value of its own, none of them a default.
[[nodiscard]] core::TriggerRecord full_record(core::TriggerId id);

/// A record with only what none can be without; all else is as it is made.
[[nodiscard]] core::TriggerRecord bare_record(core::TriggerId id);

} // namespace iwf::testing
