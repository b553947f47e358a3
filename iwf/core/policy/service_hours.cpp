// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/service_hours.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace iwf::core {
namespace {

using std::chrono::minutes;

constexpr minutes week = std::chrono::days{7};

minutes since_monday(LocalTime local)
{
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::days before = std::chrono::weekday{day} - std::chrono::Monday;
    return before + std::chrono::floor<minutes>(local - day);
}

bool holds(const WeekSpan& span, minutes time)
{
    // One that goes beyond Sunday has its end at the beginning of the week.
    return (span.from <= time && time < span.to) || time + week < span.to;
}

std::string two_digits(std::int64_t number)
{
    return (number < 10 ? "0" : "") + std::to_string(number);
}

} // namespace

std::optional<SourceLine> ServiceHours::find(base::WallTime now) const
{
    if (spans.empty()) {
        return 0;
    }
    const minutes time = since_monday(zone.local(now));
    const auto found = std::ranges::find_if(spans, [time](const Sourced<WeekSpan>& span) {
        return holds(span.value, time);
    });
    return found == spans.end() ? std::nullopt : std::optional{found->line};
}

std::string week_time_text(const TimeZone& zone, base::WallTime now)
{
    constexpr std::array<std::string_view, 7> names{
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const minutes time = since_monday(zone.local(now));
    const minutes of_day = time % std::chrono::days{1};
    return std::string{names.at(static_cast<std::size_t>(time / std::chrono::days{1}))} + " " +
           two_digits(of_day / std::chrono::hours{1}) + ":" +
           two_digits((of_day % std::chrono::hours{1}).count());
}

} // namespace iwf::core
