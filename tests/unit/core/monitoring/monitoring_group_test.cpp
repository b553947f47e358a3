// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/core/monitoring/monitoring_world.hpp"

/// Groups of devices that are watched under one External Group Identifier (TS 29.336, 7.2).
namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using domain::MonitoringType;

domain::EventReport lost()
{
    domain::EventReport report;
    report.type = MonitoringType::loss_of_connectivity;
    report.loss_reason = domain::LossOfConnectivityReason::detached_mme;
    return report;
}

class MonitoringGroupTest : public testing::Test
{
protected:
    void SetUp() override { watch(5, {}); }

    void watch(std::uint32_t reference, std::optional<std::uint32_t> reports)
    {
        ConfigurationEvent event = test::configuration(
            reference, {test::wanted(reference, MonitoringType::loss_of_connectivity, reports)}
        );
        event.claimed.external_identifier = "all@devices.acme.example";
        event.group = true;
        event.group_guard_s = 10;
        world.monitoring().on_configuration(event);
        world.write_all();
        EXPECT_EQ(world.network.asked.back().configuration.group_guard_s, 5U);
        id = world.network.asked.back().added.front().id;
        world.network_says(
            {.result = MonitoringResult::success,
             .node = test::hss_a(),
             .devices = 2,
             .group_in_progress = true}
        );
        world.write_all();
        EXPECT_EQ(world.last_answer().devices, 2U);
        EXPECT_TRUE(world.last_answer().group_in_progress);
    }

    void report(std::optional<std::string_view> member)
    {
        NetworkReport made = world.report(id, lost(), ++end_to_end);
        if (member) {
            made.items.front().member = *domain::ExternalIdentifier::parse(*member);
        }
        world.monitoring().on_report(made);
        world.write_all();
    }

    SubscriptionId id;
    std::uint32_t end_to_end{0x900};
    test::MonitoringWorld world;
};

TEST_F(MonitoringGroupTest, how_a_configuration_fared_is_no_report)
{
    NetworkReport made = world.report(id, {}, ++end_to_end);
    made.items.front().status_only = true;
    world.monitoring().on_report(made);
    world.pass(10s);
    EXPECT_EQ(world.last_taken(), MonitoringResult::success);
    EXPECT_TRUE(world.servers.delivered.empty());
}

TEST_F(MonitoringGroupTest, reports_of_a_group_go_together_when_the_guard_time_is_over)
{
    report("meter1@devices.acme.example");
    report(std::nullopt);
    report("meter2@devices.acme.example");
    EXPECT_TRUE(world.servers.delivered.empty());
    world.pass(10s);
    ASSERT_EQ(world.servers.delivered.size(), 1U);
    EXPECT_EQ(world.servers.delivered.front().items.size(), 2U);
    EXPECT_EQ(world.monitoring().counters().reports_nameless, 1U);
    world.acknowledge_all();
    world.write_all();
    EXPECT_EQ(world.monitoring().table().size(), 0U) << "each device has had its report";
}

TEST_F(MonitoringGroupTest, a_device_that_has_had_all_of_its_reports_is_told_of_no_more)
{
    report("meter1@devices.acme.example");
    report("meter1@devices.acme.example");
    world.pass(10s);
    ASSERT_EQ(world.servers.delivered.size(), 1U);
    EXPECT_EQ(world.servers.delivered.front().items.size(), 1U);
    EXPECT_EQ(world.last_taken(), MonitoringResult::success);
    EXPECT_EQ(world.monitoring().counters().reports_surplus, 1U);
}

TEST_F(MonitoringGroupTest, what_each_device_has_had_outlives_a_crash)
{
    report("meter1@devices.acme.example");
    world.pass(10s);
    world.acknowledge_all();
    world.write_all();
    world.restart();
    world.monitoring().resume();
    report("meter1@devices.acme.example");
    world.pass(10s);
    EXPECT_EQ(world.servers.delivered.size(), 1U) << "told again after the restart";
    report("meter2@devices.acme.example");
    world.pass(10s);
    world.acknowledge_all();
    world.write_all();
    EXPECT_EQ(world.servers.delivered.size(), 2U);
    world.network_agrees(); // what is left of it is taken out
    world.write_all();
    EXPECT_EQ(world.monitoring().table().size(), 0U) << "each device has had its report";
    EXPECT_TRUE(world.journal.read_back().empty());
    EXPECT_TRUE(world.journal.read_back_members().empty());
}

TEST_F(MonitoringGroupTest, no_more_devices_are_counted_than_there_are)
{
    watch(6, 3);
    for (const char* const member : {"meter1", "meter2", "meter3"}) {
        report(std::string{member} + "@devices.acme.example");
    }
    EXPECT_EQ(world.journal.read_back_members().size(), 2U);
}

TEST_F(MonitoringGroupTest, how_its_configuration_fared_at_each_device_is_passed_on)
{
    const auto fared = [this](const domain::DeviceIdentity& member, MemberStatus status) {
        NetworkReport made = world.report(id, {}, ++end_to_end);
        made.items.front().member = member;
        made.items.front().status = status;
        made.items.front().status_only = true;
        world.monitoring().on_report(made);
        world.write_all();
        EXPECT_EQ(world.last_taken(), MonitoringResult::success);
    };
    const MemberStatus refused{MonitoringResult::unauthorized_service, false};
    fared(*domain::ExternalIdentifier::parse("meter1@devices.acme.example"), refused);
    fared(*domain::ExternalIdentifier::parse("meter2@devices.acme.example"), {{}, true});
    fared(*domain::Msisdn::parse("491710000001"), {});
    world.restart();
    world.monitoring().resume();
    world.pass(10s);
    ASSERT_EQ(world.servers.delivered.size(), 1U);
    const auto& items = world.servers.delivered.front().items;
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items.front().status, refused);
    EXPECT_EQ(items.back().status, (MemberStatus{MonitoringResult::success, true}));
    EXPECT_EQ(items.front().report, domain::EventReport{});
    EXPECT_TRUE(world.journal.read_back_members().empty()) << "it is no report";
}

} // namespace
} // namespace iwf::core
