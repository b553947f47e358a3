// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/peer_pool.hpp"

#include <map>

#include <gmock/gmock.h>

namespace iwf::gateways {
namespace {

using diameter::PeerId;

PoolMember member(std::uint32_t id, std::uint32_t priority, std::uint32_t weight, bool open = true)
{
    return {
        .peer = PeerId{id},
        .host = *domain::InternalHost::parse("n" + std::to_string(id) + ".internal"),
        .realm = "internal",
        .priority = priority,
        .weight = weight,
        .open = open,
    };
}

std::map<PeerId, int> chosen(PeerPool& pool, int times, const std::vector<PeerId>& tried = {})
{
    std::map<PeerId, int> counts;
    for (int i = 0; i < times; ++i) {
        ++counts[pool.choose(tried)->peer];
    }
    return counts;
}

TEST(PeerPool, an_empty_pool_has_nobody)
{
    PeerPool pool{{}, 1};
    EXPECT_EQ(pool.choose({}), nullptr);
}

TEST(PeerPool, only_the_lowest_priority_value_is_used_whatever_the_weights)
{
    PeerPool pool{{member(1, 2, 1000), member(2, 1, 1), member(3, 3, 1000)}, 1};
    EXPECT_EQ(chosen(pool, 100), (std::map<PeerId, int>{{PeerId{2}, 100}}));
}

TEST(PeerPool, the_next_priority_serves_when_the_first_is_closed_or_tried)
{
    PeerPool pool{{member(1, 1, 1, false), member(2, 2, 1), member(3, 3, 1)}, 1};
    EXPECT_EQ(pool.choose({})->peer, PeerId{2});
    EXPECT_EQ(pool.choose({PeerId{2}})->peer, PeerId{3});
    EXPECT_EQ(pool.choose({PeerId{2}, PeerId{3}}), nullptr);
    pool.set_open(PeerId{1}, true);
    EXPECT_EQ(pool.choose({})->peer, PeerId{1});
    pool.set_open(PeerId{1}, false);
    EXPECT_EQ(pool.choose({})->peer, PeerId{2});
}

TEST(PeerPool, equals_share_in_proportion_to_their_weights)
{
    for (const std::uint32_t seed : {1U, 7U, 12345U, 0xFFFFFFFFU}) {
        PeerPool pool{{member(1, 1, 1), member(2, 1, 2), member(3, 1, 7), member(4, 2, 90)}, seed};
        const auto counts = chosen(pool, 10'000);
        EXPECT_NEAR(counts.at(PeerId{1}), 1'000, 150) << seed;
        EXPECT_NEAR(counts.at(PeerId{2}), 2'000, 200) << seed;
        EXPECT_NEAR(counts.at(PeerId{3}), 7'000, 250) << seed;
        EXPECT_FALSE(counts.contains(PeerId{4})) << seed;
    }
}

TEST(PeerPool, the_share_of_one_that_was_tried_goes_to_the_others)
{
    PeerPool pool{{member(1, 1, 10), member(2, 1, 10), member(3, 1, 30)}, 1};
    const auto counts = chosen(pool, 10'000, {PeerId{1}});
    EXPECT_FALSE(counts.contains(PeerId{1}));
    EXPECT_NEAR(counts.at(PeerId{2}), 2'500, 200);
    EXPECT_NEAR(counts.at(PeerId{3}), 7'500, 200);
}

TEST(PeerPool, the_largest_weights_do_not_overflow)
{
    constexpr std::uint32_t most = 0xFFFFFFFF;
    PeerPool pool{{member(1, 1, most), member(2, 1, most), member(3, 1, most)}, 3};
    for (const auto& [id, count] : chosen(pool, 3'000)) {
        EXPECT_NEAR(count, 1'000, 150) << id.value();
    }
}

TEST(PeerPool, opening_a_peer_of_another_pool_changes_nothing)
{
    PeerPool pool{{member(1, 1, 1, false)}, 1};
    pool.set_open(PeerId{2}, true);
    EXPECT_EQ(pool.choose({}), nullptr);
}

TEST(PeerPool, members_are_found_open_or_not)
{
    const PeerPool pool{{member(1, 1, 1, false), member(2, 1, 1)}, 1};
    EXPECT_EQ(pool.find(*domain::InternalHost::parse("N1.internal"))->peer, PeerId{1});
    EXPECT_EQ(pool.find(*domain::InternalHost::parse("n9.internal")), nullptr);
    EXPECT_EQ(pool.find(PeerId{2})->host.text(), "n2.internal");
    EXPECT_EQ(pool.find(PeerId{9}), nullptr);
}

} // namespace
} // namespace iwf::gateways
