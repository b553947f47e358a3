// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include "ipsec/guard.hpp"
#include "iwf/app/config/config.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/base/result.hpp"

namespace iwf::daemon {

/// The kernel's rules that keep clear text away from the protected listeners: put there before they
/// open, looked at every second, put there again when somebody took them away. Core thread.
class GuardWatch
{
public:
    GuardWatch(base::Clock& clock, base::Log& log)
        : clock_{clock}
        , log_{log}
    {}

    /// Does nothing when no listener has a device, or ipsec.guard is false.
    [[nodiscard]] base::Result<void> start(const config::Config& config);

    /// After the listeners have closed.
    void end();

    [[nodiscard]] std::optional<base::Instant> next_due() const { return next_check_; }
    void on_time();

private:
    base::Clock& clock_;
    base::Log& log_;
    std::optional<ipsec::Guard> guard_;
    std::optional<base::Instant> next_check_;
};

} // namespace iwf::daemon
