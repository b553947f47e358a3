// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/base/result.hpp"
#include "iwf/core/journal.hpp"
#include "iwf/core/monitoring/subscription.hpp"

namespace mtciwf::v1 {
class MemberRecord;
class QuotaRecord;
class ReportRecord;
class SubscriptionRecord;
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

void to_message(const core::MemberRecord& record, mtciwf::v1::MemberRecord& message);
[[nodiscard]] core::MemberRecord from_message(const mtciwf::v1::MemberRecord& message);

/// As those of TriggerRecord. A group that is no ExternalIdentifier is written as the device it is.
void to_message(const core::SubscriptionRecord& record, mtciwf::v1::SubscriptionRecord& message);
[[nodiscard]] base::Result<core::SubscriptionRecord>
from_message(const mtciwf::v1::SubscriptionRecord& message);

void to_message(const core::ReportRecord& record, mtciwf::v1::ReportRecord& message);
[[nodiscard]] base::Result<core::ReportRecord> from_message(const mtciwf::v1::ReportRecord& message
);

} // namespace iwf::store
