// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/record_format.hpp"

#include "iwf/base/bytes.hpp"
#include "iwf/store/record_codec.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

#include <array>

namespace iwf::store {
namespace {

constexpr char record_table = 't';
constexpr char quota_table = 'q';
constexpr std::size_t key_size = 9;
constexpr std::size_t header_size = 5;

constexpr std::array<std::uint32_t, 256> make_crc_table()
{
    constexpr std::uint32_t reversed_polynomial = 0x82F63B78;
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t octet = 0; octet < table.size(); ++octet) {
        std::uint32_t crc = octet;
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? reversed_polynomial : 0U);
        }
        table[octet] = crc;
    }
    return table;
}

constexpr std::array<std::uint32_t, 256> crc_table = make_crc_table();

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

base::Result<core::TriggerId> id_of(std::string_view key)
{
    if (key.size() != key_size || key.front() != record_table) {
        return base::fail("the key is not one this release writes");
    }
    return core::TriggerId{load_big_endian<std::uint64_t>(key.substr(1))};
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

} // namespace

std::string key_of(core::TriggerId id)
{
    std::string key(key_size, record_table);
    store_big_endian(id.value(), key.data() + 1);
    return key;
}

std::string key_of_quota(std::string_view contract)
{
    return quota_table + std::string{contract};
}

bool is_quota(std::string_view key)
{
    return key.starts_with(quota_table);
}

std::uint32_t crc32c(std::string_view octets)
{
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char octet : octets) {
        crc = (crc >> 8U) ^ crc_table[(crc ^ static_cast<std::uint8_t>(octet)) & 0xFFU];
    }
    return ~crc;
}

RecordEncoder::RecordEncoder()
    : message_{std::make_unique<mtciwf::v1::TriggerRecord>()}
{}

RecordEncoder::~RecordEncoder() = default;

std::string RecordEncoder::encode(const core::TriggerRecord& record)
{
    message_->Clear();
    to_message(record, *message_);
    return wrapped(*message_);
}

std::string RecordEncoder::encode(const core::QuotaRecord& record)
{
    mtciwf::v1::QuotaRecord message;
    to_message(record, message);
    return wrapped(message);
}

base::Result<void>
unwrap_record(std::string_view key, std::string_view value, mtciwf::v1::TriggerRecord& message)
{
    const auto id = id_of(key);
    if (!id) {
        return tl::unexpected{id.error()};
    }
    if (auto unwrapped = unwrap(value, message, "TriggerRecord"); !unwrapped) {
        return unwrapped;
    }
    if (message.id() != id->value()) {
        return base::fail("it says it is record " + std::to_string(message.id()));
    }
    return {};
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

base::Result<core::TriggerRecord> decode_record(std::string_view key, std::string_view value)
{
    mtciwf::v1::TriggerRecord message;
    if (auto unwrapped = unwrap_record(key, value, message); !unwrapped) {
        return tl::unexpected{unwrapped.error()};
    }
    return from_message(message);
}

base::Result<core::QuotaRecord> decode_quota(std::string_view key, std::string_view value)
{
    mtciwf::v1::QuotaRecord message;
    if (auto unwrapped = unwrap_record(key, value, message); !unwrapped) {
        return tl::unexpected{unwrapped.error()};
    }
    return from_message(message);
}

} // namespace iwf::store
