// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/overload/modesty.hpp"

#include <array>

#include <gtest/gtest.h>

namespace iwf::freediameter {
namespace {

struct Modesty : ::testing::Test
{
    void judge(std::array<std::size_t, 3> asked, std::size_t served)
    {
        for (std::size_t place = 0; place < asked.size(); ++place) {
            shares.at(place).asked = asked.at(place);
        }
        judge_modesty(places, served);
    }

    std::array<bool, 3> found() const
    {
        return {shares[0].is_modest, shares[1].is_modest, shares[2].is_modest};
    }

    std::array<InboxShare, 3> shares;
    std::array<InboxShare*, 3> places{&shares[0], &shares[1], &shares[2]};
};

using Found = std::array<bool, 3>;

TEST_F(Modesty, all_have_it_when_all_are_served)
{
    judge({10, 100, 5000}, 5110);
    EXPECT_EQ(found(), (Found{true, true, true}));
}

TEST_F(Modesty, who_asks_for_more_than_his_part_has_none)
{
    judge({100, 110, 1000}, 450);
    EXPECT_EQ(found(), (Found{true, true, false}));
    judge({100, 110, 1000}, 300);
    EXPECT_EQ(found(), (Found{true, true, false})) << "an eighth more than 100";
    judge({300, 300, 300}, 600);
    EXPECT_EQ(found(), (Found{false, false, false}));
}

TEST_F(Modesty, is_back_as_soon_as_less_is_asked)
{
    judge({300, 300, 300}, 600);
    judge({0, 200, 1000}, 700);
    EXPECT_EQ(found(), (Found{true, true, false}));
}

} // namespace
} // namespace iwf::freediameter
