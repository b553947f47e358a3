// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/week.hpp"

#include <algorithm>
#include <array>

#include "iwf/base/bytes.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::config {
namespace {

using base::fail;
using base::Result;
using core::WeekSpan;
using std::chrono::days;
using std::chrono::minutes;

constexpr Weekday days_a_week = 7;
constexpr std::array<std::string_view, days_a_week> day_names{
    "mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::optional<Weekday> day_of(std::string_view name)
{
    const auto found = std::ranges::find(day_names, name);
    return found == day_names.end()
               ? std::nullopt
               : std::optional{static_cast<Weekday>(found - day_names.begin())};
}

std::string_view trimmed(std::string_view text)
{
    const auto first = std::min(text.find_first_not_of(' '), text.size());
    const auto last = text.find_last_not_of(' ');
    return text.substr(first, last == std::string_view::npos ? 0 : last + 1 - first);
}

/// A day, or two with '-' between. False: it is neither.
bool mark(std::string_view text, std::array<bool, days_a_week>& marked)
{
    const auto dash = text.find('-');
    const auto first = day_of(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : day_of(text.substr(dash + 1));
    if (!first || !last) {
        return false;
    }
    for (Weekday day = *first;; day = (day + 1) % days_a_week) {
        marked.at(day) = true;
        if (day == *last) {
            return true;
        }
    }
}

WeekSpan span_from(Weekday day, minutes from, minutes length)
{
    // 24:00 of Sunday is 00:00 of Monday
    const minutes begin = (days{day} + from) % days{days_a_week};
    return {begin, begin + length};
}

} // namespace

Result<std::vector<Weekday>> parse_days(std::string_view text)
{
    std::array<bool, days_a_week> marked{};
    for (std::string_view rest = text == "all" ? "mon-sun" : text;;) {
        const auto comma = rest.find(',');
        if (!mark(trimmed(rest.substr(0, comma)), marked)) {
            return fail("\"" + base::printable(text) + "\" is no list of days");
        }
        if (comma == std::string_view::npos) {
            break;
        }
        rest.remove_prefix(comma + 1);
    }
    std::vector<Weekday> found;
    for (Weekday day = 0; day < days_a_week; ++day) {
        if (marked.at(day)) {
            found.push_back(day);
        }
    }
    return found;
}

Result<WeekTime> parse_week_time(std::string_view text)
{
    constexpr std::size_t length = std::string_view{"hh:mm"}.size();
    const auto wrong = [text] { return fail("\"" + base::printable(text) + "\" is no such time"); };
    WeekTime time;
    std::string_view clock = text;
    if (const auto space = text.find(' '); space != std::string_view::npos) {
        time.day = day_of(text.substr(0, space));
        if (!time.day) {
            return wrong();
        }
        clock = trimmed(text.substr(space));
    }
    if (clock.size() != length || clock[2] != ':' || !domain::all_digits(clock.substr(0, 2)) ||
        !domain::all_digits(clock.substr(3))) {
        return wrong();
    }
    const int hour = (clock[0] - '0') * 10 + (clock[1] - '0');
    const int minute = (clock[3] - '0') * 10 + (clock[4] - '0');
    time.time = std::chrono::hours{hour} + minutes{minute};
    if (minute >= 60 || time.time > days{1}) {
        return wrong();
    }
    return time;
}

Result<std::vector<WeekSpan>>
week_spans(std::string_view days_text, std::string_view from_text, std::string_view to_text)
{
    const auto from = parse_week_time(from_text);
    const auto to = parse_week_time(to_text);
    const bool weekly = from->day && to->day;
    if (from->day.has_value() != to->day.has_value() || weekly != days_text.empty()) {
        return fail(
            "expected either 'days' and times without a day, or no 'days' and a day in both "
            "times"
        );
    }
    minutes length = to->time - from->time;
    if (weekly) {
        length += days{*to->day} - days{*from->day};
    }
    const minutes whole = weekly ? minutes{days{days_a_week}} : minutes{days{1}};
    if (length % whole == minutes{0} && length != whole) {
        return fail("begins and ends at the same time; expected 00:00 to 24:00 for a whole day");
    }
    if (length < minutes{0}) {
        length += whole;
    }
    std::vector<WeekSpan> spans;
    for (const Weekday day : weekly ? std::vector{*from->day} : *parse_days(days_text)) {
        spans.push_back(span_from(day, from->time, length));
    }
    return spans;
}

} // namespace iwf::config
