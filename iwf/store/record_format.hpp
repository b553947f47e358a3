// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

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

/// How a record lies in the journal. Key: the octet of its table, then, of a trigger and of a
/// subscription, the id in eight octets, most significant first, so that the order of keys is the
/// order of ids; of a report, the id of its subscription and its sequence, eight octets each; of
/// a member of a group, the id of the subscription and the digest, likewise; of the quotas of a
/// server, the name of its contract. Value: one octet version of this format, CRC-32C of what
/// follows in four octets, most significant first, the message of mtciwf.v1 that has the name of
/// the record.
namespace iwf::store {

inline constexpr char format_version = 1;

/// Written to learn whether the disk works; holds nothing.
inline constexpr std::string_view probe_key = "probe";

/// By the first octet of the key; no two kinds of records share one.
enum class Table : char
{
    members = 'm',
    quotas = 'q',
    reports = 'r',
    subscriptions = 's',
    triggers = 't',
};

/// In the order of their keys.
inline constexpr std::array tables{
    Table::members, Table::quotas, Table::reports, Table::subscriptions, Table::triggers};

/// Nothing: not a key of a record this release writes.
[[nodiscard]] std::optional<Table> table_of(std::string_view key);

[[nodiscard]] std::string key_of(core::TriggerId id);
[[nodiscard]] std::string key_of_quota(std::string_view contract);
[[nodiscard]] std::string key_of(core::SubscriptionId id);
[[nodiscard]] std::string key_of_report(core::SubscriptionId subscription, std::uint64_t sequence);
[[nodiscard]] std::string key_of_member(core::SubscriptionId subscription, std::uint64_t member);

/// CRC-32C (RFC 3720, appendix B.4).
[[nodiscard]] std::uint32_t crc32c(std::string_view octets);

/// Makes values. Keeps its working memory from one record to the next; one thread at a time.
class RecordEncoder
{
public:
    RecordEncoder();
    RecordEncoder(const RecordEncoder&) = delete;
    RecordEncoder& operator=(const RecordEncoder&) = delete;
    ~RecordEncoder();

    [[nodiscard]] std::string encode(const core::TriggerRecord& record);
    [[nodiscard]] std::string encode(const core::QuotaRecord& record);
    [[nodiscard]] std::string encode(const core::SubscriptionRecord& record);
    [[nodiscard]] std::string encode(const core::ReportRecord& record);
    [[nodiscard]] std::string encode(const core::MemberRecord& record);

private:
    std::unique_ptr<mtciwf::v1::TriggerRecord> trigger_;
    std::unique_ptr<mtciwf::v1::SubscriptionRecord> subscription_;
    std::unique_ptr<mtciwf::v1::ReportRecord> report_;
};

/// What the value holds, not yet looked at field by field, or why it cannot be read.
[[nodiscard]] base::Result<void>
unwrap_record(std::string_view key, std::string_view value, mtciwf::v1::TriggerRecord& message);
[[nodiscard]] base::Result<void>
unwrap_record(std::string_view key, std::string_view value, mtciwf::v1::QuotaRecord& message);
[[nodiscard]] base::Result<void> unwrap_record(
    std::string_view key, std::string_view value, mtciwf::v1::SubscriptionRecord& message
);
[[nodiscard]] base::Result<void>
unwrap_record(std::string_view key, std::string_view value, mtciwf::v1::ReportRecord& message);
[[nodiscard]] base::Result<void>
unwrap_record(std::string_view key, std::string_view value, mtciwf::v1::MemberRecord& message);

/// The record of this key and value, or why it cannot be read.
[[nodiscard]] base::Result<core::TriggerRecord>
decode_record(std::string_view key, std::string_view value);
[[nodiscard]] base::Result<core::QuotaRecord>
decode_quota(std::string_view key, std::string_view value);
[[nodiscard]] base::Result<core::SubscriptionRecord>
decode_subscription(std::string_view key, std::string_view value);
[[nodiscard]] base::Result<core::ReportRecord>
decode_report(std::string_view key, std::string_view value);
[[nodiscard]] base::Result<core::MemberRecord>
decode_member(std::string_view key, std::string_view value);

} // namespace iwf::store
