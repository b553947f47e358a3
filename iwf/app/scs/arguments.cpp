// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/arguments.hpp"

#include <utility>

#include <CLI/CLI.hpp>

#include "iwf/app/neighbour/text.hpp"
#include "iwf/app/scs/help.hpp"
#include "iwf/app/scs/judge.hpp"
#include "iwf/app/scs/load_arguments.hpp"
#include "iwf/app/scs/monitor_arguments.hpp"
#include "iwf/app/scs/monitor_words.hpp"

namespace iwf::scs {
namespace {

using domain::ActionType;

/// What CLI11 fills in, as text: it is judged afterwards, with errors of our own.
struct Raw
{
    Words words;
    bool json{};
    std::string timeout{"10s"};
    std::string device;
    std::string payload{"wake up"};
    std::string payload_hex;
    std::string reference;
    std::string old_reference;
    std::string validity;
    std::string port;
    bool priority{};
    std::string wait_report;
    bool refuse{};
    bool silent{};
    std::string duration;
    std::string count;
    std::string answer_reports;
    std::string state;
    LoadWords load;
    MonitorWords monitor;
};

CLI::App* add_action(CLI::App& app, Raw& raw, ActionType type, const char* what)
{
    const std::string name{verb_of(type)};
    CLI::App* const command = app.add_subcommand(name, what);
    command->add_option("DEVICE", raw.device, "external identifier (has an @) or MSISDN (digits)")
        ->required();
    auto* const reference =
        command->add_option("--ref", raw.reference, "Reference-Number; left out: a random one");
    command->add_option("--timeout", raw.timeout, "to connect and get the answer (10s)");
    command->add_option("--wait-report", raw.wait_report, "wait so long for the delivery report");
    if (type == ActionType::device_trigger_recall) {
        reference->description("Reference-Number of the trigger to recall")->required();
    } else {
        command->add_option("--payload", raw.payload, "text for the device ('wake up')");
        command->add_option("--payload-hex", raw.payload_hex, "likewise, in hexadecimal")
            ->excludes("--payload");
        command->add_option("--validity", raw.validity, "like 90s, 1h; 0: one attempt only");
        command->add_option("--port", raw.port, "application port on the device, 0 to 65535");
        command->add_flag("--priority", raw.priority, "deliver also when known unreachable");
    }
    if (type == ActionType::device_trigger_replace) {
        command
            ->add_option(
                "--old-ref", raw.old_reference, "Reference-Number of the trigger to replace"
            )
            ->required();
    }
    command->footer(help_of(name));
    return command;
}

CLI::App* add_listen(CLI::App& app, Raw& raw)
{
    CLI::App* const command = app.add_subcommand("listen", "Take reports and print them");
    command->add_option("--duration", raw.duration, "end after so long; left out: on Ctrl-C");
    command->add_option("--count", raw.count, "end after so many reports");
    auto* const refuse = command->add_flag("--refuse", raw.refuse, "answer them with an error");
    command->add_flag("--silent", raw.silent, "answer none of them")->excludes(refuse);
    command->add_option(
        "--answer-reports",
        raw.answer_reports,
        "answer those on events with this result, like 5515 or 5012, or none at all: 'none'"
    );
    command->add_option("--state", raw.state, "count reports on events in this list");
    command->footer(help_of("listen"));
    return command;
}

void add_identity(CLI::App& app, Raw& raw)
{
    Words& words = raw.words;
    app.add_option("--config", words.config, "YAML file with what follows (host, iwf_host ...)")
        ->envname("IWF_SCS_CONFIG");
    app.add_option("--host", words.host, "our Origin-Host");
    app.add_option("--realm", words.realm, "our Origin-Realm");
    app.add_option("--connect", words.connect, "ADDRESS:PORT of the MTC-IWF");
    app.add_option("--iwf-host", words.iwf_host, "its Origin-Host");
    app.add_option("--iwf-realm", words.iwf_realm, "its realm");
    app.add_option("--scs-identity", words.scs_identity, "our E.164 number, digits");
    app.add_option(
        "--enterprise", words.enterprise, "whose Broken-Expectation is in reports (32473)"
    );
    app.add_flag("--json", raw.json, "one JSON object a line");
}

OneShot one_shot(const Raw& raw, ActionType type, std::uint32_t random_reference, Judge& judge)
{
    auto device = judge.value("DEVICE", raw.device, parse_device);
    if (!device) {
        device = domain::DeviceIdentity{*domain::Msisdn::parse("00000")}; // the error is kept
    }
    const auto reference = judge.number("--ref", raw.reference, any_number);
    const auto old_reference = judge.number("--old-ref", raw.old_reference, any_number);
    DeviceAction action{
        .type = type,
        .device = std::move(*device),
        .reference = domain::ReferenceNumber{reference.value_or(random_reference)},
        .old_reference = {},
        .trigger_data = {},
        .validity_time_s = {},
    };
    if (old_reference) {
        action.old_reference = domain::ReferenceNumber{*old_reference};
    }
    if (type != ActionType::device_trigger_recall) {
        auto& data = action.trigger_data.emplace();
        const base::ByteView text = base::as_bytes(raw.payload);
        data.payload.assign(text.begin(), text.end());
        if (!raw.payload_hex.empty()) {
            data.payload = judge.value("--payload-hex", raw.payload_hex, neighbour::parse_hex)
                               .value_or(data.payload);
        }
        if (raw.priority) {
            data.priority = domain::Priority::priority;
        }
        data.application_port = judge.number("--port", raw.port, 65535);
    }
    action.validity_time_s = judge.seconds("--validity", raw.validity);
    return {
        std::move(action),
        judge.duration("--timeout", raw.timeout).value_or(std::chrono::seconds{10}),
        judge.duration("--wait-report", raw.wait_report)};
}

Listening listening(const Raw& raw, Judge& judge)
{
    Listening listening;
    if (raw.refuse) {
        listening.acknowledge = Acknowledge::refuse;
        listening.answer_reports = diameter::Outcome{diameter::result::unable_to_comply, false};
    } else if (raw.silent) {
        listening.acknowledge = Acknowledge::silence;
        listening.answer_reports = std::nullopt;
    }
    if (!raw.answer_reports.empty()) {
        const auto answer =
            judge.value("--answer-reports", raw.answer_reports, parse_report_answer);
        listening.answer_reports = answer ? *answer : std::nullopt;
    }
    listening.state = raw.state;
    listening.duration = judge.duration("--duration", raw.duration);
    listening.count = judge.number("--count", raw.count, any_number);
    return listening;
}

EarlyEnd wrong(const std::string& why)
{
    std::string text;
    std::istringstream lines{why};
    for (std::string line; std::getline(lines, line);) {
        text += "iwf-scs: " + line + "\n";
    }
    return {status::usage, {}, text};
}

/// The subcommands, to ask which it was.
struct Commands
{
    CLI::App* trigger;
    CLI::App* recall;
    CLI::App* listen;
    CLI::App* load;
    CLI::App* monitor;
    CLI::App* unmonitor;
    CLI::App* subscriptions;
};

Commands add_commands(CLI::App& app, Raw& raw)
{
    add_identity(app, raw);
    auto* const trigger =
        add_action(app, raw, ActionType::device_trigger_request, "Trigger a device");
    auto* const recall = add_action(
        app, raw, ActionType::device_trigger_recall, "Take back a trigger not delivered yet"
    );
    add_action(app, raw, ActionType::device_trigger_replace, "Replace a trigger not delivered yet");
    CLI::App* const listen = add_listen(app, raw);
    CLI::App* const load = add_load(app, raw.load);
    return {
        trigger,
        recall,
        listen,
        load,
        add_monitor(app, raw.monitor),
        add_unmonitor(app, raw.monitor),
        add_subscriptions(app, raw.monitor)};
}

Command
chosen(const Commands& commands, const Raw& raw, std::uint32_t random_reference, Judge& judge)
{
    if (*commands.listen) {
        return listening(raw, judge);
    }
    if (*commands.load) {
        return load(raw.load, random_reference, judge);
    }
    if (*commands.monitor) {
        return monitor(raw.monitor, *commands.monitor, judge);
    }
    if (*commands.unmonitor) {
        return unmonitor(raw.monitor, judge);
    }
    if (*commands.subscriptions) {
        return Listing{raw.monitor.state};
    }
    const auto type = *commands.trigger  ? ActionType::device_trigger_request
                      : *commands.recall ? ActionType::device_trigger_recall
                                         : ActionType::device_trigger_replace;
    return one_shot(raw, type, random_reference, judge);
}

} // namespace

tl::expected<Arguments, EarlyEnd>
parse_arguments(std::vector<std::string> words, std::uint32_t random_reference)
{
    Raw raw;
    CLI::App app{"A server (SCS) on the Tsp interface of an MTC-IWF", "iwf-scs"};
    app.footer(help_of(""));
    app.require_subcommand(1);
    app.fallthrough();
    const Commands commands = add_commands(app, raw);
    if (auto end = command_line::parse(app, std::move(words), status::usage)) {
        return tl::unexpected{std::move(*end)};
    }
    Judge judge;
    auto command = chosen(commands, raw, random_reference, judge);
    if (!judge.error().empty()) {
        return tl::unexpected{wrong(judge.error())};
    }
    auto settings = make_settings(raw.words);
    if (!settings) {
        return tl::unexpected{wrong(settings.error().text)};
    }
    return Arguments{std::move(*settings), std::move(command), raw.json};
}

} // namespace iwf::scs
