// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/reading_pace.hpp"

#include <gtest/gtest.h>

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant now{1h};
constexpr auto price = ReadingPace::price;

TEST(ReadingPace, who_is_served_never_waits)
{
    const ReadingPace pace;
    EXPECT_LE(pace.pause(now, 0, 0), 0ms);
}

TEST(ReadingPace, each_refusal_is_one_price_and_the_price_is_paid_by_time)
{
    ReadingPace pace;
    pace.refused(now);
    EXPECT_EQ(pace.pause(now, 0, 0), price);
    pace.refused(now);
    EXPECT_EQ(pace.pause(now, 0, 0), 2 * price);
    EXPECT_LE(pace.pause(now + 2 * price, 0, 0), 0ms);
    pace.refused(now + 1s);
    EXPECT_EQ(pace.pause(now + 1s, 0, 0), price) << "time without refusals is not saved up either";
}

TEST(ReadingPace, no_number_of_refusals_makes_a_long_pause)
{
    ReadingPace pace;
    for (int i = 0; i < 10'000; ++i) {
        pace.refused(now);
    }
    EXPECT_EQ(pace.pause(now, 0, 0), ReadingPace::most);
}

TEST(ReadingPace, nobody_is_read_far_ahead_of_the_core)
{
    constexpr std::size_t own = ReadingPace::own_part;
    constexpr std::size_t all = ReadingPace::read_ahead;
    ReadingPace pace;
    EXPECT_LE(pace.pause(now, all - 1, all - 1), 0ms) << "a burst";
    EXPECT_EQ(pace.pause(now, all, all), price);
    EXPECT_EQ(pace.pause(now, own, all), price) << "others fill it";
    EXPECT_LE(pace.pause(now, own - 1, 10 * all), 0ms) << "and take nobody's part";
    for (int i = 0; i < 4; ++i) {
        pace.refused(now);
    }
    EXPECT_EQ(pace.pause(now, own, all), 4 * price) << "the longer of the two";
}

} // namespace
} // namespace iwf::freediameter
