// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/record_format.hpp"

#include "iwf/base/bytes.hpp"
#include "iwf/store/record_codec.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace iwf::store {
namespace {

constexpr std::size_t header_size = 5;

using CrcTable = std::array<std::uint32_t, 256>;

/// What an octet does to the checksum that many octets later: eight octets are taken at a time, as
/// each trigger is written three times.
constexpr std::array<CrcTable, 8> make_crc_tables()
{
    constexpr std::uint32_t reversed_polynomial = 0x82F63B78;
    std::array<CrcTable, 8> tables{};
    for (std::uint32_t octet = 0; octet < 256; ++octet) {
        std::uint32_t crc = octet;
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? reversed_polynomial : 0U);
        }
        tables[0][octet] = crc;
    }
    for (std::uint32_t octet = 0; octet < 256; ++octet) {
        for (std::size_t later = 1; later < tables.size(); ++later) {
            const std::uint32_t before = tables[later - 1][octet];
            tables[later][octet] = (before >> 8U) ^ tables[0][before & 0xFFU];
        }
    }
    return tables;
}

constexpr std::array<CrcTable, 8> crc_tables = make_crc_tables();

std::uint32_t octet_at(std::string_view octets, std::size_t place)
{
    return static_cast<std::uint8_t>(octets[place]);
}

template <class Number>
void store_big_endian(Number number, char* out)
{
    for (std::size_t index = sizeof(Number); index > 0; --index) {
        out[index - 1] = static_cast<char>(number & 0xFFU);
        number >>= 8U;
    }
}

template <class Number>
Number load_big_endian(std::string_view octets)
{
    Number number = 0;
    for (std::size_t index = 0; index < sizeof(Number); ++index) {
        number = (number << 8U) | static_cast<std::uint8_t>(octets[index]);
    }
    return number;
}

/// The table and each number in eight octets.
std::string key_from(Table table, std::initializer_list<std::uint64_t> numbers)
{
    std::string key(1 + numbers.size() * sizeof(std::uint64_t), static_cast<char>(table));
    char* out = key.data() + 1;
    for (const std::uint64_t number : numbers) {
        store_big_endian(number, out);
        out += sizeof number;
    }
    return key;
}

std::string wrapped(const google::protobuf::MessageLite& message)
{
    std::string value(header_size, format_version);
    message.AppendToString(&value);
    const std::uint32_t crc = crc32c(std::string_view{value}.substr(header_size));
    store_big_endian(crc, value.data() + 1);
    return value;
}

base::Result<void>
unwrap(std::string_view value, google::protobuf::MessageLite& message, const char* what)
{
    if (value.size() < header_size) {
        return base::fail("it is cut short");
    }
    if (value.front() != format_version) {
        return base::fail(
            "it has format version " +
            std::to_string(static_cast<unsigned>(static_cast<std::uint8_t>(value.front()))) +
            ", this release knows " + std::to_string(static_cast<int>(format_version)) +
            "; run the release that wrote it"
        );
    }
    const std::string_view content = value.substr(header_size);
    if (crc32c(content) != load_big_endian<std::uint32_t>(value.substr(1))) {
        return base::fail("its checksum does not match");
    }
    if (!message.ParseFromArray(content.data(), static_cast<int>(content.size()))) {
        return base::fail(std::string{"it is not a "} + what);
    }
    return {};
}

/// As unwrap(), where `right_key` makes the key that the record in the message has.
template <class Message, class RightKey>
base::Result<void> unwrap_keyed(
    std::string_view key,
    std::string_view value,
    Message& message,
    const char* what,
    const RightKey& right_key
)
{
    const std::string empty_key = right_key(message);
    if (key.size() != empty_key.size() || key.front() != empty_key.front()) {
        return base::fail("the key is not one this release writes");
    }
    if (auto unwrapped = unwrap(value, message, what); !unwrapped) {
        return unwrapped;
    }
    const std::string right = right_key(message);
    if (key != right) {
        return base::fail("it says it is record " + base::to_hex(base::as_bytes(right)));
    }
    return {};
}

/// Unwraps the value into a message of its own and reads that.
template <class Record, class Message>
base::Result<Record> decode(std::string_view key, std::string_view value)
{
    Message message;
    if (auto unwrapped = unwrap_record(key, value, message); !unwrapped) {
        return tl::unexpected{unwrapped.error()};
    }
    return from_message(message);
}

} // namespace

std::optional<Table> table_of(std::string_view key)
{
    const auto* const found = std::ranges::find_if(tables, [key](Table table) {
        return key.starts_with(static_cast<char>(table));
    });
    return found == tables.end() || key == probe_key ? std::nullopt : std::optional{*found};
}

std::string key_of(core::TriggerId id)
{
    return key_from(Table::triggers, {id.value()});
}

std::string key_of_quota(std::string_view contract)
{
    return static_cast<char>(Table::quotas) + std::string{contract};
}

std::string key_of(core::SubscriptionId id)
{
    return key_from(Table::subscriptions, {id.value()});
}

std::string key_of_report(core::SubscriptionId subscription, std::uint64_t sequence)
{
    return key_from(Table::reports, {subscription.value(), sequence});
}

std::string key_of_member(core::SubscriptionId subscription, std::uint64_t member)
{
    return key_from(Table::members, {subscription.value(), member});
}

std::uint32_t crc32c(std::string_view octets)
{
    std::uint32_t crc = 0xFFFFFFFF;
    for (; octets.size() >= 8; octets.remove_prefix(8)) {
        std::uint32_t next = 0;
        for (std::size_t place = 0; place < 8; ++place) {
            const std::uint32_t of_crc = place < 4 ? crc >> (8U * place) : 0U;
            next ^= crc_tables[7 - place][(of_crc ^ octet_at(octets, place)) & 0xFFU];
        }
        crc = next;
    }
    for (std::size_t place = 0; place < octets.size(); ++place) {
        crc = (crc >> 8U) ^ crc_tables[0][(crc ^ octet_at(octets, place)) & 0xFFU];
    }
    return ~crc;
}

RecordEncoder::RecordEncoder()
    : trigger_{std::make_unique<mtciwf::v1::TriggerRecord>()}
    , subscription_{std::make_unique<mtciwf::v1::SubscriptionRecord>()}
    , report_{std::make_unique<mtciwf::v1::ReportRecord>()}
{}

RecordEncoder::~RecordEncoder() = default;

std::string RecordEncoder::encode(const core::TriggerRecord& record)
{
    trigger_->Clear();
    to_message(record, *trigger_);
    return wrapped(*trigger_);
}

std::string RecordEncoder::encode(const core::QuotaRecord& record)
{
    mtciwf::v1::QuotaRecord message;
    to_message(record, message);
    return wrapped(message);
}

std::string RecordEncoder::encode(const core::SubscriptionRecord& record)
{
    subscription_->Clear();
    to_message(record, *subscription_);
    return wrapped(*subscription_);
}

std::string RecordEncoder::encode(const core::ReportRecord& record)
{
    report_->Clear();
    to_message(record, *report_);
    return wrapped(*report_);
}

std::string RecordEncoder::encode(const core::MemberRecord& record)
{
    mtciwf::v1::MemberRecord message;
    to_message(record, message);
    return wrapped(message);
}

base::Result<void>
unwrap_record(std::string_view key, std::string_view value, mtciwf::v1::TriggerRecord& message)
{
    return unwrap_keyed(key, value, message, "TriggerRecord", [](const auto& record) {
        return key_of(core::TriggerId{record.id()});
    });
}

base::Result<void>
unwrap_record(std::string_view key, std::string_view value, mtciwf::v1::QuotaRecord& message)
{
    if (auto unwrapped = unwrap(value, message, "QuotaRecord"); !unwrapped) {
        return unwrapped;
    }
    if (key != key_of_quota(message.quota_of())) {
        return base::fail("it says it is of contract " + base::printable(message.quota_of()));
    }
    return {};
}

base::Result<void>
unwrap_record(std::string_view key, std::string_view value, mtciwf::v1::SubscriptionRecord& message)
{
    return unwrap_keyed(key, value, message, "SubscriptionRecord", [](const auto& record) {
        return key_of(core::SubscriptionId{record.subscription()});
    });
}

base::Result<void>
unwrap_record(std::string_view key, std::string_view value, mtciwf::v1::ReportRecord& message)
{
    return unwrap_keyed(key, value, message, "ReportRecord", [](const auto& record) {
        return key_of_report(core::SubscriptionId{record.report_of()}, record.sequence());
    });
}

base::Result<void>
unwrap_record(std::string_view key, std::string_view value, mtciwf::v1::MemberRecord& message)
{
    return unwrap_keyed(key, value, message, "MemberRecord", [](const auto& record) {
        return key_of_member(core::SubscriptionId{record.member_of()}, record.member());
    });
}

base::Result<core::TriggerRecord> decode_record(std::string_view key, std::string_view value)
{
    return decode<core::TriggerRecord, mtciwf::v1::TriggerRecord>(key, value);
}

base::Result<core::QuotaRecord> decode_quota(std::string_view key, std::string_view value)
{
    return decode<core::QuotaRecord, mtciwf::v1::QuotaRecord>(key, value);
}

base::Result<core::SubscriptionRecord>
decode_subscription(std::string_view key, std::string_view value)
{
    return decode<core::SubscriptionRecord, mtciwf::v1::SubscriptionRecord>(key, value);
}

base::Result<core::ReportRecord> decode_report(std::string_view key, std::string_view value)
{
    return decode<core::ReportRecord, mtciwf::v1::ReportRecord>(key, value);
}

base::Result<core::MemberRecord> decode_member(std::string_view key, std::string_view value)
{
    return decode<core::MemberRecord, mtciwf::v1::MemberRecord>(key, value);
}

} // namespace iwf::store
