// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/histogram.hpp"

#include <gtest/gtest.h>

namespace iwf::scs {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, of_nothing_is_zero)
{
    EXPECT_EQ(Histogram{}.percentile(50), 0us);
    EXPECT_EQ(Histogram{}.count(), 0U);
}

TEST(Histogram, is_exact_for_small_values)
{
    Histogram times;
    for (int value = 1; value <= 200; ++value) {
        times.add(std::chrono::microseconds{value});
    }
    EXPECT_EQ(times.percentile(50), 100us);
    EXPECT_EQ(times.percentile(99), 198us);
    EXPECT_EQ(times.percentile(100), 200us);
    EXPECT_EQ(times.max(), 200us);
}

TEST(Histogram, errs_by_less_than_one_percent_and_never_downwards)
{
    for (std::int64_t value = 1; value < 3'000'000'000; value = value * 5 / 4 + 1) {
        Histogram times;
        times.add(std::chrono::microseconds{value});
        times.add(std::chrono::microseconds{3'500'000'000});
        const auto found = times.percentile(50).count();
        EXPECT_GE(found, value);
        EXPECT_LE(static_cast<double>(found), static_cast<double>(value) * 1.01);
    }
}

TEST(Histogram, keeps_a_rare_long_time_in_its_tail)
{
    Histogram times;
    for (int number = 0; number < 999; ++number) {
        times.add(1ms);
    }
    times.add(10s);
    EXPECT_LT(times.percentile(99), 2ms);
    EXPECT_LT(times.percentile(99.9), 2ms);
    EXPECT_EQ(times.percentile(100), 10s);
}

TEST(Histogram, takes_times_outside_its_range)
{
    Histogram times;
    times.add(-1us);
    times.add(100h);
    EXPECT_EQ(times.count(), 2U);
    EXPECT_EQ(times.percentile(50), 0us);
    EXPECT_EQ(times.max(), 100h);
}

} // namespace
} // namespace iwf::scs
