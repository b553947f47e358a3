// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/overload/queue_time.hpp"

#include <gtest/gtest.h>

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;

TEST(QueueTime, is_nothing_before_anything_was_seen)
{
    const QueueTime time;
    EXPECT_EQ(time.of(1'000), 0ns);
}

TEST(QueueTime, is_what_those_before_took)
{
    QueueTime time;
    time.learn(10, 20ms);
    EXPECT_EQ(time.of(10), 20ms);
    EXPECT_EQ(time.of(50), 100ms);
}

TEST(QueueTime, follows_what_changes)
{
    QueueTime time;
    time.learn(10, 20ms);
    time.learn(10, 100ms);
    EXPECT_EQ(time.of(8), 24ms) << "an eighth of the way from 2 to 10 ms each";
    for (int i = 0; i < 100; ++i) {
        time.learn(10, 10ms);
    }
    EXPECT_LT(time.of(10), 11ms);
}

TEST(QueueTime, is_not_learned_from_a_queue_that_is_none)
{
    QueueTime time;
    time.learn(QueueTime::least - 1, 1s);
    time.learn(0, 1s);
    EXPECT_EQ(time.of(10), 0ns);
}

} // namespace
} // namespace iwf::freediameter
