// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/overload/reading_pace.hpp"

#include <gtest/gtest.h>

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant now{1h};
constexpr auto none = base::Instant::duration{};

void refuse(ReadingPace& pace, int times, std::chrono::microseconds price)
{
    for (int i = 0; i < times; ++i) {
        pace.refused(now, price);
    }
}

TEST(ReadingPace, who_is_served_never_waits)
{
    const ReadingPace pace;
    EXPECT_EQ(pace.pause(now), none);
}

TEST(ReadingPace, short_pauses_are_saved_up_until_one_is_worth_while)
{
    ReadingPace pace;
    refuse(pace, 79, 25us);
    EXPECT_EQ(pace.pause(now), none);
    refuse(pace, 1, 25us);
    EXPECT_EQ(pace.pause(now), 2ms);
}

TEST(ReadingPace, the_price_is_paid_by_time)
{
    ReadingPace pace;
    refuse(pace, 20, 100us);
    EXPECT_EQ(pace.pause(now), 2ms);
    EXPECT_EQ(pace.pause(now + 2ms), none);
    refuse(pace, 0, 100us);
    pace.refused(now + 1s, 2ms);
    EXPECT_EQ(pace.pause(now + 1s), 2ms) << "time without refusals is not saved up";
}

TEST(ReadingPace, no_number_of_refusals_makes_a_long_pause)
{
    ReadingPace pace;
    refuse(pace, 10'000, ReadingPace::price);
    EXPECT_EQ(pace.pause(now), ReadingPace::most);
}

} // namespace
} // namespace iwf::freediameter
