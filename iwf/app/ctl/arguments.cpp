// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/arguments.hpp"

#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include "iwf/app/ctl/help.hpp"

namespace iwf::ctl {
namespace {

/// What CLI11 fills in.
struct Raw
{
    std::string socket{"/run/iwfd/control.sock"};
    bool json{};
    std::string server;
    std::string config;
    std::string certificate;
    bool dry_run{};
    VerifyAudit verify;
    RevealAudit reveal;
    NewAuditKey new_key;
    Explain explain;
    PolicyDiff policy_diff;
    PolicyTest policy_test;
};

/// The subcommands, to ask which it was.
struct Commands
{
    CLI::App* status;
    CLI::App* reload;
    CLI::App* links;
    CLI::App* terminate;
    CLI::App* apply;
    CLI::App* check;
    CLI::App* verify;
    CLI::App* reveal;
    CLI::App* new_key;
    CLI::App* explain;
    CLI::App* policy_check;
    CLI::App* policy_diff;
    CLI::App* policy_test;
};

CLI::App* add(CLI::App& app, const char* name, const char* what, std::string_view help)
{
    CLI::App* const command = app.add_subcommand(name, what);
    command->footer(std::string{help});
    command->fallthrough();
    return command;
}

CLI::Option* add_server(CLI::App& command, Raw& raw)
{
    return command.add_option(
        "SERVER", raw.server, "name of a contract, or host of a HSS or SMS-SC"
    );
}

void add_audit(CLI::App& app, Raw& raw, Commands& commands)
{
    CLI::App* const audit = add(app, "audit", "The audit log", "");
    audit->require_subcommand(1);
    commands.verify = add(*audit, "verify", "What was done to the lines of a log", verify_help);
    commands.verify->add_option("FILE", raw.verify.files, "of the log, all of them")->required();
    commands.verify->add_option("--key", raw.verify.key_file, "audit.key_file of iwfd");
    commands.verify->add_option("--head", raw.verify.head, "noted before, N:HASH");
    commands.reveal = add(*audit, "reveal", "The devices behind pseudonyms", reveal_help);
    commands.reveal->add_option("FILE", raw.reveal.files, "of the log")->required();
    commands.reveal->add_option("--key", raw.reveal.key_file, "audit.key_file of iwfd")->required();
    auto* const of = commands.reveal->add_option_group("of whom")->require_option(1);
    of->add_option("--device", raw.reveal.device, "External-Identifier, or digits of an MSISDN");
    of->add_option("--pseudonym", raw.reveal.pseudonym, "d: and digits, or the first of them");
    commands.new_key = add(*audit, "new-key", "Write a new key for an audit log", new_key_help);
    commands.new_key->add_option("FILE", raw.new_key.file, "that does not exist")->required();
}

void add_explain(CLI::App& app, Raw& raw, Commands& commands)
{
    CLI::App& explain =
        *add(app, "explain", "How a request would be judged, and why", explain_help);
    commands.explain = &explain;
    Explain& into = raw.explain;
    explain.add_option("--server", into.server, "name of a contract")->required();
    explain.add_option("--device", into.device, "External-Identifier, or digits of an MSISDN")
        ->required();
    explain.add_option("--action", into.action, "trigger, recall, replace, mo_sms, or an event")
        ->required();
    explain.add_option("--at", into.at, "time, of RFC 3339 (now)");
    explain.add_option("--payload-bytes", into.payload_octets, "length of the payload (0)");
    explain.add_option("--port", into.port, "application port");
    explain.add_flag("--priority", into.priority, "Priority-Indication 1");
    explain.add_option("--validity", into.validity_s, "seconds");
    explain.add_option("--scs-identity", into.scs_identity, "digits (the contract's first)");
    explain.add_option("--ref", into.reference, "of a recall: number of the trigger");
    explain.add_option("--old-ref", into.old_reference, "of a replace: number of the trigger");
    explain.add_option("--reports", into.reports, "of an event, at most");
    explain.add_option("--duration", into.duration_s, "that an event is watched, seconds");
    explain.add_option(
        "--accuracy", into.accuracy, "of location: cell, base_station, tracking_area or network"
    );
    explain.add_option("--interval", into.interval_s, "between two locations, seconds");
    explain.add_option(
        "--detection-time", into.detection_time_s, "of loss_of_connectivity, seconds"
    );
    explain.add_flag("--group", into.group, "the device is an External-Group-Identifier");
    explain.add_option("--config", into.config, "judge by these files; iwfd need not run");
}

void add_policy(CLI::App& app, Raw& raw, Commands& commands)
{
    CLI::App* const policy = add(app, "policy", "Contracts in files; iwfd need not run", "");
    policy->require_subcommand(1);
    commands.policy_check = add(*policy, "check", "What is wrong in the files", policy_check_help);
    commands.policy_check->add_option("CONFIG", raw.config, "configuration of iwfd")->required();
    commands.policy_diff =
        add(*policy, "diff", "What each server may do more and less", policy_diff_help);
    commands.policy_diff->add_option("OLD", raw.policy_diff.from, "a configuration")->required();
    commands.policy_diff->add_option("NEW", raw.policy_diff.to, "another one")->required();
    commands.policy_test =
        add(*policy, "test", "Whether contracts do what you expect", policy_test_help);
    commands.policy_test->add_option("CASES", raw.policy_test.cases, "your expectations")
        ->required();
    commands.policy_test->add_option("--config", raw.policy_test.config, "configuration of iwfd")
        ->required();
}

Commands add_commands(CLI::App& app, Raw& raw)
{
    app.add_option("--socket", raw.socket, "iwfd's control.socket (/run/iwfd/control.sock)")
        ->envname("IWFCTL_SOCKET");
    app.add_flag("--json", raw.json, "what iwfd answered, as it came");
    Commands commands{};
    commands.status = add(app, "status", "Version and counters of iwfd", status_help);
    commands.reload = add(app, "reload", "Put changed contracts in force", reload_help);
    commands.reload->add_flag("--dry-run", raw.dry_run, "say what would change; change nothing");
    CLI::App* const ipsec = add(app, "ipsec", "The protected links", "");
    ipsec->require_subcommand(1);
    commands.links = add(*ipsec, "status", "Links and associations, by server", links_help);
    add_server(*commands.links, raw);
    commands.terminate = add(*ipsec, "terminate", "End a server's IKE_SAs", terminate_help);
    add_server(*commands.terminate, raw)->required();
    commands.apply =
        add(*ipsec, "apply", "Have charon hold what the contracts say, now", apply_help);
    commands.check =
        add(*ipsec, "check", "What of a server's link cannot work, before it is tried", check_help);
    add_server(*commands.check, raw)->required();
    commands.check->add_option("--config", raw.config, "configuration of iwfd")->required();
    commands.check->add_option("--certificate", raw.certificate, "that the server will show");
    add_audit(app, raw, commands);
    add_explain(app, raw, commands);
    add_policy(app, raw, commands);
    return commands;
}

Command chosen(const Commands& commands, Raw& raw)
{
    if (*commands.status) {
        return ShowStatus{};
    }
    if (*commands.reload) {
        return Reload{raw.dry_run};
    }
    if (*commands.links) {
        return ShowLinks{raw.server};
    }
    if (*commands.terminate) {
        return Terminate{raw.server};
    }
    if (*commands.apply) {
        return Apply{};
    }
    if (*commands.check) {
        return Check{raw.server, raw.config, raw.certificate};
    }
    if (*commands.verify) {
        return std::move(raw.verify);
    }
    if (*commands.reveal) {
        return std::move(raw.reveal);
    }
    if (*commands.new_key) {
        return std::move(raw.new_key);
    }
    if (*commands.explain) {
        return std::move(raw.explain);
    }
    if (*commands.policy_check) {
        return PolicyCheck{raw.config};
    }
    if (*commands.policy_diff) {
        return std::move(raw.policy_diff);
    }
    return std::move(raw.policy_test);
}

} // namespace

tl::expected<Arguments, EarlyEnd> parse_arguments(std::vector<std::string> words)
{
    Raw raw;
    CLI::App app{"iwfctl: asks a running iwfd, and tells it what to do", "iwfctl"};
    app.footer(std::string{program_help});
    app.require_subcommand(1);
    app.set_version_flag("--version", "iwfctl " IWF_VERSION);
    const Commands commands = add_commands(app, raw);
    if (auto end = command_line::parse(app, std::move(words), status::usage)) {
        return tl::unexpected{std::move(*end)};
    }
    return Arguments{raw.socket, raw.json, chosen(commands, raw)};
}

} // namespace iwf::ctl
