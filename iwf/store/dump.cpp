// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/dump.hpp"

#include "iwf/base/bytes.hpp"
#include "iwf/store/database.hpp"
#include "iwf/store/record_format.hpp"
#include "iwf/store/record_printer.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

#include <memory>
#include <system_error>

namespace iwf::store {
namespace {

/// A file may go while a living journal is being opened: then the next look finds its successor.
constexpr int attempts = 5;

std::string unreadable_line(std::string_view key, const std::string& why, DumpFormat format)
{
    const std::string name = base::to_hex(base::as_bytes(key));
    return format == DumpFormat::json
               ? R"({"unreadable":")" + name + R"(","reason":")" + why + "\"}"
               : "unreadable=" + name + " reason=\"" + why + '"';
}

base::Result<std::unique_ptr<rocksdb::DB>> open_patiently(const std::filesystem::path& directory)
{
    auto opened = open_database_to_read(directory);
    for (int attempt = 1; !opened && attempt < attempts; ++attempt) {
        opened = open_database_to_read(directory);
    }
    return opened;
}

template <class Message>
base::Result<std::string> dump_as(std::string_view key, std::string_view value, DumpOptions options)
{
    Message message;
    return unwrap_record(key, value, message).map([&] { return print_record(message, options); });
}

} // namespace

base::Result<std::string>
dump_record(std::string_view key, std::string_view value, DumpOptions options)
{
    const auto table = table_of(key);
    if (!table) {
        return base::fail("the key is not one this release writes");
    }
    switch (*table) {
    case Table::members:
        return dump_as<mtciwf::v1::MemberRecord>(key, value, options);
    case Table::quotas:
        return dump_as<mtciwf::v1::QuotaRecord>(key, value, options);
    case Table::reports:
        return dump_as<mtciwf::v1::ReportRecord>(key, value, options);
    case Table::subscriptions:
        return dump_as<mtciwf::v1::SubscriptionRecord>(key, value, options);
    case Table::triggers:
        break;
    }
    return dump_as<mtciwf::v1::TriggerRecord>(key, value, options);
}

base::Result<void>
dump_journal(const std::filesystem::path& directory, DumpOptions options, const LineSink& sink)
{
    std::error_code failure;
    if (!std::filesystem::exists(directory / "CURRENT", failure)) {
        return base::fail(
            "no journal in " + directory.string() + (failure ? ": " + failure.message() : "")
        );
    }
    const auto database = open_patiently(directory);
    if (!database) {
        return tl::unexpected{database.error()};
    }
    std::size_t unreadable = 0;
    const std::unique_ptr<rocksdb::Iterator> entry{
        (*database)->NewIterator(rocksdb::ReadOptions{})};
    for (entry->SeekToFirst(); entry->Valid(); entry->Next()) {
        const std::string_view key = entry->key().ToStringView();
        if (key == probe_key) {
            continue;
        }
        const auto line = dump_record(key, entry->value().ToStringView(), options);
        unreadable += line ? 0U : 1U;
        sink(line ? *line : unreadable_line(key, line.error().text, options.format));
    }
    if (!entry->status().ok()) {
        return base::fail(
            "journal " + directory.string() +
            " cannot be read to its end: " + entry->status().ToString()
        );
    }
    if (unreadable > 0) {
        return base::fail(
            "journal " + directory.string() + ": " + std::to_string(unreadable) +
            " records cannot be read; the daemon will not start on it"
        );
    }
    return {};
}

} // namespace iwf::store
