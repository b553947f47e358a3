// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "iwf/base/result.hpp"

namespace iwf::store {

enum class DumpFormat : std::uint8_t
{
    json, ///< an object a line, the names of inner fields with dots
    text, ///< field=value, with spaces between
};

enum class SubscriberIdentities : std::uint8_t
{
    masked, ///< the last two characters of an IMSI, an IMEI, a location or an address
    clear,
};

struct DumpOptions
{
    DumpFormat format{DumpFormat::text};
    SubscriberIdentities identities{SubscriberIdentities::masked};
};

/// One line, without its end.
using LineSink = std::function<void(std::string_view line)>;

/// Gives `sink` a line for each record: quotas, reports, subscriptions, triggers, each in the order
/// of their ids, as the journal is now: a daemon may be writing to it. The name of the first field
/// says which it is: quota_of, report_of, subscription, id. A record that cannot be read has a line
/// that says so, and makes the whole an error, after the last line.
[[nodiscard]] base::Result<void>
dump_journal(const std::filesystem::path& directory, DumpOptions options, const LineSink& sink);

/// The line of one record, given as it lies in the journal.
[[nodiscard]] base::Result<std::string>
dump_record(std::string_view key, std::string_view value, DumpOptions options);

} // namespace iwf::store
