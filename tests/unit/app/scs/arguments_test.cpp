// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/arguments.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "tests/unit/app/scs/command_line.hpp"

namespace iwf::scs {
namespace {

using namespace std::chrono_literals;
using test::fault;
using test::parsed;
using test::refused;
using test::with_identity;

TEST(Arguments, of_a_trigger_have_defaults)
{
    const auto command = parsed<OneShot>({"trigger", "meter-1@iot.test"});
    EXPECT_EQ(domain::clear_text(command.action.device), "meter-1@iot.test");
    EXPECT_EQ(command.action.reference.value(), 4711U);
    EXPECT_EQ(base::as_text(command.action.trigger_data->payload), "wake up");
    EXPECT_FALSE(command.action.trigger_data->priority);
    EXPECT_FALSE(command.action.validity_time_s);
    EXPECT_FALSE(command.wait_report);
    EXPECT_EQ(command.patience, 10s);
}

TEST(Arguments, of_a_trigger_say_everything)
{
    const auto command = parsed<OneShot>(
        {"trigger",
         "491710000001",
         "--payload-hex",
         "00ff",
         "--ref",
         "4294967295",
         "--validity",
         "1h",
         "--port",
         "65535",
         "--priority",
         "--wait-report",
         "2s",
         "--timeout",
         "3s"}
    );
    EXPECT_EQ(command.action.reference.value(), 0xFFFF'FFFFU);
    EXPECT_EQ(command.action.trigger_data->payload, (base::Bytes{0x00, 0xFF}));
    EXPECT_EQ(command.action.trigger_data->priority, domain::Priority::priority);
    EXPECT_EQ(command.action.trigger_data->application_port, 65535U);
    EXPECT_EQ(command.action.validity_time_s, 3600U);
    EXPECT_EQ(command.wait_report, 2s);
    EXPECT_EQ(command.patience, 3s);
}

TEST(Arguments, of_recall_and_replace_name_the_old_trigger)
{
    const auto recall = parsed<OneShot>({"recall", "a@b.test", "--ref", "7"});
    EXPECT_EQ(recall.action.type, domain::ActionType::device_trigger_recall);
    EXPECT_FALSE(recall.action.trigger_data);
    const auto replace = parsed<OneShot>({"replace", "a@b.test", "--old-ref", "7", "--ref", "8"});
    EXPECT_EQ(replace.action.type, domain::ActionType::device_trigger_replace);
    EXPECT_EQ(replace.action.old_reference, domain::ReferenceNumber{7});
    EXPECT_NE(fault({"recall", "a@b.test"}).find("--ref is required"), std::string::npos);
    EXPECT_NE(fault({"replace", "a@b.test"}).find("--old-ref is required"), std::string::npos);
}

TEST(Arguments, of_listen_say_what_becomes_of_reports)
{
    EXPECT_EQ(parsed<Listening>({"listen"}).acknowledge, Acknowledge::yes);
    EXPECT_EQ(parsed<Listening>({"listen", "--refuse"}).acknowledge, Acknowledge::refuse);
    EXPECT_EQ(parsed<Listening>({"listen", "--silent"}).acknowledge, Acknowledge::silence);
    EXPECT_EQ(parsed<Listening>({"listen", "--count", "3"}).count, 3U);
    EXPECT_EQ(parsed<Listening>({"listen"}).answer_reports, diameter::Outcome{});
    EXPECT_EQ(
        parsed<Listening>({"listen", "--refuse"}).answer_reports, (diameter::Outcome{5012, false})
    );
    EXPECT_FALSE(parsed<Listening>({"listen", "--silent"}).answer_reports);
    const auto told = parsed<Listening>({"listen", "--silent", "--answer-reports", "5515"});
    EXPECT_EQ(told.answer_reports, (diameter::Outcome{5515, true}));
    EXPECT_FALSE(parsed<Listening>({"listen", "--answer-reports", "none"}).answer_reports);
    EXPECT_NE(fault({"listen", "--answer-reports", "6000"}).find("6000"), std::string::npos);
    EXPECT_NE(fault({"listen", "--refuse", "--silent"}).find("excludes"), std::string::npos);
}

TEST(Arguments, of_a_load_say_how_much)
{
    const auto load = parsed<Load>(
        {"load", "load-{}@iot.test", "--devices", "3", "--rate", "12.5", "--count", "9"}
    );
    EXPECT_EQ(load.devices.size(), 3U);
    EXPECT_EQ(load.rate, 12.5);
    EXPECT_EQ(load.count, 9U);
    EXPECT_FALSE(load.duration);
    EXPECT_EQ(parsed<Load>({"load", "a@b.test", "--window", "4"}).window, 4U);
    EXPECT_EQ(parsed<Load>({"load", "a@b.test"}).duration, 10s);
    EXPECT_NE(fault({"load", "a@b.test", "--rate", "-1"}).find("--rate:"), std::string::npos);
    EXPECT_NE(fault({"load", "a@b.test", "--rate", "1x"}).find("--rate:"), std::string::npos);
    EXPECT_NE(fault({"load", "a@b.test", "--devices", "2"}).find("DEVICE:"), std::string::npos);
    const auto falling = parsed<Load>(
        {"load", "a@b.test", "--rate", "300", "--duration", "2s", "--then", "20.5:4s", "--timeline"}
    );
    EXPECT_EQ(falling.then->rate, 20.5);
    EXPECT_EQ(falling.then->duration, 4s);
    EXPECT_TRUE(falling.timeline);
    for (const char* const wrong : {"20", "x:4s", "20:4"}) {
        EXPECT_NE(
            fault({"load", "a@b.test", "--rate", "9", "--then", wrong}).find("--then:"),
            std::string::npos
        ) << wrong;
    }
    EXPECT_NE(fault({"load", "a@b.test", "--then", "20:4s"}).find("--rate"), std::string::npos);
}

TEST(Arguments, of_a_load_bound_what_is_unanswered_by_a_time_at_the_rate_of_that_moment)
{
    constexpr auto everything = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(most_unanswered(parsed<Load>({"load", "a@b.test", "--rate", "9"}), 0s), everything);
    const auto load = parsed<Load>(
        {"load",
         "a@b.test",
         "--rate",
         "3000",
         "--duration",
         "2s",
         "--then",
         "2.5:4s",
         "--backlog",
         "500ms"}
    );
    EXPECT_EQ(most_unanswered(load, 0s), 1500U);
    EXPECT_EQ(most_unanswered(load, 1999ms), 1500U);
    EXPECT_EQ(most_unanswered(load, 2s), 1U); // never none
    EXPECT_NE(fault({"load", "a@b.test", "--backlog", "1s"}).find("--rate"), std::string::npos);
    EXPECT_NE(
        fault({"load", "a@b.test", "--rate", "9", "--backlog", "much"}).find("--backlog:"),
        std::string::npos
    );
}

TEST(Arguments, that_are_wrong_are_named)
{
    EXPECT_NE(fault({"trigger", "nobody"}).find("iwf-scs: DEVICE:"), std::string::npos);
    EXPECT_NE(fault({"trigger", "a@b.test", "--ref", "-1"}).find("--ref:"), std::string::npos);
    EXPECT_NE(fault({"trigger", "a@b.test", "--port", "65536"}).find("--port:"), std::string::npos);
    EXPECT_NE(
        fault({"trigger", "a@b.test", "--validity", "1"}).find("--validity:"), std::string::npos
    );
    EXPECT_NE(
        fault({"trigger", "a@b.test", "--payload-hex", "0"}).find("--payload-hex:"),
        std::string::npos
    );
    EXPECT_NE(fault({"triger", "a@b.test"}).find("subcommand"), std::string::npos);
    EXPECT_FALSE(fault({}).empty());
}

TEST(Arguments, without_an_identity_say_what_is_missing)
{
    const EarlyEnd end = refused({"listen", "--host", "scs.test"});
    EXPECT_EQ(end.status, status::usage);
    EXPECT_EQ(end.err.find("--host"), std::string::npos);
    EXPECT_NE(
        end.err.find("--connect is missing, and 'connect' in a --config file"), std::string::npos
    );
    EXPECT_NE(end.err.find("--scs-identity is missing"), std::string::npos);
}

TEST(Arguments, of_the_enterprise_are_optional)
{
    const auto enterprise = [](std::vector<std::string> words) {
        const auto arguments = parse_arguments(with_identity(std::move(words)), 1);
        return arguments ? arguments->settings.enterprise : 0;
    };
    EXPECT_EQ(enterprise({"listen"}), 32473U);
    EXPECT_EQ(enterprise({"listen", "--enterprise", "4294967295"}), 4294967295U);
    for (const char* const wrong : {"0", "4294967296", "x"}) {
        EXPECT_NE(fault({"listen", "--enterprise", wrong}).find("--enterprise:"), std::string::npos)
            << wrong;
    }
}

TEST(Arguments, of_help_end_well_and_show_examples)
{
    for (const char* const command :
         {"trigger",
          "recall",
          "replace",
          "listen",
          "load",
          "monitor",
          "unmonitor",
          "subscriptions"}) {
        const EarlyEnd end = refused({command, "--help"});
        EXPECT_EQ(end.status, 0);
        EXPECT_NE(end.out.find("EXAMPLES"), std::string::npos) << command;
    }
    EXPECT_NE(refused({"--help"}).out.find("EXIT STATUS"), std::string::npos);
}

} // namespace
} // namespace iwf::scs
