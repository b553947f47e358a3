// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine_walk.hpp"
#include "tests/support/rounds.hpp"

namespace iwf::test {
namespace {

constexpr std::uint32_t walks = rounds(500U);
constexpr int steps = 2000;

EngineWalk::Seen& operator+=(EngineWalk::Seen& sum, const EngineWalk::Seen& more)
{
    sum.crashes += more.crashes;
    sum.failed_writes += more.failed_writes;
    sum.successes += more.successes;
    sum.retransmissions += more.retransmissions;
    sum.repeated_notifications += more.repeated_notifications;
    sum.acknowledged += more.acknowledged;
    sum.given_up += more.given_up;
    sum.withdrawn += more.withdrawn;
    sum.forged += more.forged;
    sum.duplicates += more.duplicates;
    return sum;
}

/// A walk that never gets anywhere breaks no promise either.
void expect_worth_its_time(const EngineWalk::Seen& seen)
{
    EXPECT_GT(seen.crashes, walks);
    EXPECT_GT(seen.failed_writes, walks);
    EXPECT_GT(seen.successes, 10 * walks);
    EXPECT_GT(seen.retransmissions, walks);
    EXPECT_GT(seen.repeated_notifications, walks);
    EXPECT_GT(seen.acknowledged, walks);
    EXPECT_GT(seen.given_up, walks / 4);
    EXPECT_GT(seen.withdrawn, walks);
    EXPECT_GT(seen.forged, walks);
    EXPECT_GT(seen.duplicates, walks);
}

TEST(EngineModelTest, D9_whatever_happens_in_whatever_order_no_promise_is_broken)
{
    EngineWalk::Seen seen;
    for (std::uint32_t seed = 1; seed <= walks; ++seed) {
        EngineWalk walk{seed};
        for (int step = 0; step < steps && walk.broken().empty(); ++step) {
            walk.step();
            ASSERT_TRUE(walk.broken().empty())
                << "seed " << seed << ", step " << step << ": " << walk.broken().front();
        }
        walk.settle();
        ASSERT_TRUE(walk.broken().empty()) << "seed " << seed << ": " << walk.broken().front();
        seen += walk.seen();
    }
    expect_worth_its_time(seen);
}

} // namespace
} // namespace iwf::test
