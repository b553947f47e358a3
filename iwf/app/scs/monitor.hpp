// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "iwf/app/scs/monitoring.hpp"
#include "iwf/app/scs/output.hpp"
#include "iwf/app/scs/settings.hpp"

namespace iwf::scs {

/// Sends one CIR, waits for its CIA and, if asked, for reports.
struct Monitor
{
    Configuration configuration;
    std::chrono::milliseconds patience{};
    std::optional<std::chrono::milliseconds> wait_report;
    std::uint32_t reports_wanted{1}; ///< so many reports on the reference end the waiting
    std::string state;               ///< path of the list of subscriptions; empty: none
};

/// Prints the list of subscriptions.
struct Listing
{
    std::string state;
};

/// Runs a node of its own and returns the exit status. Once a process.
[[nodiscard]] int run(const Settings& settings, const Monitor& command, const Output& output);

/// Sends nothing.
[[nodiscard]] int run(const Settings& settings, const Listing& command, const Output& output);

} // namespace iwf::scs
