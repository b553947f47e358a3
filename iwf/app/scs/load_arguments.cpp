// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/load_arguments.hpp"

#include <sstream>
#include <utility>

#include <CLI/CLI.hpp>

#include "iwf/app/scs/help.hpp"

namespace iwf::scs {
namespace {

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

} // namespace

CLI::App* add_load(CLI::App& app, LoadWords& words)
{
    CLI::App* const command = app.add_subcommand("load", "Send many triggers and measure");
    command->add_option("DEVICE", words.device, "as of trigger; with --devices: load-{}@iot.test")
        ->required();
    command->add_option(
        "--devices",
        words.devices,
        "so many devices in turn: {} becomes 1, 2, 3 ...; digits count up"
    );
    auto* const rate =
        command->add_option("--rate", words.rate, "triggers a second, whatever is answered");
    command
        ->add_option(
            "--window", words.window, "or: so many at a time, each after the answer to one before"
        )
        ->excludes(rate);
    command->add_option("--duration", words.duration, "send for so long");
    command->add_option("--then", words.then, "RATE:TIME: after that, at this rate for this long")
        ->needs(rate);
    command
        ->add_option(
            "--backlog",
            words.backlog,
            "TIME: no more unanswered than are due in this time; what is due beyond is not sent"
        )
        ->needs(rate);
    command->add_option("--count", words.count, "or so many");
    command->add_flag("--timeline", words.timeline, "with --json: each tenth of a second");
    command->add_option(
        "--wait-reports", words.wait_reports, "after the last answer wait so long for all reports"
    );
    command->add_option("--timeout", words.timeout, "to connect, and for one answer (10s)");
    command->add_option(
        "--ref", words.reference, "the first Reference-Number; left out: a random one"
    );
    command->add_option("--payload", words.payload, "text for the device ('wake up')");
    command->add_option("--validity", words.validity, "like 90s, 1h; 0: one attempt only");
    command->footer(help_of("load"));
    return command;
}

Load load(const LoadWords& words, std::uint32_t random_reference, Judge& judge)
{
    const std::uint32_t devices = judge.number("--devices", words.devices, 2'000'000).value_or(1);
    auto range = judge.value("DEVICE", words.device, [devices](const std::string& pattern) {
        return device_range(pattern, devices);
    });
    const base::ByteView payload = base::as_bytes(words.payload);
    Load load{
        .devices = std::move(range).value_or(std::vector<domain::DeviceIdentity>{}),
        .first =
            domain::ReferenceNumber{
                judge.number("--ref", words.reference, any_number).value_or(random_reference)},
        .trigger_data = {{payload.begin(), payload.end()}, {}, {}},
        .validity_time_s = judge.seconds("--validity", words.validity),
        .rate = {},
        .then = {},
        .backlog = judge.duration("--backlog", words.backlog),
        .window = judge.number("--window", words.window, 10'000).value_or(1),
        .duration = judge.duration("--duration", words.duration),
        .count = judge.number("--count", words.count, any_number),
        .patience = judge.duration("--timeout", words.timeout).value_or(std::chrono::seconds{10}),
        .wait_reports = judge.duration("--wait-reports", words.wait_reports),
        .timeline = words.timeline,
    };
    if (!words.rate.empty()) {
        load.rate = judge.value("--rate", words.rate, parse_rate).value_or(1.0);
    }
    if (!load.duration && (!load.count || !words.then.empty())) {
        load.duration = std::chrono::seconds{10};
    }
    if (!words.then.empty()) {
        const auto then = judge.value("--then", words.then, parse_phase);
        load.then = then ? std::optional{*then} : std::nullopt;
    }
    return load;
}

} // namespace iwf::scs
