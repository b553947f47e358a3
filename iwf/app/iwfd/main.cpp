// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "iwf/app/config/check_command.hpp"
#include "iwf/app/config/config.hpp"
#include "iwf/app/iwfd/daemon.hpp"
#include "iwf/app/runtime/event_loop.hpp"
#include "iwf/store/dump.hpp"

namespace {

constexpr auto examples = R"(EXAMPLES
  iwfd --check-config deploy/lab/iwfd.yaml  says all that is wrong with the files, and ends
  iwfd --dump-config deploy/lab/iwfd.yaml   prints what is in force, defaults marked
  iwfd --config deploy/lab/iwfd.yaml        serves until SIGTERM
  iwfd --dump-journal build/lab/journal     prints a line for each record kept

SIGNALS
  SIGTERM, SIGINT  answer what is in progress, then end (timers.drain); a second one: end now
  SIGHUP           read the contracts again: all of them or, when one is wrong, none (iwfctl reload)
  SIGUSR1          log the counters

EXIT STATUS
  0 ended as asked, or nothing wrong found; 1 something is wrong, and was said; 2 usage)";

struct Options
{
    std::string config;
    std::string check;
    std::string dump;
    std::string journal;
    bool json{};
    bool clear{};
};

int dump_journal(const Options& options)
{
    const iwf::store::DumpOptions how{
        .format = options.json ? iwf::store::DumpFormat::json : iwf::store::DumpFormat::text,
        .identities = options.clear ? iwf::store::SubscriberIdentities::clear
                                    : iwf::store::SubscriberIdentities::masked,
    };
    const auto dumped = iwf::store::dump_journal(options.journal, how, [](std::string_view line) {
        std::cout << line << '\n';
    });
    if (!dumped) {
        std::cerr << "iwfd: " << dumped.error().text << '\n';
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

int serve(const std::string& path)
{
    auto config = iwf::config::load_config(path);
    if (!config) {
        for (const auto& error : config.error()) {
            std::cerr << iwf::config::text(error) << '\n';
        }
        return EXIT_FAILURE;
    }
    iwf::runtime::block_signals({SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGPIPE});
    iwf::daemon::Ground ground{*config};
    auto daemon = iwf::daemon::Daemon::create(ground, path, std::move(*config));
    if (!daemon) {
        std::cerr << "iwfd: " << daemon.error().text << '\n';
        return EXIT_FAILURE;
    }
    return (*daemon)->run();
}

int run(int argc, char** argv)
{
    Options options;
    CLI::App app{"iwfd: MTC-IWF of TS 23.682: device triggering for application servers"};
    app.footer(examples);
    auto* const what = app.add_option_group("what to do")->require_option(1);
    what->add_option("--config", options.config, "serve with this configuration");
    what->add_option("--check-config", options.check, "check the configuration and its contracts");
    what->add_option("--dump-config", options.dump, "print the effective configuration");
    auto* const journal =
        what->add_option("--dump-journal", options.journal, "print the journal in this directory");
    app.add_flag("--json", options.json, "of --dump-journal: an object a line")->needs(journal);
    app.add_flag(
           "--clear",
           options.clear,
           "of --dump-journal: subscriber identities and locations in clear"
    )
        ->needs(journal);
    app.set_version_flag("--version", "iwfd " IWF_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? EXIT_SUCCESS : 2;
    }
    if (!options.check.empty()) {
        return iwf::config::check_config(options.check, std::cout, std::cerr);
    }
    if (!options.dump.empty()) {
        return iwf::config::dump_config(options.dump, std::cout, std::cerr);
    }
    return options.journal.empty() ? serve(options.config) : dump_journal(options);
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        // Only libraries throw; what they could not do is not recovered from here.
        std::cerr << "iwfd: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
