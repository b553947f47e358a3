// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "iwf/base/clock.hpp"

namespace iwf::core {

/// What was seen of a device whose behaviour is agreed. Small: it is written with each change.
struct ExpectationMemory
{
    std::uint64_t place{};                        ///< digest of where it was first seen; 0: not yet
    std::optional<base::WallTime> speaking_since; ///< a communication that has not ended
    std::optional<base::WallTime> last_spoken;    ///< the begin of the last communication
    std::uint32_t told{};                         ///< bits of what was told and holds still

    friend bool operator==(const ExpectationMemory&, const ExpectationMemory&) = default;
};

} // namespace iwf::core
