// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/arguments.hpp"

#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

namespace iwf::ctl {
namespace {

constexpr std::string_view program_help = R"(
EXIT STATUS
  0  done; 'reload --dry-run': it would be; with 'ipsec status SERVER': its link is bound; 'check',
     'verify': nothing found
  1  iwfd refused; the link is not bound; charon has not what it shall; 'check' or 'verify' found
     something
  2  wrong command line
  3  no answer of iwfd

EXAMPLES
  iwfctl status
  iwfctl ipsec status acme
  iwfctl ipsec check acme --config iwfd.yaml
)";

constexpr std::string_view status_help = R"(
EXAMPLES
  iwfctl status
  iwfctl --json status
)";

constexpr std::string_view reload_help = R"(
Reads iwfd.yaml and the contracts again, as SIGHUP does. All of it is put in force (IKE connections,
Diameter peers, policy) or, when anything is wrong, nothing. What changes is printed; servers whose
contract is the same are not disturbed. Keys of iwfd.yaml other than contracts and ipsec are taken
at the next start only.

EXAMPLES
  iwfctl reload --dry-run
  iwfctl reload
)";

constexpr std::string_view links_help = R"(
A link is bound when a message of the server would be served now: it comes through an association
whose other end proved to be that very server. Else the first thing that is missing is told.

EXAMPLES
  iwfctl ipsec status
  iwfctl ipsec status acme
  iwfctl ipsec status --json
)";

constexpr std::string_view terminate_help = R"(
Its Diameter connection is cut with them. A server that may come can come again at once: take its
contract away to keep it out.

EXAMPLES
  iwfctl ipsec terminate acme
)";

constexpr std::string_view apply_help = R"(
Files of certificates, keys and CRLs are read anew; the configuration and the contracts are not
(SIGHUP). iwfd does it by itself when it starts, at each reload and when charon comes back.

EXAMPLES
  iwfctl ipsec apply
)";

constexpr std::string_view check_help = R"(
Reads files only; iwfd and charon need not run. Looks at names (subjectAltName), dates, issuers, keys
and CRLs, at addresses, and at proposals below ipsec.floor.

EXAMPLES
  iwfctl ipsec check acme --config iwfd.yaml
  iwfctl ipsec check acme --config iwfd.yaml --certificate acme.crt
)";

constexpr std::string_view verify_help = R"(
Reads files only: all of a log, in any order. Finds lines that were changed, taken away, moved or put
in, and names them. With the key it finds also those whose hashes somebody has computed anew, and
with a head noted before ('iwfctl status', the log's audit.head) that the last lines are gone. A
remark is no fault: iwfd was killed while it wrote, or older files are not there.

EXAMPLES
  iwfctl audit verify audit.log
  iwfctl audit verify audit.log.1 audit.log --key audit.key
)";

constexpr std::string_view reveal_help = R"(
Needs the key. Prints each line of a device, under whatever pseudonym it had that day, or each line
of a pseudonym, with the device it stands for.

EXAMPLES
  iwfctl audit reveal --key audit.key --device meter1@meters.acme.example audit.log
  iwfctl audit reveal --key audit.key --pseudonym d: audit.log
)";

constexpr std::string_view new_key_help = R"(
For audit.key_file: 32 random octets, hexadecimal, in a file that was not there, with mode 0600. Who
has it finds the devices behind the pseudonyms; without it nobody does. Each start of iwfd says which
key it uses, by the 8 digits printed here.

EXAMPLES
  iwfctl audit new-key new-audit.key
)";

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
    return command.add_option("SERVER", raw.server, "name of a contract");
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
    return commands;
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
    Arguments arguments{raw.socket, raw.json, {}};
    if (*commands.status) {
        arguments.command = ShowStatus{};
    } else if (*commands.reload) {
        arguments.command = Reload{raw.dry_run};
    } else if (*commands.links) {
        arguments.command = ShowLinks{raw.server};
    } else if (*commands.terminate) {
        arguments.command = Terminate{raw.server};
    } else if (*commands.apply) {
        arguments.command = Apply{};
    } else if (*commands.check) {
        arguments.command = Check{raw.server, raw.config, raw.certificate};
    } else if (*commands.verify) {
        arguments.command = std::move(raw.verify);
    } else if (*commands.reveal) {
        arguments.command = std::move(raw.reveal);
    } else {
        arguments.command = std::move(raw.new_key);
    }
    return arguments;
}

} // namespace iwf::ctl
