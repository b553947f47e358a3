// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/monitoring/week_times.hpp"

#include <gtest/gtest.h>

namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr base::WallTime sunday = std::chrono::sys_days{std::chrono::year{2027} / 3 / 21};
constexpr std::uint32_t on_sunday = 1;
constexpr std::uint32_t on_saturday = 64;

TEST(WeekTimesTest, a_window_has_its_first_moment_and_all_of_its_last_second)
{
    const ScheduledTimes times{{.days = {}, .start_s = 3600, .end_s = 7200}};
    EXPECT_FALSE(is_in(times, sunday + 1h - 1ms, 0s));
    EXPECT_TRUE(is_in(times, sunday + 1h, 0s));
    EXPECT_TRUE(is_in(times, sunday + 2h + 1s - 1ms, 0s));
    EXPECT_FALSE(is_in(times, sunday + 2h + 1s, 0s));
}

TEST(WeekTimesTest, what_is_absent_is_all_of_it)
{
    EXPECT_FALSE(is_in({}, sunday, 0s));
    const ScheduledTimes always{{}};
    EXPECT_TRUE(is_in(always, sunday - 1ms, 0s));
    EXPECT_TRUE(is_in(always, sunday, 0s));
    const ScheduledTimes from{{.days = on_sunday, .start_s = 82'800, .end_s = {}}};
    EXPECT_FALSE(is_in(from, sunday + 23h - 1ms, 0s));
    EXPECT_TRUE(is_in(from, sunday + 24h - 1ms, 0s));
    EXPECT_FALSE(is_in(from, sunday + 24h, 0s));
    const ScheduledTimes to{{.days = on_sunday, .start_s = {}, .end_s = 0}};
    EXPECT_TRUE(is_in(to, sunday + 999ms, 0s));
    EXPECT_FALSE(is_in(to, sunday + 1s, 0s));
}

TEST(WeekTimesTest, days_are_counted_from_sunday_over_the_border_of_the_week)
{
    for (int day = 0; day < 7; ++day) {
        const ScheduledTimes times{
            {.days = 1U << static_cast<unsigned>(day), .start_s = {}, .end_s = {}}};
        for (int other = -7; other < 14; ++other) {
            EXPECT_EQ(is_in(times, sunday + days{other}, 0s), (other + 7) % 7 == day);
        }
    }
    const ScheduledTimes never{{.days = 0x80, .start_s = {}, .end_s = {}}};
    EXPECT_FALSE(is_in(never, sunday, 0s));
    EXPECT_FALSE(next_start(never, sunday));
}

TEST(WeekTimesTest, an_end_before_the_start_is_on_the_next_day)
{
    const ScheduledTimes times{{.days = on_saturday, .start_s = 79'200, .end_s = 7200}};
    EXPECT_FALSE(is_in(times, sunday - 2h - 1ms, 0s));
    EXPECT_TRUE(is_in(times, sunday - 2h, 0s));
    EXPECT_TRUE(is_in(times, sunday + 2h, 0s));
    EXPECT_FALSE(is_in(times, sunday + 2h + 1s, 0s));
    EXPECT_FALSE(is_in(times, sunday + 22h, 0s));
    EXPECT_EQ(first_end(times, sunday, 0s), sunday + 2h + 1s);
    EXPECT_EQ(first_end(times, sunday, 60s), sunday + 2h + 61s);
}

TEST(WeekTimesTest, numbers_beyond_a_day_are_its_end)
{
    const ScheduledTimes times{
        {.days = on_sunday, .start_s = 4'000'000'000, .end_s = 4'000'000'000}};
    EXPECT_TRUE(is_in(times, sunday + 24h, 0s));
    EXPECT_FALSE(is_in(times, sunday + 24h - 1ms, 0s));
    EXPECT_EQ(next_start(times, sunday + 24h - 1ms), sunday + 24h);
    EXPECT_EQ(next_start(times, sunday + 24h), sunday + days{8});
}

TEST(WeekTimesTest, the_first_to_end_and_the_next_to_start)
{
    const ScheduledTimes times{
        {.days = {}, .start_s = 0, .end_s = 7200},
        {.days = on_sunday, .start_s = 3600, .end_s = 5400}};
    EXPECT_EQ(first_end(times, sunday + 1h, 0s), sunday + 90min + 1s);
    EXPECT_EQ(first_end(times, sunday + 3h, 0s), std::nullopt);
    EXPECT_EQ(next_start(times, sunday), sunday + 1h);
    EXPECT_EQ(next_start(times, sunday + 1h), sunday + days{1});
}

TEST(WeekTimesTest, a_tolerance_goes_over_midnight)
{
    const ScheduledTimes times{{.days = on_sunday, .start_s = 0, .end_s = 86'399}};
    EXPECT_TRUE(is_in(times, sunday - 24h, days{1}));
    EXPECT_FALSE(is_in(times, sunday - 24h - 1ms, days{1}));
    EXPECT_TRUE(is_in(times, sunday + 48h - 1ms, days{1}));
    EXPECT_FALSE(is_in(times, sunday + 48h, days{1}));
}

} // namespace
} // namespace iwf::core
