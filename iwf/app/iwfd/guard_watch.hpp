// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "ipsec/guard.hpp"
#include "iwf/app/config/config.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/base/result.hpp"

namespace iwf::daemon {

/// The kernel's rules that keep clear text away from the protected listeners, and from what we
/// connect to through tunnels: put there before that opens, looked at every second, put there again
/// when somebody took them away. Core thread.
class GuardWatch
{
public:
    GuardWatch(boost::asio::io_context& io, base::Clock& clock, base::Log& log)
        : io_{io}
        , clock_{clock}
        , log_{log}
    {}

    /// Blocks until the rules are there. Does nothing when no listener has a device, and says no
    /// more than that it is somebody else's when ipsec.guard is external.
    [[nodiscard]] base::Result<void> start(const config::Config& config);

    /// After the listeners have closed. Blocks until the rules are away.
    void end();

    [[nodiscard]] std::optional<base::Instant> next_due() const { return next_check_; }
    void on_time();

private:
    void on_checked(const base::Result<void>& whole);
    void on_installed_again(const std::string& reason, const base::Result<void>& again);

    boost::asio::io_context& io_;
    base::Clock& clock_;
    base::Log& log_;
    std::unique_ptr<ipsec::Guard> guard_;
    std::optional<base::Instant> next_check_; ///< nothing while one is under way
};

} // namespace iwf::daemon
