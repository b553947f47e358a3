// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/arguments.hpp"

#include <gtest/gtest.h>

#include "iwf/app/ctl/policy_command.hpp"

namespace iwf::ctl {
namespace {

template <class Command>
Command parsed(const std::vector<std::string>& words)
{
    const auto arguments = parse_arguments(words);
    EXPECT_TRUE(arguments) << arguments.error().err;
    return std::get<Command>(arguments->command);
}

TEST(CtlArguments, each_command_is_understood)
{
    (void)parsed<ShowStatus>({"status"});
    EXPECT_EQ(parsed<ShowLinks>({"ipsec", "status"}).server, "");
    EXPECT_EQ(parsed<ShowLinks>({"ipsec", "status", "acme"}).server, "acme");
    EXPECT_EQ(parsed<Terminate>({"ipsec", "terminate", "acme"}).server, "acme");
    (void)parsed<Apply>({"ipsec", "apply"});
    const auto check = parsed<Check>(
        {"ipsec", "check", "acme", "--config", "iwfd.yaml", "--certificate", "acme.crt"}
    );
    EXPECT_EQ(check.server, "acme");
    EXPECT_EQ(check.config, "iwfd.yaml");
    EXPECT_EQ(check.certificate, "acme.crt");
}

TEST(CtlArguments, the_commands_about_the_audit_log_are_understood)
{
    const auto verify =
        parsed<VerifyAudit>({"audit", "verify", "a.log", "b.log", "--key", "k", "--head", "3:00"});
    EXPECT_EQ(verify.files, (std::vector<std::string>{"a.log", "b.log"}));
    EXPECT_EQ(verify.key_file, "k");
    EXPECT_EQ(verify.head, "3:00");
    const auto reveal =
        parsed<RevealAudit>({"audit", "reveal", "--key", "k", "--device", "m@x.example", "a.log"});
    EXPECT_EQ(reveal.files, std::vector<std::string>{"a.log"});
    EXPECT_EQ(reveal.device, "m@x.example");
    EXPECT_EQ(
        parsed<RevealAudit>({"audit", "reveal", "--key", "k", "--pseudonym", "d:1", "a.log"})
            .pseudonym,
        "d:1"
    );
    EXPECT_EQ(parsed<NewAuditKey>({"audit", "new-key", "k"}).file, "k");
}

TEST(CtlArguments, the_original_of_a_recall_or_replace_stands_where_a_server_puts_it)
{
    const auto about = [](const char* action, std::vector<std::string> more) {
        std::vector<std::string> words{
            "explain", "--server", "acme", "--device", "m@x.example", "--action", action};
        words.insert(words.end(), more.begin(), more.end());
        const auto question = question_of(parsed<Explain>(words));
        return question.has_original() ? question.original() : 0;
    };
    EXPECT_EQ(about("recall", {"--ref", "7"}), 7U);
    EXPECT_EQ(about("recall", {"--old-ref", "7", "--ref", "8"}), 7U); // as stage 2 reads
    EXPECT_EQ(about("replace", {"--old-ref", "7"}), 7U);
    EXPECT_EQ(about("replace", {"--ref", "8"}), 0U); // the number of the replace itself
    EXPECT_EQ(about("recall", {}), 0U);
}

TEST(CtlArguments, the_commands_about_contracts_are_understood)
{
    const auto explain = parsed<Explain>(
        {"explain",
         "--server",
         "acme",
         "--device",
         "m@x.example",
         "--action",
         "trigger",
         "--port",
         "7",
         "--priority",
         "--validity",
         "0",
         "--payload-bytes",
         "160",
         "--at",
         "now"}
    );
    EXPECT_EQ(explain.server, "acme");
    EXPECT_EQ(explain.device, "m@x.example");
    EXPECT_EQ(explain.action, "trigger");
    EXPECT_EQ(explain.port, 7U);
    EXPECT_TRUE(explain.priority);
    EXPECT_EQ(explain.validity_s, 0U);
    EXPECT_EQ(explain.payload_octets, 160U);
    EXPECT_EQ(explain.at, "now");
    const auto watch = parsed<Explain>(
        {"explain",
         "--server",
         "acme",
         "--device",
         "fleet@x.example",
         "--group",
         "--action",
         "location",
         "--reports",
         "2",
         "--duration",
         "3",
         "--accuracy",
         "cell",
         "--interval",
         "4",
         "--detection-time",
         "5"}
    );
    EXPECT_TRUE(watch.group);
    EXPECT_EQ(watch.action, "location");
    EXPECT_EQ(watch.reports, 2U);
    EXPECT_EQ(watch.duration_s, 3U);
    EXPECT_EQ(watch.accuracy, "cell");
    EXPECT_EQ(watch.interval_s, 4U);
    EXPECT_EQ(watch.detection_time_s, 5U);
    EXPECT_EQ(parsed<PolicyCheck>({"policy", "check", "a"}).config, "a");
    EXPECT_EQ(parsed<PolicyDiff>({"policy", "diff", "a", "b"}).to, "b");
    EXPECT_EQ(parsed<PolicyTest>({"policy", "test", "c", "--config", "a"}).cases, "c");
}

TEST(CtlArguments, the_socket_and_json_may_stand_anywhere)
{
    const auto before = parse_arguments({"--socket", "/a", "--json", "ipsec", "status"});
    const auto after = parse_arguments({"ipsec", "status", "--json", "--socket", "/a"});
    ASSERT_TRUE(before && after);
    EXPECT_EQ(before->socket, "/a");
    EXPECT_EQ(after->socket, "/a");
    EXPECT_TRUE(before->json && after->json);
    EXPECT_EQ(parse_arguments({"status"})->socket, "/run/iwfd/control.sock");
    EXPECT_FALSE(parse_arguments({"status"})->json);
}

TEST(CtlArguments, what_is_wrong_is_usage)
{
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {},
             {"ipsec"},
             {"stats"},
             {"ipsec", "terminate"},
             {"ipsec", "check", "acme"},
             {"ipsec", "check", "--config", "iwfd.yaml"},
             {"ipsec", "status", "a", "b"},
             {"status", "--config", "iwfd.yaml"},
             {"audit"},
             {"explain", "--server", "acme", "--device", "m@x.example"},
             {"policy"},
             {"policy", "check"},
             {"policy", "diff", "a"},
             {"policy", "test", "c"},
             {"audit", "verify"},
             {"audit", "reveal", "--key", "k", "a.log"},
             {"audit", "reveal", "--device", "m@x.example", "a.log"},
             {"audit", "new-key"},
         }) {
        const auto refused = parse_arguments(words);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().status, status::usage);
        EXPECT_FALSE(refused.error().err.empty());
        EXPECT_TRUE(refused.error().out.empty());
    }
}

TEST(CtlArguments, help_has_examples_and_exit_statuses)
{
    const auto help = parse_arguments({"--help"});
    ASSERT_FALSE(help);
    EXPECT_EQ(help.error().status, 0);
    EXPECT_NE(help.error().out.find("EXIT STATUS\n  0  done"), std::string::npos);
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"status", "--help"},
             {"ipsec", "status", "--help"},
             {"ipsec", "terminate", "--help"},
             {"ipsec", "apply", "--help"},
             {"ipsec", "check", "--help"},
         }) {
        const auto of_command = parse_arguments(words);
        ASSERT_FALSE(of_command);
        EXPECT_NE(of_command.error().out.find("EXAMPLES\n  iwfctl "), std::string::npos)
            << words.front();
    }
}

} // namespace
} // namespace iwf::ctl
