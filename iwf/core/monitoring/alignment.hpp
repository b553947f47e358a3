// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "iwf/base/clock.hpp"
#include "iwf/core/monitoring/expectation.hpp"
#include "iwf/domain/monitoring.hpp"

/// One pattern, held against what is remembered of a device (expectation.hpp has the rules).
namespace iwf::core {

/// Ways not to keep a pattern, as bits: of ExpectationMemory::told, so they are kept on disk.
enum Fault : std::uint32_t
{
    elsewhere = 1U << 0U,
    too_soon = 1U << 1U,
    overdue = 1U << 2U,
    too_long = 1U << 3U,
    out_of_time = 1U << 4U,
};
using Faults = std::uint32_t;

[[nodiscard]] bool is_valid(const domain::CommunicationPattern& pattern, base::WallTime now);

/// Whether it says when the device speaks, or how long.
[[nodiscard]] bool has_times(const domain::CommunicationPattern& pattern);

[[nodiscard]] std::chrono::milliseconds
tolerance_of(const domain::CommunicationPattern& pattern, const ExpectationSettings& settings);

/// What is wrong at `now` and stays so while nothing happens: all but too_soon.
[[nodiscard]] Faults lasting_faults(
    const domain::CommunicationPattern& pattern,
    const Agreement& agreement,
    const ExpectationMemory& memory,
    base::WallTime now
);

/// What is wrong with a communication that begins. `memory`: as it was before.
[[nodiscard]] Faults faults_of_begin(
    const domain::CommunicationPattern& pattern,
    const Agreement& agreement,
    const ExpectationMemory& memory,
    base::WallTime begin
);

/// The first moment after `now` at which other faults may last.
[[nodiscard]] std::optional<base::WallTime> next_change(
    const domain::CommunicationPattern& pattern,
    const Agreement& agreement,
    const ExpectationMemory& memory,
    base::WallTime now
);

} // namespace iwf::core
