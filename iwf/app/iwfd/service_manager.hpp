// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include "iwf/base/clock.hpp"

namespace iwf::daemon {

/// Tells systemd (sd_notify(3)) how the daemon is. Without systemd nothing happens. Core thread, so
/// that a core thread that hangs misses its watchdog.
class ServiceManager
{
public:
    ServiceManager();

    void ready() const;
    void reloading() const;
    void stopping() const;

    /// Call each turn: says it is alive when that is due, and returns when it is next.
    [[nodiscard]] std::optional<base::Instant> alive(base::Instant now);

private:
    std::optional<std::chrono::microseconds> interval_; ///< half of WatchdogSec
    base::Instant next_;
};

} // namespace iwf::daemon
