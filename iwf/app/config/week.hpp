// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/base/result.hpp"
#include "iwf/core/policy/service_hours.hpp"

/// Hours of service as a contract writes them.
namespace iwf::config {

/// Days since Monday, 0 to 6.
using Weekday = unsigned;

/// "all", or days and ranges of them with commas between: mon-fri, "sat,sun", fri-mon. Each once,
/// in the order of the week.
[[nodiscard]] base::Result<std::vector<Weekday>> parse_days(std::string_view text);

struct WeekTime
{
    std::optional<Weekday> day;
    std::chrono::minutes time{}; ///< of that day, 0 to 24 hours, both included
};

/// hh:mm, with a day before it or not.
[[nodiscard]] base::Result<WeekTime> parse_week_time(std::string_view text);

/// The texts of a ServiceHours; `days` empty: not written. Each has been parsed before. Fails when
/// they make no sense together.
[[nodiscard]] base::Result<std::vector<core::WeekSpan>>
week_spans(std::string_view days, std::string_view from, std::string_view to);

} // namespace iwf::config
