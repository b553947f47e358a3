// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/result.hpp"
#include "iwf/domain/monitoring.hpp"

/// Moments and weekly times as people write them, in UTC.
namespace iwf::scs {

/// "2026-11-25T20:00:00Z".
[[nodiscard]] std::string moment_text(base::WallTime moment);

/// As moment_text() writes it, from the year 1970 on.
[[nodiscard]] base::Result<base::WallTime> parse_moment(std::string_view text);

/// "mon-fri 22:00-23:00", "sat,sun 08:00-24:00", "daily 23:00-01:00" (until the next day).
[[nodiscard]] base::Result<domain::ScheduledTime> parse_schedule(std::string_view text);

} // namespace iwf::scs
