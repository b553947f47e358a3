// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "iwf/app/scs/output.hpp"
#include "iwf/app/scs/server.hpp"
#include "iwf/app/scs/settings.hpp"

namespace iwf::scs {

/// Sends one action, waits for its confirmation and, if asked, for the report of it.
struct OneShot
{
    DeviceAction action;
    std::chrono::milliseconds patience{};
    std::optional<std::chrono::milliseconds> wait_report;
};

/// Takes reports, on triggers and on events, until it is told to end.
struct Listening
{
    Acknowledge acknowledge{Acknowledge::yes};        ///< those on triggers
    ReportAnswer answer_reports{diameter::Outcome{}}; ///< those on events
    std::string state; ///< path of the list where events are counted; empty: none
    std::optional<std::chrono::milliseconds> duration; ///< none: until a signal
    std::optional<std::uint64_t> count;                ///< ends after so many
};

/// Each runs a node of its own and returns the exit status. Once a process.
[[nodiscard]] int run(const Settings& settings, const OneShot& command, const Output& output);
[[nodiscard]] int run(const Settings& settings, const Listening& command, const Output& output);

} // namespace iwf::scs
