// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace iwf::base {

/// A moment on the monotonic clock: for deadlines inside one run of the process.
using Instant = std::chrono::steady_clock::time_point;

/// A moment on the wall clock: for what is written down and outlives the process.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// Port to the clocks. Pure code gets the time from here, so that a test decides what time it is.
class Clock
{
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    [[nodiscard]] virtual Instant now() const = 0;
    [[nodiscard]] virtual WallTime wall_now() const = 0;
};

} // namespace iwf::base
