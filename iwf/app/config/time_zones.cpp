// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/time_zones.hpp"

#include <algorithm>
#include <cctype>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "iwf/app/config/scalar.hpp"
#include "iwf/base/bytes.hpp"

#include <date/tz.h>

namespace iwf::config {
namespace {

using base::fail;
using base::Result;
using core::TimeZone;
using std::chrono::sys_days;
using std::chrono::year;

constexpr std::size_t longest_name = 64; ///< tzdata's longest has half of it
constexpr sys_days first_day{year{2020} / 1 / 1};
constexpr sys_days last_day{year{2100} / 1 / 1};

/// Area/Place, in the characters that tzdata has; never a path that leads elsewhere.
bool may_be_name(std::string_view text)
{
    return !text.empty() && text.size() <= longest_name &&
           std::ranges::all_of(text, [](unsigned char c) {
               return std::isalnum(c) != 0 || c == '/' || c == '_' || c == '-' || c == '+';
           });
}

TimeZone read_zone(const date::time_zone& zone)
{
    const auto first = zone.get_info(std::chrono::sys_seconds{first_day});
    std::vector<TimeZone::Change> changes;
    for (auto at = first.end; at < last_day;) {
        const auto info = zone.get_info(at);
        changes.push_back({at, info.offset});
        at = info.end;
    }
    return {zone.name(), first.offset, std::move(changes)};
}

Result<TimeZone> look_up(std::string_view text)
{
    try {
        return read_zone(*date::locate_zone(text));
    } catch (const std::exception&) {
        return fail("\"" + base::printable(text) + "\" is not in the time zone database");
    }
}

} // namespace

Result<TimeZone> find_time_zone(std::string_view text)
{
    const auto offset = parse_utc_offset(text);
    if (offset) {
        return TimeZone{std::string{text}, *offset};
    }
    if (text.starts_with('+') || text.starts_with('-')) {
        return tl::unexpected{offset.error()};
    }
    if (!may_be_name(text)) {
        return fail("\"" + base::printable(text) + "\" is not a time zone");
    }
    return look_up(text);
}

} // namespace iwf::config
