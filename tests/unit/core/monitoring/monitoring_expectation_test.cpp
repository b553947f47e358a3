// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/core/monitoring/monitoring_world.hpp"

/// Behaviour not aligned, from the server's pattern to the report of what broke it (S10).
namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using domain::BrokenExpectation;
using domain::EventReport;
using domain::MonitoringType;

EventReport seen_in(std::uint8_t area)
{
    EventReport report;
    report.type = MonitoringType::location_reporting;
    report.location.emplace().mme.emplace().tracking_area = base::Bytes{0x62, 0xF2, 0x10, 0, area};
    return report;
}

class MonitoringExpectationTest : public testing::Test
{
protected:
    void SetUp() override
    {
        WantedPattern pattern;
        pattern.reference = {9, std::nullopt};
        domain::CommunicationPattern stays;
        stays.stationary = domain::StationaryIndication::stationary;
        pattern.patterns.push_back(stays);
        ConfigurationEvent event = test::configuration(1, {});
        event.patterns.push_back(pattern);
        world.monitoring().on_configuration(event);
        world.write_all();
    }

    /// The observation of the place, which the network knows as a subscription of its own.
    SubscriptionId location()
    {
        const auto& added = world.network.asked.front().added;
        return std::ranges::find_if(
                   added,
                   [](const SubscriptionRecord& record) {
                       return record.kind == SubscriptionKind::observation;
                   }
        )->id;
    }

    void report(EventReport content)
    {
        world.monitoring().on_report(world.report(location(), std::move(content), ++end_to_end));
        world.write_all();
        EXPECT_EQ(world.last_taken(), MonitoringResult::success);
    }

    std::uint32_t end_to_end{0x900};
    test::MonitoringWorld world;
};

TEST_F(MonitoringExpectationTest, the_network_gets_the_pattern_and_what_we_need_to_watch_it)
{
    const auto& asked = world.network.asked.front();
    ASSERT_EQ(asked.added.size(), 2U);
    EXPECT_EQ(asked.added[0].kind, SubscriptionKind::expectation);
    EXPECT_EQ(asked.added[1].parameters.type, MonitoringType::location_reporting);
    EXPECT_EQ(asked.added[1].parameters.location->accuracy, domain::Accuracy::tracking_area);
    world.network_agrees();
    world.write_all();
    EXPECT_EQ(
        world.last_answer().patterns,
        (std::vector<ReferenceResult>{{{9, std::nullopt}, MonitoringResult::success}})
    );
    EXPECT_EQ(world.monitoring().table().count(test::acme), 1U) << "it is one of the server's";
}

TEST_F(MonitoringExpectationTest, only_what_breaks_it_is_told)
{
    world.network_agrees();
    world.write_all();
    report(seen_in(7));
    report(seen_in(7));
    EXPECT_TRUE(world.servers.delivered.empty());
    report(seen_in(8));
    ASSERT_EQ(world.servers.delivered.size(), 1U);
    const ToldReport& told = world.servers.delivered.front().told;
    EXPECT_EQ(told.reference, (domain::ScefReference{9, std::nullopt}));
    EXPECT_EQ(told.report.type, MonitoringType::location_reporting);
    EXPECT_EQ(told.report.broken, BrokenExpectation::stationary);
    EXPECT_TRUE(told.report.location) << "as finely as the contract gives it";
    report(seen_in(9));
    world.acknowledge_all();
    EXPECT_EQ(world.servers.delivered.size(), 1U) << "told once, until it is aligned again";
}

TEST_F(MonitoringExpectationTest, what_was_seen_survives_a_crash)
{
    world.network_agrees();
    world.write_all();
    report(seen_in(7));
    world.restart();
    world.monitoring().resume();
    report(seen_in(8));
    ASSERT_EQ(world.servers.delivered.size(), 1U);
    EXPECT_EQ(world.servers.delivered.front().told.report.broken, BrokenExpectation::stationary);
}

TEST_F(MonitoringExpectationTest, it_is_there_as_a_whole_or_not_at_all)
{
    world.network_says(
        {.result = MonitoringResult::success,
         .node = test::hss_a(),
         .statuses = {{location(), MonitoringResult::unauthorized_service}}}
    );
    world.write_all();
    EXPECT_EQ(world.last_answer().patterns.front().result, MonitoringResult::unauthorized_service);
    world.pass(1ms);
    EXPECT_EQ(world.network.asked.back().removed.front().kind, SubscriptionKind::expectation)
        << "what the network has taken is taken out";
    world.network_agrees();
    world.write_all();
    world.pass(1ms);
    EXPECT_EQ(world.monitoring().table().size(), 0U);
}

TEST_F(MonitoringExpectationTest, with_it_its_observations_end)
{
    world.network_agrees();
    world.write_all();
    ConfigurationEvent event = test::configuration(2, {});
    WantedPattern deletion;
    deletion.for_deletion = {{9, std::nullopt}};
    event.patterns.push_back(deletion);
    world.monitoring().on_configuration(event);
    world.write_all();
    EXPECT_EQ(world.last_answer().patterns.front().result, MonitoringResult::success);
    world.pass(1ms);
    std::size_t removed = 0;
    for (const auto& asked : world.network.asked) {
        removed += asked.removed.size();
    }
    EXPECT_EQ(removed, 2U);
    world.monitoring().on_report(world.report(location(), seen_in(8), 77));
    EXPECT_EQ(world.last_taken(), MonitoringResult::reference_unknown);
}

TEST_F(MonitoringExpectationTest, an_observation_that_the_network_gives_up_ends_all)
{
    world.network_agrees();
    world.write_all();
    EventReport cancelled;
    cancelled.handling = domain::EventHandling::cancel;
    report(cancelled);
    ASSERT_EQ(world.servers.delivered.size(), 1U);
    EXPECT_EQ(world.servers.delivered.front().told.report.handling, domain::EventHandling::cancel);
    EXPECT_EQ(world.monitoring().table().count(test::acme), 0U);
}

} // namespace
} // namespace iwf::core
