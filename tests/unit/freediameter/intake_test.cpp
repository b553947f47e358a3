// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/overload/intake.hpp"

#include <gtest/gtest.h>

namespace iwf::freediameter {
namespace {

/// Turns of the core thread, an interval after the other.
struct Turns
{
    base::Instant now{std::chrono::hours{1}};
    std::uint64_t waits{};

    void pass(Intake& intake, int intervals, bool is_full, bool waits_once)
    {
        for (int i = 0; i < intervals; ++i) {
            now += Intake::interval;
            waits += waits_once ? 1 : 0;
            if (intake.ends_interval(now, is_full)) {
                intake.look(now, waits);
            }
        }
    }
};

TEST(Intake, is_without_bound_when_none_was_asked_for)
{
    Intake intake{0};
    EXPECT_FALSE(intake.ends_interval(base::Instant{}, true));
    EXPECT_GT(intake.most(), 1'000'000'000U);
    EXPECT_FALSE(intake.next_due());
}

TEST(Intake, gives_less_room_while_the_core_never_waits_but_some_always)
{
    Intake intake{64};
    Turns turns;
    const std::size_t before = intake.most();
    turns.pass(intake, 3, true, false);
    EXPECT_LT(intake.most(), before);
    turns.pass(intake, 1000, true, false);
    EXPECT_EQ(intake.most(), 64U);
}

TEST(Intake, gives_more_room_at_once_when_the_core_waits_for_slow_neighbours)
{
    Intake intake{64};
    Turns turns;
    turns.pass(intake, 1000, true, false);
    turns.pass(intake, 25, true, true); // a quarter of a second
    EXPECT_GT(intake.most(), 10'000U);
}

TEST(Intake, learns_nothing_while_nobody_waits_for_room)
{
    Intake intake{64};
    Turns turns;
    const std::size_t before = intake.most();
    turns.pass(intake, 1000, false, true);
    turns.pass(intake, 1000, false, false);
    EXPECT_EQ(intake.most(), before);
}

TEST(Intake, wants_a_turn_in_time_while_somebody_waits)
{
    Intake intake{64};
    Turns turns;
    turns.pass(intake, 1, true, false);
    EXPECT_EQ(intake.next_due(), turns.now + Intake::interval);
    turns.pass(intake, 1, false, false);
    EXPECT_FALSE(intake.next_due());
}

} // namespace
} // namespace iwf::freediameter
