// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/probe_watch.hpp"

#include <map>
#include <string>

#include "tests/support/rounds.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace iwf::core {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant start{1h};
constexpr ProbingLimit three{.unknown = 3, .per = 1min, .pause = 10min};

TEST(ProbeWatchTest, so_many_different_names_in_the_time_are_too_many)
{
    ProbeWatch watch;
    EXPECT_FALSE(watch.unknown_device(three, "a", start));
    EXPECT_FALSE(watch.unknown_device(three, "b", start));
    EXPECT_FALSE(watch.unknown_device(three, "a", start)); // nothing new
    EXPECT_FALSE(watch.pausing(start));
    EXPECT_TRUE(watch.unknown_device(three, "c", start + 1min - 1ns));
    EXPECT_TRUE(watch.pausing(start + 1min));
}

TEST(ProbeWatchTest, a_name_counts_no_longer_than_the_time)
{
    ProbeWatch watch;
    EXPECT_FALSE(watch.unknown_device(three, "a", start));
    EXPECT_FALSE(watch.unknown_device(three, "b", start + 30s));
    EXPECT_FALSE(watch.unknown_device(three, "c", start + 1min));
    EXPECT_TRUE(watch.unknown_device(three, "a", start + 1min));
}

TEST(ProbeWatchTest, the_alarm_comes_once_and_after_the_pause_all_begins_anew)
{
    ProbeWatch watch;
    const ProbingLimit one{.unknown = 1, .per = 1h, .pause = 1min};
    EXPECT_TRUE(watch.unknown_device(one, "a", start));
    EXPECT_FALSE(watch.unknown_device(one, "b", start + 1min - 1ns)); // asked for before
    EXPECT_FALSE(watch.pausing(start + 1min));
    EXPECT_TRUE(watch.unknown_device(one, "a", start + 1min));
}

TEST(ProbeWatchTest, without_a_limit_nobody_is_paused)
{
    ProbeWatch watch;
    for (int i = 0; i < 1000; ++i) {
        EXPECT_FALSE(watch.unknown_device({}, std::to_string(i), start));
    }
    EXPECT_FALSE(watch.pausing(start));
}

TEST(ProbeWatchTest, agrees_with_a_count_of_all_that_was_ever_asked)
{
    ASSERT_TRUE(rc::check("watch and oracle agree", [] {
        const ProbingLimit limit{.unknown = *rc::gen::inRange(1U, 6U), .per = 60s, .pause = 100s};
        ProbeWatch watch;
        std::map<std::string, base::Instant> counted; // since when
        base::Instant now = start;
        base::Instant pause_ends = start;
        for (int i = 0; i < test::rounds(100); ++i) {
            now += std::chrono::seconds{*rc::gen::inRange(0, 40)};
            const std::string name = std::to_string(*rc::gen::inRange(0, 8));
            RC_ASSERT(watch.pausing(now) == (now < pause_ends));
            const bool tripped = watch.unknown_device(limit, name, now);
            if (now < pause_ends) {
                RC_ASSERT(!tripped);
                continue;
            }
            std::erase_if(counted, [now](const auto& one) { return now - one.second >= 60s; });
            counted.emplace(name, now);
            RC_ASSERT(tripped == (counted.size() >= limit.unknown));
            if (tripped) {
                counted.clear();
                pause_ends = now + limit.pause;
            }
        }
    }));
}

} // namespace
} // namespace iwf::core
