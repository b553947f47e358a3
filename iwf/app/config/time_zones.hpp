// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "iwf/base/result.hpp"
#include "iwf/core/policy/time_zone.hpp"

namespace iwf::config {

/// "UTC", an offset like +02:00 of at most 14 hours, or the name of a zone of the system's time
/// zone database (tzdata) as it was when the process first asked. The table goes from 2020 as far
/// as the database has changes written out: to 2037 in Debian's; from then on the last offset goes
/// on.
[[nodiscard]] base::Result<core::TimeZone> find_time_zone(std::string_view text);

} // namespace iwf::config
