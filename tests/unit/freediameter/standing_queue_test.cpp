// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/overload/standing_queue.hpp"

#include <gtest/gtest.h>

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;

class StandingQueueTest : public testing::Test
{
protected:
    bool is_late(std::chrono::milliseconds waited, std::chrono::milliseconds later = 1ms)
    {
        now_ += later;
        return queue_.is_late(waited, now_);
    }

    StandingQueue queue_{50ms};
    base::Instant now_{1h};
};

TEST_F(StandingQueueTest, a_burst_is_served_whole)
{
    for (int i = 0; i < 90; ++i) {
        EXPECT_FALSE(is_late(90ms));
    }
    EXPECT_FALSE(is_late(10ms));
    for (int i = 0; i < 90; ++i) {
        EXPECT_FALSE(is_late(90ms)) << "one in time in between: it does not stand";
    }
}

TEST_F(StandingQueueTest, what_stands_is_refused_and_what_comes_in_time_is_served)
{
    EXPECT_FALSE(is_late(60ms));
    EXPECT_FALSE(is_late(60ms, 99ms));
    EXPECT_TRUE(is_late(60ms, 1ms));
    EXPECT_FALSE(is_late(50ms));
    EXPECT_TRUE(is_late(51ms)) << "it has stood just now";
    EXPECT_FALSE(is_late(50ms));
    EXPECT_FALSE(is_late(51ms, 1001ms)) << "and not for a second any more";
}

} // namespace
} // namespace iwf::freediameter
