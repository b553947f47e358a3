// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/core/monitoring/monitoring_world.hpp"

/// Contracts change: what they permit no more ends, in turns of bounded length (S8, F5).
namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using domain::MonitoringType;

constexpr std::uint32_t many = 1000;

ContractSnapshot only_roaming()
{
    return test::watching_contracts([](Contract& contract) {
        contract.sets.front().events = {};
        contract.sets.front().events.offer(MonitoringType::roaming_status, 44);
    });
}

MonitoringSettings small_steps()
{
    MonitoringSettings settings;
    settings.sweep_step = 64;
    return settings;
}

class MonitoringSweepTest : public testing::Test
{
protected:
    [[nodiscard]] bool is_due()
    {
        const auto due = world.monitoring().next_due();
        return due && *due <= world.clock.now();
    }

    /// Turns until nothing is left to be looked at.
    std::size_t turns()
    {
        std::size_t turns = 0;
        while (is_due()) {
            world.monitoring().on_time();
            if (++turns > 10'000) {
                ADD_FAILURE() << "it does not end";
                break;
            }
        }
        return turns;
    }

    std::size_t live() const
    {
        std::size_t live = 0;
        world.table().for_each([&live](const Subscription& subscription) {
            live += has_ended(subscription.record) ? 0U : 1U;
        });
        return live;
    }

    test::MonitoringWorld world{small_steps()};
};

TEST_F(MonitoringSweepTest, what_is_permitted_no_more_ends_without_a_report_of_the_network)
{
    world.watch(test::wanted(5, MonitoringType::loss_of_connectivity, 3));
    world.watch(test::wanted(6, MonitoringType::roaming_status, 3));
    turns();
    world.audit.lines.clear();
    world.use_contracts(only_roaming());
    turns();
    world.write_all();
    ASSERT_EQ(world.servers.delivered.size(), 1U);
    const ToldReport& told = world.servers.delivered.front().told;
    EXPECT_EQ(told.reference.id, 5U);
    EXPECT_EQ(told.report.handling, domain::EventHandling::cancel);
    EXPECT_EQ(told.report.type, MonitoringType::loss_of_connectivity);
    ASSERT_EQ(world.network.asked.back().removed.size(), 1U);
    EXPECT_EQ(world.network.asked.back().removed.front().reference.id, 5U);
    EXPECT_EQ(
        world.audit.lines,
        (std::vector<std::string>{"acme ended 5: its contract permits it no more"})
    );
    EXPECT_EQ(live(), 1U);
}

TEST_F(MonitoringSweepTest, many_end_in_many_turns_none_of_which_is_long)
{
    for (std::uint32_t reference = 1; reference <= many; ++reference) {
        world.watch(test::wanted(reference, MonitoringType::loss_of_connectivity, 3));
    }
    turns();
    world.use_contracts(only_roaming());
    std::size_t before = live();
    ASSERT_EQ(before, many);
    std::size_t longest = 0;
    while (live() > 0) {
        ASSERT_TRUE(is_due());
        world.monitoring().on_time();
        longest = std::max(longest, before - live());
        before = live();
    }
    EXPECT_LT(longest, 300U) << "ended in one turn";
}

TEST_F(MonitoringSweepTest, it_waits_for_a_disk_that_takes_nothing)
{
    world.watch(test::wanted(5, MonitoringType::loss_of_connectivity, 3));
    turns();
    world.use_contracts(only_roaming());
    world.journal.accepting = false;
    world.pass(1ms);
    EXPECT_EQ(live(), 1U);
    world.journal.accepting = true;
    world.pass(100ms);
    turns();
    EXPECT_EQ(live(), 0U);
}

TEST_F(MonitoringSweepTest, one_that_the_network_confirms_after_the_change_ends_too)
{
    world.monitoring().on_configuration(
        test::configuration(7, {test::wanted(5, MonitoringType::loss_of_connectivity)})
    );
    world.write_all();
    world.use_contracts(only_roaming());
    turns();
    EXPECT_EQ(live(), 1U);
    world.network_agrees();
    world.write_all();
    EXPECT_EQ(live(), 0U);
    ASSERT_EQ(world.servers.delivered.size(), 1U);
}

} // namespace
} // namespace iwf::core
