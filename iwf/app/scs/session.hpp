// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/app/neighbour/station.hpp"
#include "iwf/app/scs/output.hpp"
#include "iwf/app/scs/server.hpp"
#include "iwf/app/scs/settings.hpp"

namespace iwf::scs {

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
