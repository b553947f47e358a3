// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/core/monitoring/watched_device.hpp"

#include <gtest/gtest.h>

/// Clocks that are set, times in which nobody watched, and what is told as evidence.
namespace iwf::core::test {
namespace {

using namespace std::chrono_literals;
using domain::BrokenExpectation;
using domain::MonitoringType;

TEST(ExpectationTest, a_clock_that_goes_back_breaks_nothing)
{
    domain::CommunicationPattern pattern = each(1h);
    pattern.duration_s = 600;
    WatchedDevice device{{pattern}};
    device.reports(30min, connected());
    device.reports(35min, idle());
    device.reports(90min, connected());
    device.turns_clock_to(10min);
    device.reports(10min, connected());
    device.reports(15min, idle());
    device.reports(70min, connected());
    device.waits_until(71min);
    EXPECT_TRUE(device.told().empty());
    device.waits_until(9h);
    EXPECT_EQ(
        device.told(),
        (std::vector<Told>{
            {81min + 1ms, BrokenExpectation::duration},
            {131min + 1ms, BrokenExpectation::periodic_time}})
    ) << "and it is watched as before";
}

TEST(ExpectationTest, a_clock_that_goes_back_keeps_quiet)
{
    WatchedDevice device{{staying()}};
    device.reports(1h, in_cell("a"));
    device.reports(5h, in_cell("b"));
    device.turns_clock_to(2h);
    device.reports(2h, in_cell("a"));
    device.reports(2h + 1s, in_cell("b"));
    device.waits_until(3h - 1ms);
    EXPECT_EQ(device.told().size(), 1U);
    device.waits_until(3h);
    EXPECT_EQ(device.told().size(), 2U);
}

TEST(ExpectationTest, times_that_are_forgotten_count_no_more)
{
    domain::CommunicationPattern pattern = each(1h);
    pattern.duration_s = 600;
    WatchedDevice device{{pattern}};
    device.reports(30min, connected());
    forget_times(device.memory());
    device.is_watched_since(31min);
    device.reports(35min, connected()); // really an hour later
    device.reports(36min, idle());
    device.waits_until(96min);
    EXPECT_TRUE(device.told().empty());
}

TEST(ExpectationTest, what_may_have_been_missed_is_not_held_against_it)
{
    domain::CommunicationPattern pattern = each(1h);
    pattern.duration_s = 600;
    pattern.scheduled = {{.days = {}, .start_s = 0, .end_s = 3 * 3600}};
    WatchedDevice device{{pattern}};
    device.reports(30min, connected());
    device.is_watched_since(2h); // its end, and two more, may have gone by
    device.waits_until(2h + 61min);
    EXPECT_TRUE(device.told().empty());

    WatchedDevice other{{pattern}};
    other.reports(30min, connected());
    other.is_watched_since(31min);
    other.reports(2h, pdn(domain::PdnConnectivityType::created));
    other.waits_until(3h);
    ASSERT_EQ(other.told().size(), 2U);
    EXPECT_EQ(other.told()[0], (Told{92min + 1ms, BrokenExpectation::periodic_time}));
    EXPECT_EQ(other.told()[1], (Told{2h + 11min + 1ms, BrokenExpectation::duration}));
}

TEST(ExpectationTest, the_report_that_broke_it_is_the_evidence)
{
    WatchedDevice device{{staying()}};
    device.reports(1h, in_cell("a"));
    device.reports(2h, in_cell("b"));
    domain::EventReport expected = in_cell("b");
    expected.broken = BrokenExpectation::stationary;
    ASSERT_EQ(device.breaches().size(), 1U);
    EXPECT_EQ(device.breaches()[0].evidence, expected);
}

TEST(ExpectationTest, without_a_report_the_evidence_is_what_was_missing_and_when)
{
    WatchedDevice device{{each(1h)}};
    device.waits_until(2h);
    domain::EventReport expected;
    expected.type = MonitoringType::ue_reachability;
    expected.generated = monday + 61min + 1ms;
    expected.broken = BrokenExpectation::periodic_time;
    ASSERT_EQ(device.breaches().size(), 1U);
    EXPECT_EQ(device.breaches()[0].evidence, expected);
}

TEST(ExpectationTest, one_report_may_break_two_expectations)
{
    domain::CommunicationPattern pattern = each(1h);
    pattern.scheduled = {{.days = {}, .start_s = 0, .end_s = 3600}};
    WatchedDevice device{{pattern}};
    device.reports(70min, connected()); // nothing was awaited any more, but it is out of its time
    device.reports(80min, idle());
    device.reports(90min, connected());
    ASSERT_EQ(device.told().size(), 2U);
    EXPECT_EQ(device.told()[0].what, BrokenExpectation::scheduled_time);
    EXPECT_EQ(device.told()[1].what, BrokenExpectation::periodic_time);
}

TEST(ExpectationTest, one_expectation_does_not_quiet_another)
{
    domain::CommunicationPattern pattern = staying();
    pattern.duration_s = 60;
    WatchedDevice device{{pattern}};
    device.reports(1h, in_cell("a"));
    device.reports(2h, in_cell("b"));
    device.reports(2h + 1s, connected());
    device.waits_until(3h);
    ASSERT_EQ(device.told().size(), 2U);
    EXPECT_EQ(device.told()[1], (Told{2h + 121s + 1ms, BrokenExpectation::duration}));
}

TEST(ExpectationTest, settings_may_be_nothing)
{
    WatchedDevice device{{staying()}};
    device.has(ExpectationSettings{.tolerance = 0s, .quiet = 0s});
    for (auto at = 0s; at < 10s; at += 2s) {
        device.reports(at, in_cell("a"));
        device.reports(at + 1s, in_cell("b"));
    }
    EXPECT_EQ(device.told().size(), 5U);
    WatchedDevice speaker{{each(1h)}};
    speaker.has(ExpectationSettings{.tolerance = 0s, .quiet = 0s});
    speaker.reports(1h, connected());
    speaker.reports(2h, connected());
    speaker.reports(3h - 1ms, connected());
    EXPECT_EQ(speaker.told(), (std::vector<Told>{{3h - 1ms, BrokenExpectation::periodic_time}}));
}

} // namespace
} // namespace iwf::core::test
