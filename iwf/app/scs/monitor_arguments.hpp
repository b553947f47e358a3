// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "iwf/app/scs/judge.hpp"
#include "iwf/app/scs/monitor.hpp"

namespace CLI {
class App;
} // namespace CLI

/// The command lines of monitor, unmonitor and subscriptions.
namespace iwf::scs {

/// What CLI11 fills in, as text.
struct MonitorWords
{
    std::string device;
    std::string event;
    std::vector<std::string> references;
    std::string replaced;
    bool all{};
    bool pattern{};
    bool extended{};
    std::string reports;
    std::string duration;
    std::string detection_time;
    std::string accuracy;
    std::string interval;
    bool last_known{};
    bool current{};
    bool imeisv{};
    std::string reachability;
    std::string access_point_name;
    std::vector<std::string> areas;
    bool group{};
    std::string guard;
    bool stationary{};
    bool mobile{};
    std::string period;
    std::string communication_duration;
    std::vector<std::string> schedules;
    std::string valid_until;
    std::string valid;
    std::string timeout{"10s"};
    std::string wait_report;
    std::string reports_wanted{"1"};
    std::string state;
};

/// `words` outlives what is returned.
CLI::App* add_monitor(CLI::App& app, MonitorWords& words);
CLI::App* add_unmonitor(CLI::App& app, MonitorWords& words);
CLI::App* add_subscriptions(CLI::App& app, MonitorWords& words);

/// What they mean, once parsed; faults are `judge`'s. `command` says which options were there.
[[nodiscard]] Monitor monitor(const MonitorWords& words, const CLI::App& command, Judge& judge);
[[nodiscard]] Monitor unmonitor(const MonitorWords& words, Judge& judge);

} // namespace iwf::scs
