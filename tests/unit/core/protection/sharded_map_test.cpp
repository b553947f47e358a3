// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/sharded_map.hpp"

#include <gtest/gtest.h>

namespace iwf::core {
namespace {

using Map = ShardedMap<int, int>;

constexpr int none = 1; // values here are never positive

int value_of(const Map& map, int key)
{
    const int* const found = map.find(key);
    return found ? *found : none;
}

TEST(ShardedMapTest, finds_what_was_put_and_not_what_was_erased)
{
    Map map;
    EXPECT_EQ(value_of(map, 1), none);
    for (int key = 0; key < 20'000; ++key) { // several in each shard
        map.insert_or_assign(key, 0);
        map.insert_or_assign(key, -key);
    }
    for (int key = 0; key < 20'000; key += 2) {
        map.erase(key);
    }
    for (int key = 0; key < 20'000; ++key) {
        ASSERT_EQ(value_of(map, key), key % 2 == 0 ? none : -key);
    }
}

TEST(ShardedMapTest, a_copy_stays_as_it_was)
{
    Map map;
    map.insert_or_assign(1, -10);
    map.insert_or_assign(4097, -20); // in the same shard
    const Map copy = map;
    map.insert_or_assign(1, -11);
    map.erase(4097);
    map.insert_or_assign(8193, -30);
    EXPECT_EQ(value_of(copy, 1), -10);
    EXPECT_EQ(value_of(copy, 4097), -20);
    EXPECT_EQ(value_of(copy, 8193), none);
    EXPECT_EQ(value_of(map, 1), -11);
    EXPECT_EQ(value_of(map, 4097), none);
}

} // namespace
} // namespace iwf::core
