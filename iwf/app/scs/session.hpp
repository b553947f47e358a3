// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "iwf/app/neighbour/station.hpp"
#include "iwf/app/scs/output.hpp"
#include "iwf/app/scs/server.hpp"
#include "iwf/app/scs/settings.hpp"

namespace iwf::scs {

inline constexpr int exit_on_signal = 130;

/// Between the last acknowledgement and the DPR: a peer that handles the DPR first would not find
/// the acknowledgement's connection any more, and repeat the report.
inline constexpr auto linger = std::chrono::milliseconds{100};

/// What is told when no connection comes about in time.
[[nodiscard]] inline std::string no_connection(const Settings& settings)
{
    return "no connection to " + settings.iwf_host + " at " + settings.connect.address + ":" +
           std::to_string(settings.connect.port);
}

/// Runs a `Session` (station, settings, command, output), whose server() is told what comes, on a
/// node of its own; the exit status.
template <class Session, class Command>
[[nodiscard]] int
run_session(const Settings& settings, const Command& command, const Output& output)
{
    const auto config = node_config(settings);
    if (!config) {
        output.problem(config.error().text);
        return status::usage;
    }
    const auto station = neighbour::Station::create(*config, base::Severity::error);
    if (!station) {
        output.problem(station.error().text);
        return status::unreachable;
    }
    Session session{**station, settings, command, output};
    if (const auto started = (*station)->start(session.server()); !started) {
        output.problem(started.error().text);
        return status::unreachable;
    }
    return (*station)->run();
}

} // namespace iwf::scs
