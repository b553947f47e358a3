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
    EXPECT_LE(pace.pause(now, 0), 0ms);
}

TEST(ReadingPace, each_refusal_is_one_price_and_the_price_is_paid_by_time)
{
    ReadingPace pace;
    pace.refused(now);
    EXPECT_EQ(pace.pause(now, 0), price);
    pace.refused(now);
    EXPECT_EQ(pace.pause(now, 0), 2 * price);
    EXPECT_LE(pace.pause(now + 2 * price, 0), 0ms);
    pace.refused(now + 1s);
    EXPECT_EQ(pace.pause(now + 1s, 0), price) << "time without refusals is not saved up either";
}

TEST(ReadingPace, no_number_of_refusals_makes_a_long_pause)
{
    ReadingPace pace;
    for (int i = 0; i < 10'000; ++i) {
        pace.refused(now);
    }
    EXPECT_EQ(pace.pause(now, 0), ReadingPace::most);
}

TEST(ReadingPace, who_was_refused_something_is_not_read_far_ahead)
{
    ReadingPace pace;
    EXPECT_LE(pace.pause(now, 1000), 0ms) << "a burst that is served";
    pace.refused(now);
    const base::Instant later = now + 100ms;
    EXPECT_LE(pace.pause(later, ReadingPace::read_ahead - 1), 0ms);
    EXPECT_EQ(pace.pause(later, ReadingPace::read_ahead), price);
    EXPECT_LE(pace.pause(now + price + ReadingPace::memory, 1000), 0ms) << "long ago";
}

} // namespace
} // namespace iwf::freediameter
