// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/service_manager.hpp"

#include <string>

#include <systemd/sd-daemon.h>

namespace iwf::daemon {
namespace {

void tell(const std::string& state)
{
    // A manager that does not listen is no reason to stop serving.
    static_cast<void>(::sd_notify(0, state.c_str()));
}

} // namespace

ServiceManager::ServiceManager()
{
    std::uint64_t microseconds = 0;
    if (::sd_watchdog_enabled(0, &microseconds) > 0) {
        interval_ = std::chrono::microseconds{microseconds / 2};
    }
}

void ServiceManager::ready() const
{
    tell("READY=1");
}

void ServiceManager::reloading() const
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

void ServiceManager::stopping() const
{
    tell("STOPPING=1");
}

std::optional<base::Instant> ServiceManager::alive(base::Instant now)
{
    if (!interval_) {
        return std::nullopt;
    }
    if (now >= next_) {
        tell("WATCHDOG=1");
        next_ = now + *interval_;
    }
    return next_;
}

} // namespace iwf::daemon
