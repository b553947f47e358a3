// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "iwf/app/scs/help.hpp"
#include "iwf/app/scs/monitor_arguments.hpp"

namespace iwf::scs {
namespace {

void add_common(CLI::App& command, MonitorWords& words)
{
    command.add_option("DEVICE", words.device, "external identifier (has an @) or MSISDN (digits)")
        ->required();
    command.add_flag("--group", words.group, "DEVICE is an external group identifier");
    command.add_flag("--extended", words.extended, "references of 64 bits");
    command.add_option("--timeout", words.timeout, "to connect and get the answer (10s)");
    command.add_option("--state", words.state, "file with the list of subscriptions, to keep");
}

void add_event_options(CLI::App& command, MonitorWords& words)
{
    command.add_option("--reports", words.reports, "end after so many; see below");
    command.add_option("--duration", words.duration, "end after so long, like 1h");
    command.add_option(
        "--detection-time", words.detection_time, "loss-of-connectivity: told after so long"
    );
    command.add_option(
        "--accuracy", words.accuracy, "location: cell, base-station, tracking-area or network"
    );
    command.add_option("--interval", words.interval, "location: so long from report to report");
    auto* const last = command.add_flag("--last-known", words.last_known, "location: the last");
    command.add_flag("--current", words.current, "location: each new one")->excludes(last);
    command.add_flag("--imeisv", words.imeisv, "association: also another software version");
    command.add_option("--reachability", words.reachability, "ue-reachability: for sms or data");
    command.add_option("--apn", words.access_point_name, "pdn-connectivity: of this APN only");
    command.add_option(
        "--area", words.areas, "ue-count: in 262-01-1a2b (a TAI) or 262-01-0abcdef (an ECGI)"
    );
}

void add_pattern_options(CLI::App& command, MonitorWords& words)
{
    auto* const stays = command.add_flag("--stationary", words.stationary, "pattern: it stays");
    command.add_flag("--mobile", words.mobile, "pattern: it moves")->excludes(stays);
    command.add_option("--period", words.period, "pattern: it speaks once in so long");
    command.add_option("--comm-duration", words.communication_duration, "pattern: for so long");
    command.add_option(
        "--schedule", words.schedules, "pattern: it speaks then: 'mon-fri 22:00-23:00', UTC"
    );
    auto* const until =
        command.add_option("--valid-until", words.valid_until, "pattern: 2026-11-25T20:00:00Z");
    command.add_option("--valid", words.valid, "pattern: for so long from now")->excludes(until);
}

} // namespace

CLI::App* add_monitor(CLI::App& app, MonitorWords& words)
{
    CLI::App* const command =
        app.add_subcommand("monitor", "Ask for reports on an event, or tell a pattern");
    add_common(*command, words);
    auto* const event = command->add_option("--event", words.event, "which; see below");
    command->add_flag("--pattern", words.pattern, "tell how the device communicates")
        ->excludes(event);
    command->add_option("--ref", words.references, "SCEF-Reference-ID")->required()->expected(1);
    command->add_option("--replace", words.replaced, "end this one of ours with it");
    command->add_option("--guard", words.guard, "group: collect reports for so long");
    add_event_options(*command, words);
    add_pattern_options(*command, words);
    auto* const wait =
        command->add_option("--wait-report", words.wait_report, "wait so long for reports");
    command->add_option("--reports-wanted", words.reports_wanted, "for so many (1)")->needs(wait);
    command->footer(help_of("monitor"));
    return command;
}

CLI::App* add_unmonitor(CLI::App& app, MonitorWords& words)
{
    CLI::App* const command =
        app.add_subcommand("unmonitor", "End subscriptions, or take back patterns");
    add_common(*command, words);
    auto* const references =
        command->add_option("--ref", words.references, "SCEF-Reference-IDs to end");
    command->add_flag("--all", words.all, "all of the device")->excludes(references);
    command->add_flag("--pattern", words.pattern, "patterns, not events");
    command->footer(help_of("unmonitor"));
    return command;
}

CLI::App* add_subscriptions(CLI::App& app, MonitorWords& words)
{
    CLI::App* const command =
        app.add_subcommand("subscriptions", "Print the list that --state of others keeps");
    command->add_option("--state", words.state, "file with the list")->required();
    command->footer(help_of("subscriptions"));
    return command;
}

} // namespace iwf::scs
