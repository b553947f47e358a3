// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/audited_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/store/audit_files.hpp"
#include "tests/support/store/journal_driver.hpp"
#include "tests/support/store/temporary_directory.hpp"

namespace iwf::daemon {
namespace {

using base::Severity;

class AuditedLogTest : public ::testing::Test
{
protected:
    AuditedLogTest()
    {
        trail_.use(store::AuditLog::open(
                       {.file = file_, .key = testing::audit_key()}, clock_, log_.plain()
        )
                       .value());
        log_.use(trail_);
    }

    /// All lines but the first and the last.
    std::vector<std::string> lines()
    {
        trail_.use(nullptr);
        auto all = testing::lines_of(file_);
        return {all.begin() + 1, all.end() - 1};
    }

    testing::TemporaryDirectory top_;
    std::filesystem::path file_{top_.path() / "audit.log"};
    testing::RealClock clock_;
    AuditedLog log_{std::make_unique<testing::CollectingLog>()};
    AuditTrail trail_;
};

TEST_F(AuditedLogTest, a_server_found_probing_is_an_alarm_with_the_rule_that_says_how_much)
{
    log_.event(
        Severity::error,
        "alarm.probing",
        {{"scs", "acme"}, {"unknown", 100}, {"rule", "acme.yaml:12"}}
    );
    const auto all = lines();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(audit::field_of(all[0], "event"), "alarm.probing");
    EXPECT_EQ(audit::field_of(all[0], "who"), "acme");
    EXPECT_EQ(audit::field_of(all[0], "what"), "unknown=100");
    EXPECT_EQ(audit::field_of(all[0], "rule"), "acme.yaml:12");
    EXPECT_EQ(audit::field_of(all[0], "outcome"), "paused");
}

TEST_F(AuditedLogTest, a_refusal_at_a_link_is_a_line_with_who_what_and_why)
{
    log_.event(
        Severity::debug,
        "peer.request_refused",
        {{"role", "scs"}, {"name", "acme"}, {"command", 316}, {"reason", "not for servers"}}
    );
    const auto all = lines();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(audit::field_of(all[0], "event"), "peer.request_refused");
    EXPECT_EQ(audit::field_of(all[0], "who"), "acme");
    EXPECT_EQ(audit::field_of(all[0], "what"), "role=scs command=316");
    EXPECT_EQ(audit::field_of(all[0], "reason"), "not for servers");
    EXPECT_EQ(audit::field_of(all[0], "outcome"), "message refused");
}

TEST_F(AuditedLogTest, what_decides_nothing_is_none)
{
    log_.event(Severity::error, "peer.open", {{"name", "acme"}});
    EXPECT_TRUE(lines().empty());
}

TEST_F(AuditedLogTest, what_is_asked_over_the_control_socket_is_one_with_the_user)
{
    control::Request request;
    request.method = "POST";
    request.path = "/v1/ipsec/terminate";
    request.body = R"({"contract":"acme"})";
    request.user = 1000;
    trail_.asked(request, {404, "no"});
    const auto all = lines();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(audit::field_of(all[0], "who"), "user 1000");
    EXPECT_EQ(
        audit::field_of(all[0], "what"), R"(POST /v1/ipsec/terminate {\"contract\":\"acme\"})"
    );
    EXPECT_EQ(audit::field_of(all[0], "outcome"), "404");
}

TEST_F(AuditedLogTest, contracts_are_told_as_they_come_change_and_go)
{
    config::Config config;
    for (const char* name : {"acme", "volt"}) {
        config.contracts.emplace_back().set_name(name);
        config.sources.push_back({std::string{name} + ".yaml", "00ff"});
    }
    trail_.use_policy(config, "start");
    config.contracts[0].mutable_limits()->set_payload_max(1);
    config.contracts.pop_back();
    config.sources.pop_back();
    trail_.use_policy(config, "reload");
    std::vector<std::string> told;
    for (const std::string& line : lines()) {
        told.push_back(
            std::string{audit::field_of(line, "who")} + " " +
            std::string{audit::field_of(line, "event")} + " " +
            std::string{audit::field_of(line, "what").substr(0, 12)}
        );
    }
    EXPECT_EQ(
        told,
        (std::vector<std::string>{
            "start contract.added acme",
            "start contract.added volt",
            "start contract.in_force 2 contracts,",
            "reload contract.changed acme",
            "reload contract.removed volt",
            "reload contract.in_force 1 contracts,"})
    );
}

} // namespace
} // namespace iwf::daemon
