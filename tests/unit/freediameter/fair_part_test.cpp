// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/overload/fair_part.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace iwf::freediameter {
namespace {

constexpr std::size_t no_bound = std::numeric_limits<std::size_t>::max();

std::size_t had(const std::vector<std::size_t>& asked, std::size_t part)
{
    return std::accumulate(asked.begin(), asked.end(), std::size_t{0}, [part](auto sum, auto one) {
        return sum + std::min(one, part);
    });
}

TEST(FairPart, is_without_bound_when_all_have_what_they_ask_for)
{
    EXPECT_EQ(fair_part({}, 0), no_bound);
    EXPECT_EQ(fair_part({3, 5}, 8), no_bound);
}

TEST(FairPart, what_the_modest_leave_is_for_the_others)
{
    EXPECT_EQ(fair_part({10, 100, 100}, 90), 40U);
    EXPECT_EQ(fair_part({200, 5, 221, 2210}, 800), 374U) << "one of them asks too much";
    EXPECT_EQ(fair_part({7}, 0), 0U);
}

TEST(FairPart, all_that_is_served_is_had)
{
    std::mt19937 random{7};
    for (int i = 0; i < 100'000; ++i) {
        std::vector<std::size_t> asked(1 + random() % 20);
        std::ranges::generate(asked, [&random] { return random() % 1000; });
        const std::size_t served = random() % (1 + had(asked, no_bound));
        const std::size_t part = fair_part(asked, served);
        ASSERT_LE(had(asked, part), served + (part == no_bound ? no_bound - served : 0));
        if (part != no_bound) {
            ASSERT_GT(had(asked, part + 1), served);
        }
    }
}

} // namespace
} // namespace iwf::freediameter
