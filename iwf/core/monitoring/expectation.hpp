// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "iwf/base/clock.hpp"
#include "iwf/domain/monitoring.hpp"
#include <vector>

namespace iwf::core {

/// What was seen of a device whose behaviour is agreed. Small: it is written with each change.
struct ExpectationMemory
{
    std::uint64_t place{};                        ///< digest of where it was first seen; 0: not yet
    bool away{};                                  ///< it was last seen somewhere else
    std::optional<base::WallTime> speaking_since; ///< a communication that has not ended
    std::optional<base::WallTime> last_spoken;    ///< the begin of the last communication
    std::uint32_t told{};                         ///< bits of what was told and holds still
    std::array<base::WallTime, 4> told_at{};      ///< when, by BrokenExpectation less 1; 0: never

    friend bool operator==(const ExpectationMemory&, const ExpectationMemory&) = default;
};

struct Breach
{
    domain::BrokenExpectation what;
    domain::EventReport evidence;
};
std::vector<domain::EventParameters> observations_for(
    const std::vector<domain::CommunicationPattern>&,
    domain::Accuracy finest,
    std::optional<base::WallTime> until
);
std::vector<Breach> observe(
    const std::vector<domain::CommunicationPattern>&,
    ExpectationMemory&,
    const domain::EventReport&,
    base::WallTime at
);
std::vector<Breach>
on_time(const std::vector<domain::CommunicationPattern>&, ExpectationMemory&, base::WallTime now);
std::optional<base::WallTime>
next_due(const std::vector<domain::CommunicationPattern>&, const ExpectationMemory&);
} // namespace iwf::core
