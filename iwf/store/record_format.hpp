// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "iwf/base/result.hpp"
#include "iwf/core/journal.hpp"

namespace mtciwf::v1 {
class QuotaRecord;
class TriggerRecord;
} // namespace mtciwf::v1

/// How a record lies in the journal. Key of a trigger: `t`, then the id in eight octets, most
/// significant first, so that the order of keys is the order of ids; of the quotas of a server:
/// `q`, then the name of its contract. Value: one octet version of this format, CRC-32C of what
/// follows in four octets, most significant first, a mtciwf.v1.TriggerRecord or QuotaRecord.
namespace iwf::store {

inline constexpr char format_version = 1;

/// Written to learn whether the disk works; holds nothing.
inline constexpr std::string_view probe_key = "probe";

[[nodiscard]] std::string key_of(core::TriggerId id);
[[nodiscard]] std::string key_of_quota(std::string_view contract);

/// Whether the key is one of key_of_quota().
[[nodiscard]] bool is_quota(std::string_view key);

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

private:
    std::unique_ptr<mtciwf::v1::TriggerRecord> message_;
};

/// What the value holds, not yet looked at field by field, or why it cannot be read.
[[nodiscard]] base::Result<void>
unwrap_record(std::string_view key, std::string_view value, mtciwf::v1::TriggerRecord& message);
[[nodiscard]] base::Result<void>
unwrap_record(std::string_view key, std::string_view value, mtciwf::v1::QuotaRecord& message);

/// The record of this key and value, or why it cannot be read.
[[nodiscard]] base::Result<core::TriggerRecord>
decode_record(std::string_view key, std::string_view value);
[[nodiscard]] base::Result<core::QuotaRecord>
decode_quota(std::string_view key, std::string_view value);

} // namespace iwf::store
