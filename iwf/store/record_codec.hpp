// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/base/result.hpp"
#include "iwf/core/journal.hpp"

namespace mtciwf::v1 {
class QuotaRecord;
class TriggerRecord;
} // namespace mtciwf::v1

namespace iwf::store {

/// Writes every field of `record` into `message`, which must be empty.
void to_message(const core::TriggerRecord& record, mtciwf::v1::TriggerRecord& message);

/// The record `message` holds, or which field has a value that no record can have.
[[nodiscard]] base::Result<core::TriggerRecord>
from_message(const mtciwf::v1::TriggerRecord& message);

void to_message(const core::QuotaRecord& record, mtciwf::v1::QuotaRecord& message);
[[nodiscard]] core::QuotaRecord from_message(const mtciwf::v1::QuotaRecord& message);

} // namespace iwf::store
