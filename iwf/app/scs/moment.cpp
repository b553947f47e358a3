// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/moment.hpp"

#include <array>
#include <chrono>

#include <fmt/format.h>

#include "iwf/app/neighbour/text.hpp"
#include "iwf/base/bytes.hpp"

namespace iwf::scs {
namespace {

namespace chrono = std::chrono;

/// Sunday first, as the bits of Day-Of-Week-Mask (RFC 5777).
constexpr std::array<std::string_view, 7> days{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

constexpr std::uint32_t seconds_of_day = 86'400;

/// The number that `digits` digits at `place` are.
std::optional<std::uint32_t> part(std::string_view text, std::size_t place, std::size_t digits)
{
    const std::string_view number = text.substr(place, digits);
    return number.size() == digits ? neighbour::parse_number(number) : std::nullopt;
}

/// "22:00", at most "24:00", as seconds.
std::optional<std::uint32_t> parse_time_of_day(std::string_view text)
{
    const auto hours = text.size() == 5 ? part(text, 0, 2) : std::nullopt;
    const auto minutes = hours && text[2] == ':' ? part(text, 3, 2) : std::nullopt;
    if (!minutes || *minutes > 59) {
        return std::nullopt;
    }
    const std::uint32_t seconds = *hours * 3600 + *minutes * 60;
    return seconds <= seconds_of_day ? std::optional{seconds} : std::nullopt;
}

std::optional<std::size_t> parse_day(std::string_view text)
{
    for (std::size_t day = 0; day < days.size(); ++day) {
        if (days[day] == text) {
            return day;
        }
    }
    return std::nullopt;
}

/// "mon" or "fri-mon", which goes over Sunday.
std::optional<std::uint32_t> parse_day_range(std::string_view text)
{
    const std::size_t dash = text.find('-');
    const auto first = parse_day(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_day(text.substr(dash + 1));
    if (!first || !last) {
        return std::nullopt;
    }
    std::uint32_t mask = 1U << *last;
    for (std::size_t day = *first; day != *last; day = (day + 1) % days.size()) {
        mask |= 1U << day;
    }
    return mask;
}

std::optional<std::uint32_t> parse_days(std::string_view text)
{
    std::uint32_t mask{};
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const auto range = parse_day_range(text.substr(begin, end - begin));
        if (!range) {
            return std::nullopt;
        }
        mask |= *range;
        begin = end + 1;
    }
    return mask;
}

} // namespace

std::string moment_text(base::WallTime moment)
{
    const auto day = chrono::floor<chrono::days>(moment);
    const chrono::year_month_day date{day};
    const chrono::hh_mm_ss time{chrono::floor<chrono::seconds>(moment - day)};
    return fmt::format(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        time.hours().count(),
        time.minutes().count(),
        time.seconds().count()
    );
}

base::Result<base::WallTime> parse_moment(std::string_view text)
{
    const auto year = part(text, 0, 4);
    const auto month = text.size() == 20 ? part(text, 5, 2) : std::nullopt;
    const auto day = month ? part(text, 8, 2) : std::nullopt;
    const auto hour = day ? part(text, 11, 2) : std::nullopt;
    const auto minute = hour ? part(text, 14, 2) : std::nullopt;
    const auto second = minute ? part(text, 17, 2) : std::nullopt;
    if (year && second) {
        const chrono::year_month_day date{
            chrono::year{static_cast<int>(*year)}, chrono::month{*month}, chrono::day{*day}};
        const base::WallTime moment = chrono::sys_days{date} + chrono::hours{*hour} +
                                      chrono::minutes{*minute} + chrono::seconds{*second};
        // The same again: no 30th of February, no 25th hour, and the signs where they belong.
        if (date.ok() && *year >= 1970 && moment_text(moment) == text) {
            return moment;
        }
    }
    return base::fail(
        "'" + base::printable(text) + "' is no moment: write it as 2026-11-25T20:00:00Z"
    );
}

base::Result<domain::ScheduledTime> parse_schedule(std::string_view text)
{
    const std::size_t space = text.find(' ');
    const std::string_view times =
        space == std::string_view::npos ? std::string_view{} : text.substr(space + 1);
    const std::size_t dash = times.find('-');
    const auto start = parse_time_of_day(times.substr(0, dash));
    const auto end =
        dash == std::string_view::npos ? std::nullopt : parse_time_of_day(times.substr(dash + 1));
    const std::string_view named = text.substr(0, space);
    const auto mask = parse_days(named);
    if (!start || *start == seconds_of_day || !end || (!mask && named != "daily")) {
        return base::fail(
            "'" + base::printable(text) +
            "' is no schedule: write it as 'mon-fri 22:00-23:00' or 'daily 06:00-24:00'"
        );
    }
    domain::ScheduledTime schedule{.days = mask, .start_s = start, .end_s = {}};
    if (*end != seconds_of_day) {
        schedule.end_s = end;
    }
    return schedule;
}

} // namespace iwf::scs
