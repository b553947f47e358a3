// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/loss_algorithm.hpp"

#include <array>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace iwf::gateways {
namespace {

/// Requests offered and dropped, by rank.
struct Tally
{
    std::array<int, 3> offered{};
    std::array<int, 3> dropped{};

    [[nodiscard]] int all_offered() const { return offered[0] + offered[1] + offered[2]; }
    [[nodiscard]] int all_dropped() const { return dropped[0] + dropped[1] + dropped[2]; }
};

void offer(LossAlgorithm& loss, Tally& tally, std::size_t rank, double chance)
{
    ++tally.offered[rank];
    tally.dropped[rank] += loss.drops(Abatement(rank), chance) ? 1 : 0;
}

/// `mix`: how likely each rank is, in percent.
Tally run(std::uint32_t percent, std::array<int, 3> mix, int requests = 300)
{
    LossAlgorithm loss;
    loss.reduce_by(percent);
    std::mt19937 random{percent + 7};
    std::discrete_distribution<std::size_t> rank{mix.begin(), mix.end()};
    std::uniform_real_distribution chance;
    Tally tally;
    for (int i = 0; i < requests; ++i) {
        offer(loss, tally, rank(random), chance(random));
    }
    return tally;
}

TEST(LossAlgorithm, drops_the_share_whatever_comes_and_whatever_the_chance)
{
    EXPECT_TRUE(rc::check([] {
        const auto percent = *rc::gen::inRange<std::uint32_t>(0, 101);
        LossAlgorithm loss;
        loss.reduce_by(percent);
        Tally tally;
        for (const int one : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 300))) {
            offer(loss, tally, static_cast<std::size_t>(one % 3), one / 300.0);
            const double due = tally.all_offered() * (percent / 100.0);
            RC_ASSERT(tally.all_dropped() <= due + 10);
            RC_ASSERT(tally.all_dropped() >= due - 10);
        }
    }));
}

TEST(LossAlgorithm, of_ordinary_requests_drops_its_share_within_a_few)
{
    for (const std::uint32_t percent : {0U, 1U, 10U, 50U, 90U, 99U, 100U}) {
        const Tally tally = run(percent, {0, 1, 0});
        EXPECT_NEAR(tally.all_dropped(), 3 * static_cast<int>(percent), 5) << percent;
    }
}

TEST(LossAlgorithm, at_0_and_100_makes_no_exception)
{
    EXPECT_EQ(run(0, {1, 1, 1}).all_dropped(), 0);
    EXPECT_EQ(run(100, {1, 1, 1}).all_dropped(), 300);
}

TEST(LossAlgorithm, touches_a_rank_only_when_those_before_it_do_not_suffice)
{
    const Tally light = run(20, {40, 40, 20}, 1000);
    EXPECT_NEAR(light.dropped[0], 200, 15);
    EXPECT_LE(light.dropped[1], 10);
    EXPECT_EQ(light.dropped[2], 0);

    const Tally heavy = run(60, {40, 40, 20}, 1000);
    EXPECT_GE(heavy.dropped[0], heavy.offered[0] - 10);
    EXPECT_NEAR(heavy.all_dropped(), 600, 15);
    EXPECT_LE(heavy.dropped[2], 10);

    const Tally severe = run(90, {40, 40, 20}, 1000);
    EXPECT_GE(severe.dropped[0], severe.offered[0] - 10);
    EXPECT_GE(severe.dropped[1], severe.offered[1] - 10);
    EXPECT_NEAR(severe.all_dropped(), 900, 15);
}

TEST(LossAlgorithm, is_as_hard_on_one_as_on_the_other_of_two_that_take_turns)
{
    LossAlgorithm loss;
    loss.reduce_by(50);
    std::mt19937 random{3};
    std::array<int, 2> dropped{};
    for (int i = 0; i < 2000; ++i) {
        const double chance = std::uniform_real_distribution{}(random);
        dropped[static_cast<std::size_t>(i % 2)] += loss.drops(Abatement::middle, chance) ? 1 : 0;
    }
    EXPECT_NEAR(dropped[0], 500, 75);
    EXPECT_NEAR(dropped[1], 500, 75);
}

TEST(LossAlgorithm, counts_what_others_drop_as_its_own_and_owes_all_again_when_they_stop)
{
    LossAlgorithm loss;
    loss.reduce_by(50);
    std::mt19937 random{5};
    const auto chance = [&random] { return std::uniform_real_distribution{}(random); };
    int dropped = 0;
    for (int i = 0; i < 300; ++i) { // half are dropped elsewhere
        if (i % 2 == 0) {
            loss.count_dropped();
        } else {
            dropped += loss.drops(Abatement::middle, chance()) ? 1 : 0;
        }
    }
    EXPECT_LE(dropped, 5);
    for (int i = 0; i < 1000; ++i) { // all are
        loss.count_dropped();
    }
    dropped = 0;
    for (int i = 0; i < 300; ++i) {
        dropped += loss.drops(Abatement::middle, chance()) ? 1 : 0;
    }
    EXPECT_NEAR(dropped, 150, 10);
}

} // namespace
} // namespace iwf::gateways
