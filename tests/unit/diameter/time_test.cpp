// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/time.hpp"

#include <gtest/gtest.h>

namespace iwf::diameter {
namespace {

using namespace std::chrono;
using base::WallTime;

TEST(Time, counts_from_1900_until_2036_and_from_then_on_again)
{
    const WallTime unix_epoch{};
    EXPECT_EQ(to_time(unix_epoch), 2'208'988'800U);
    EXPECT_EQ(to_time(sys_days{2036y / February / 7} + 6h + 28min + 15s), 0xFFFFFFFFU);
    EXPECT_EQ(to_time(sys_days{2036y / February / 7} + 6h + 28min + 16s), 0U);
    EXPECT_EQ(to_time(sys_days{2040y / January / 1}), 123'010'304U);
    EXPECT_EQ(from_time(2'208'988'800U), unix_epoch);
    EXPECT_EQ(from_time(0), WallTime{sys_days{2036y / February / 7} + 6h + 28min + 16s});
    EXPECT_EQ(from_time(0x7FFFFFFFU), WallTime{sys_days{2104y / February / 26} + 9h + 42min + 23s});
    EXPECT_EQ(from_time(0x80000000U), WallTime{sys_days{1968y / January / 20} + 3h + 14min + 8s});
}

TEST(Time, is_of_whole_seconds)
{
    EXPECT_EQ(to_time(WallTime{999ms}), 2'208'988'800U);
    EXPECT_EQ(to_time(WallTime{-1ms}), 2'208'988'799U);
}

TEST(Time, that_cannot_be_said_is_the_first_or_the_last_that_can)
{
    EXPECT_EQ(to_time(sys_days{1960y / January / 1}), 0x80000000U);
    EXPECT_EQ(to_time(sys_days{2105y / January / 1}), 0x7FFFFFFFU);
    EXPECT_EQ(to_time(WallTime::max()), 0x7FFFFFFFU);
    EXPECT_EQ(to_time(WallTime::min()), 0x80000000U);
}

} // namespace
} // namespace iwf::diameter
