// SPDX-License-Identifier: Apache-2.0
/// iwf-sim: an HSS, an SMS-SC or an MME that behaves, and misbehaves, as its file says.
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "iwf/app/neighbour/station.hpp"
#include "iwf/app/neighbour/text.hpp"
#include "iwf/app/sim/config.hpp"
#include "iwf/app/sim/control.hpp"
#include "iwf/app/sim/help.hpp"
#include "iwf/app/sim/hss.hpp"
#include "iwf/app/sim/mme.hpp"
#include "iwf/app/sim/sms_sc.hpp"
#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/diameter/generated/sgd.hpp"
#include "iwf/diameter/generated/t4.hpp"
#include "iwf/diameter/generated/t6a.hpp"

namespace {

using namespace iwf;

constexpr int exit_failure = 1;
constexpr int exit_usage = 2;

struct Options
{
    std::string config;
    std::string listen;
    std::string control;
    bool verbose{};
};

int fail(const base::Error& error, int status)
{
    std::cerr << "iwf-sim: " << error.text << "\n";
    return status;
}

std::vector<const diameter::ApplicationDefinition*> applications_of(sim::Role role)
{
    switch (role) {
    case sim::Role::hss:
        return {&diameter::application::s6m, &diameter::application::s6t};
    case sim::Role::sms_sc:
        return {&diameter::application::t4, &diameter::application::sgd};
    case sim::Role::mme:
        return {&diameter::application::t6a};
    }
    return {};
}

freediameter::NodeConfig node_config(const sim::SimConfig& config, sim::Role role)
{
    freediameter::NodeConfig node;
    node.identity = config.identity;
    node.realm = config.realm;
    node.addresses = {config.listen.address};
    node.port = config.listen.port;
    for (const diameter::ApplicationDefinition* const application : applications_of(role)) {
        node.applications.push_back(
            {application->id, application->vendor, std::string{application->name}}
        );
    }
    for (const std::string& peer : config.peers) {
        node.peers.push_back({peer, {}});
    }
    return node;
}

base::Result<sim::SimConfig> configure(const Options& options, sim::Role role)
{
    auto config = sim::load_config(options.config, role);
    if (!config) {
        return config;
    }
    if (!options.listen.empty()) {
        const auto listen = neighbour::parse_endpoint(options.listen);
        if (!listen) {
            return base::fail("--listen: " + listen.error().text);
        }
        config->listen = *listen;
    }
    if (!options.control.empty()) {
        config->control = options.control;
    }
    const auto port = neighbour::choose_port(config->listen.address, config->listen.port);
    if (!port) {
        return tl::unexpected{port.error()};
    }
    config->listen.port = *port;
    return config;
}

std::unique_ptr<sim::Simulator>
make_simulator(neighbour::Station& station, const sim::SimConfig& config, sim::Role role)
{
    switch (role) {
    case sim::Role::hss:
        return std::make_unique<sim::Hss>(station, config);
    case sim::Role::sms_sc:
        return std::make_unique<sim::SmsSc>(station, config);
    case sim::Role::mme:
        return std::make_unique<sim::Mme>(station, config);
    }
    return nullptr;
}

const char* name_of(sim::Role role)
{
    switch (role) {
    case sim::Role::hss:
        return "hss";
    case sim::Role::sms_sc:
        return "smsc";
    case sim::Role::mme:
        return "mme";
    }
    return "";
}

int run(const Options& options, sim::Role role)
{
    const auto config = configure(options, role);
    if (!config) {
        return fail(config.error(), exit_usage);
    }
    const auto level = options.verbose ? base::Severity::info : base::Severity::error;
    const auto station = neighbour::Station::create(node_config(*config, role), level);
    if (!station) {
        return fail(station.error(), exit_failure);
    }
    const auto simulator = make_simulator(**station, *config, role);
    std::unique_ptr<sim::Control> control;
    if (!config->control.empty()) {
        auto opened = sim::Control::open(
            config->control,
            (*station)->loop(),
            [&simulator](std::string_view command) { return simulator->obey(command); }
        );
        if (!opened) {
            return fail(opened.error(), exit_failure);
        }
        control = std::move(*opened);
    }
    if (const auto started = (*station)->start(*simulator); !started) {
        return fail(started.error(), exit_failure);
    }
    simulator->start_script(config->script);
    (*station)->on_signal([&station] { (*station)->stop(0); });
    std::cout << "ready " << name_of(role) << ' ' << config->listen.address << ":"
              << config->listen.port << std::endl;
    const int status = (*station)->run();
    return status;
}

CLI::App* add_role(CLI::App& app, Options& options, const char* name, const char* what)
{
    CLI::App* const command = app.add_subcommand(name, what);
    command->add_option("--config", options.config, "YAML file: who it is and how it behaves")
        ->required();
    command->add_option(
        "--listen", options.listen, "ADDRESS:PORT, instead of the file's; port 0: any"
    );
    command->add_option(
        "--control", options.control, "path of a UNIX socket that answers commands"
    );
    command->add_flag("--verbose", options.verbose, "tell of connections on standard error");
    command->footer(sim::help_of(name));
    return command;
}

int control(const std::string& socket, const std::vector<std::string>& words)
{
    std::string command;
    for (const std::string& word : words) {
        command += (command.empty() ? "" : " ") + word;
    }
    const auto answer = sim::ask_control(socket, command);
    if (!answer) {
        return fail(answer.error(), exit_failure);
    }
    std::cout << *answer << "\n";
    return answer->starts_with(R"({"error":)") ? exit_usage : 0;
}

} // namespace

int main(int count, char** values)
{
    CLI::App app{
        "Simulators of the nodes beside an MTC-IWF: HSS (S6m, S6t), SMS-SC (T4, SGd), MME (T6a)",
        "iwf-sim"};
    app.footer(sim::help_of(""));
    app.require_subcommand(1);
    Options options;
    std::string socket;
    std::vector<std::string> words;
    const auto* const hss =
        add_role(app, options, "hss", "A home subscriber server on S6m and S6t");
    const auto* const smsc =
        add_role(app, options, "smsc", "A short message service centre on T4 and SGd");
    const auto* const mme = add_role(app, options, "mme", "A mobility management entity on T6a");
    CLI::App* const ctl = app.add_subcommand("ctl", "Ask a running simulator, or tell it");
    ctl->add_option("SOCKET", socket, "the path given as --control")->required();
    ctl->add_option(
           "COMMAND", words, "counters, pending, reset, set RULE, clear, and those of the role"
    )
        ->required();
    ctl->footer(sim::help_of("ctl"));
    try {
        app.parse(count, values);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    }
    if (*hss) {
        return run(options, sim::Role::hss);
    }
    if (*mme) {
        return run(options, sim::Role::mme);
    }
    return *smsc ? run(options, sim::Role::sms_sc) : control(socket, words);
}
