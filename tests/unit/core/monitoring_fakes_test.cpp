// SPDX-License-Identifier: Apache-2.0
#include "support/monitoring_fakes.hpp"

#include <gtest/gtest.h>

namespace iwf::test {
namespace {

using core::SubscriptionId;
using core::WriteId;

core::SubscriptionRecord subscription(std::uint64_t id)
{
    const domain::WatchedIdentity watched{.identity = domain::Msisdn::parse("49170000001").value()};
    return {
        .id = SubscriptionId{id},
        .contract = "meters",
        .reference = {},
        .watched = watched,
        .parameters = {},
        .patterns = {},
        .memory = {},
        .expectation = {},
        .node = {},
        .devices = {},
        .group_guard_s = {},
        .created = {},
    };
}

core::ReportRecord report(std::uint64_t subscription, std::uint64_t sequence)
{
    core::ReportRecord record;
    record.subscription = SubscriptionId{subscription};
    record.sequence = sequence;
    return record;
}

class Outcomes final : public core::JournalListener
{
public:
    void on_written(WriteId write) override { told.push_back(write.value()); }
    void on_write_failed(WriteId write, const base::Error& /*error*/) override
    {
        failed.push_back(write.value());
    }

    std::vector<std::uint64_t> told;
    std::vector<std::uint64_t> failed;
};

/// The fake keeps to what the port promises, or the tests of the engine prove nothing.
class FakeMonitoringJournalTest : public ::testing::Test
{
protected:
    Trace trace_;
    FakeMonitoringJournal journal_{trace_};
    Outcomes outcomes_;
};

TEST_F(FakeMonitoringJournalTest, puts_of_both_kinds_end_in_their_order)
{
    journal_.put(subscription(7), WriteId{1});
    journal_.put(report(7, 1), WriteId{2});
    journal_.put(subscription(8), WriteId{3});
    EXPECT_EQ(journal_.find(SubscriptionId{7}), nullptr) << "not before it is told";
    EXPECT_NE(journal_.next_subscription(), nullptr);

    EXPECT_TRUE(journal_.complete_next(outcomes_));
    EXPECT_EQ(journal_.next_report()->sequence, 1U);
    EXPECT_TRUE(journal_.fail_next(outcomes_));
    journal_.complete_all(outcomes_);
    EXPECT_FALSE(journal_.complete_next(outcomes_));

    EXPECT_EQ(outcomes_.told, (std::vector<std::uint64_t>{1, 3}));
    EXPECT_EQ(outcomes_.failed, (std::vector<std::uint64_t>{2}));
    EXPECT_EQ(journal_.find_report(SubscriptionId{7}, 1), nullptr);
    EXPECT_EQ(journal_.read_back().size(), 2U);
    EXPECT_EQ(
        trace_,
        (Trace{
            "put subscription intended",
            "put report 1",
            "put subscription intended",
            "written subscription intended",
            "failed report 1",
            "written subscription intended"})
    );
}

TEST_F(FakeMonitoringJournalTest, a_failing_disk_takes_nothing_until_it_is_back)
{
    journal_.failing = true;
    journal_.put(subscription(7), WriteId{1});
    journal_.complete_all(outcomes_);
    journal_.failing = false;
    journal_.put(subscription(8), WriteId{2});
    journal_.complete_all(outcomes_);
    EXPECT_EQ(outcomes_.failed, (std::vector<std::uint64_t>{1}));
    EXPECT_EQ(journal_.read_back(), std::vector{subscription(8)});
}

TEST_F(FakeMonitoringJournalTest, an_erase_is_carried_out_in_its_turn_and_not_told)
{
    journal_.put(subscription(7), WriteId{1});
    journal_.put(report(7, 1), WriteId{2});
    journal_.put(report(7, 2), WriteId{3});
    journal_.complete_all(outcomes_);
    journal_.erase(SubscriptionId{7});
    journal_.erase_report(SubscriptionId{7}, 1);
    EXPECT_NE(journal_.find(SubscriptionId{7}), nullptr);
    EXPECT_FALSE(journal_.complete_next(outcomes_));
    EXPECT_EQ(journal_.find(SubscriptionId{7}), nullptr);
    EXPECT_EQ(journal_.read_back_reports(), std::vector{report(7, 2)});
}

TEST_F(FakeMonitoringJournalTest, a_crash_keeps_what_reached_the_disk_and_tells_nobody)
{
    journal_.put(subscription(7), WriteId{1});
    journal_.put(report(7, 1), WriteId{2});
    journal_.put(report(7, 2), WriteId{3});
    journal_.crash(2);
    EXPECT_EQ(journal_.read_back().size(), 1U);
    EXPECT_EQ(journal_.read_back_reports(), std::vector{report(7, 1)});
    EXPECT_EQ(journal_.waiting(), 0U);
    EXPECT_TRUE(outcomes_.told.empty());
}

} // namespace
} // namespace iwf::test
