// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/arguments.hpp"

#include <limits>
#include <utility>

#include <CLI/CLI.hpp>

#include "iwf/app/neighbour/text.hpp"
#include "iwf/app/scs/help.hpp"

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
    std::string devices{"1"};
    std::string rate;
    std::string window;
    std::string then;
    bool timeline{};
    std::string wait_reports;
};

/// The values of options, judged; the first that is wrong is kept.
class Judge
{
public:
    template <class Parse>
    auto value(const char* option, const std::string& text, Parse parse)
    {
        auto result = parse(text);
        if (!result && error_.empty()) {
            error_ = std::string{option} + ": " + result.error().text;
        }
        return result;
    }

    std::optional<std::uint32_t>
    number(const char* option, const std::string& text, std::uint32_t most)
    {
        if (text.empty()) {
            return std::nullopt;
        }
        const auto number = neighbour::parse_number(text);
        if (number && *number <= most) {
            return number;
        }
        if (error_.empty()) {
            error_ = std::string{option} + ": '" + base::printable(text) +
                     "' is no number from 0 to " + std::to_string(most);
        }
        return std::nullopt;
    }

    std::optional<std::chrono::milliseconds> duration(const char* option, const std::string& text)
    {
        if (text.empty()) {
            return std::nullopt;
        }
        const auto parsed = value(option, text, neighbour::parse_duration);
        return parsed ? std::optional{*parsed} : std::nullopt;
    }

    [[nodiscard]] const std::string& error() const { return error_; }

private:
    std::string error_;
};

constexpr std::uint32_t any_number = std::numeric_limits<std::uint32_t>::max();

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
    CLI::App* const command = app.add_subcommand("listen", "Take delivery reports and print them");
    command->add_option("--duration", raw.duration, "end after so long; left out: on Ctrl-C");
    command->add_option("--count", raw.count, "end after so many reports");
    auto* const refuse = command->add_flag("--refuse", raw.refuse, "answer them with an error");
    command->add_flag("--silent", raw.silent, "answer none of them")->excludes(refuse);
    command->footer(help_of("listen"));
    return command;
}

CLI::App* add_load(CLI::App& app, Raw& raw)
{
    CLI::App* const command = app.add_subcommand("load", "Send many triggers and measure");
    command->add_option("DEVICE", raw.device, "as of trigger; with --devices: load-{}@iot.test")
        ->required();
    command->add_option(
        "--devices", raw.devices, "so many devices in turn: {} becomes 1, 2, 3 ...; digits count up"
    );
    auto* const rate =
        command->add_option("--rate", raw.rate, "triggers a second, whatever is answered");
    command
        ->add_option(
            "--window", raw.window, "or: so many at a time, each after the answer to one before"
        )
        ->excludes(rate);
    command->add_option("--duration", raw.duration, "send for so long");
    command->add_option("--then", raw.then, "RATE:TIME: after that, at this rate for this long")
        ->needs(rate);
    command->add_option("--count", raw.count, "or so many");
    command->add_flag("--timeline", raw.timeline, "with --json: each tenth of a second");
    command->add_option(
        "--wait-reports", raw.wait_reports, "after the last answer wait so long for all reports"
    );
    command->add_option("--timeout", raw.timeout, "to connect, and for one answer (10s)");
    command->add_option(
        "--ref", raw.reference, "the first Reference-Number; left out: a random one"
    );
    command->add_option("--payload", raw.payload, "text for the device ('wake up')");
    command->add_option("--validity", raw.validity, "like 90s, 1h; 0: one attempt only");
    command->footer(help_of("load"));
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
    app.add_flag("--json", raw.json, "one JSON object a line");
}

std::optional<std::uint32_t> validity_of(const Raw& raw, Judge& judge)
{
    const auto validity = judge.duration("--validity", raw.validity);
    if (!validity) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(std::chrono::floor<std::chrono::seconds>(*validity).count());
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
    action.validity_time_s = validity_of(raw, judge);
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
    } else if (raw.silent) {
        listening.acknowledge = Acknowledge::silence;
    }
    listening.duration = judge.duration("--duration", raw.duration);
    listening.count = judge.number("--count", raw.count, any_number);
    return listening;
}

base::Result<double> parse_rate(const std::string& text)
{
    std::istringstream in{text};
    double rate{};
    if (!(in >> rate) || !in.eof() || !(rate > 0 && rate <= 1'000'000)) {
        return base::fail("'" + base::printable(text) + "' is no rate: above 0, up to 1000000");
    }
    return rate;
}

base::Result<Phase> parse_phase(const std::string& text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) {
        return base::fail("'" + base::printable(text) + "' is no RATE:TIME, like 100:10s");
    }
    const auto rate = parse_rate(text.substr(0, colon));
    if (!rate) {
        return tl::unexpected{rate.error()};
    }
    const auto duration = neighbour::parse_duration(text.substr(colon + 1));
    if (!duration) {
        return tl::unexpected{duration.error()};
    }
    return Phase{*rate, *duration};
}

Load load(const Raw& raw, std::uint32_t random_reference, Judge& judge)
{
    const std::uint32_t devices = judge.number("--devices", raw.devices, 2'000'000).value_or(1);
    auto range = judge.value("DEVICE", raw.device, [devices](const std::string& pattern) {
        return device_range(pattern, devices);
    });
    const base::ByteView payload = base::as_bytes(raw.payload);
    Load load{
        .devices = std::move(range).value_or(std::vector<domain::DeviceIdentity>{}),
        .first =
            domain::ReferenceNumber{
                judge.number("--ref", raw.reference, any_number).value_or(random_reference)},
        .trigger_data = {{payload.begin(), payload.end()}, {}, {}},
        .validity_time_s = validity_of(raw, judge),
        .rate = {},
        .then = {},
        .window = judge.number("--window", raw.window, 10'000).value_or(1),
        .duration = judge.duration("--duration", raw.duration),
        .count = judge.number("--count", raw.count, any_number),
        .patience = judge.duration("--timeout", raw.timeout).value_or(std::chrono::seconds{10}),
        .wait_reports = judge.duration("--wait-reports", raw.wait_reports),
        .timeline = raw.timeline,
    };
    if (!raw.rate.empty()) {
        load.rate = judge.value("--rate", raw.rate, parse_rate).value_or(1.0);
    }
    if (!load.duration && (!load.count || !raw.then.empty())) {
        load.duration = std::chrono::seconds{10};
    }
    if (!raw.then.empty()) {
        const auto then = judge.value("--then", raw.then, parse_phase);
        load.then = then ? std::optional{*then} : std::nullopt;
    }
    return load;
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
    return {trigger, recall, add_listen(app, raw), add_load(app, raw)};
}

std::variant<Listening, OneShot, Load>
chosen(const Commands& commands, const Raw& raw, std::uint32_t random_reference, Judge& judge)
{
    if (*commands.listen) {
        return listening(raw, judge);
    }
    if (*commands.load) {
        return load(raw, random_reference, judge);
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
