// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/flat_table.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <unordered_map>

namespace iwf::core {
namespace {

using Numbers = FlatTable<std::uint64_t>;

std::uint64_t value_of(Numbers& table, std::uint64_t key)
{
    const auto* const found = table.find(key);
    return found == nullptr ? 0 : *found;
}

TEST(FlatTableTest, an_empty_one_has_nothing_to_find_or_to_take)
{
    Numbers table;
    EXPECT_EQ(table.find(7), nullptr);
    EXPECT_EQ(table.take(7), 0U);
    EXPECT_EQ(table.size(), 0U);
}

TEST(FlatTableTest, each_number_may_be_a_key)
{
    constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
    Numbers table;
    table.put(0, 1);
    table.put(largest, 2);
    EXPECT_EQ(value_of(table, 0), 1U);
    EXPECT_EQ(value_of(table, largest), 2U);
    EXPECT_EQ(table.size(), 2U);
}

TEST(FlatTableTest, a_later_value_takes_the_place_of_the_earlier)
{
    Numbers table;
    table.put(7, 1);
    table.put(7, 2);
    EXPECT_EQ(table.size(), 1U);
    EXPECT_EQ(table.take(7), 2U);
    EXPECT_EQ(table.find(7), nullptr);
    EXPECT_EQ(table.size(), 0U);
}

TEST(FlatTableTest, it_owns_what_it_holds)
{
    const auto shared = std::make_shared<int>(7);
    {
        FlatTable<std::shared_ptr<int>> table;
        for (std::uint64_t key = 0; key < 1000; ++key) {
            table.put(key, shared);
        }
        EXPECT_EQ(shared.use_count(), 1001);
        EXPECT_EQ(table.take(0), shared);
        EXPECT_EQ(shared.use_count(), 1000);
    }
    EXPECT_EQ(shared.use_count(), 1);
}

/// Against std::unordered_map, with keys that are asked for, put and taken again and again: they
/// lie in one another's places and leave gaps among them.
void compare_with_map(std::uint64_t seed, std::uint64_t step)
{
    std::mt19937_64 random{seed};
    Numbers table{seed};
    std::unordered_map<std::uint64_t, std::uint64_t> map;
    for (std::uint64_t round = 1; round < 200'000; ++round) {
        const std::uint64_t key = (random() % 20'000) * step;
        if (random() % 5 < 3) {
            table.put(key, round);
            map[key] = round;
        } else {
            const auto known = map.find(key);
            ASSERT_EQ(table.take(key), known == map.end() ? 0 : known->second);
            map.erase(key);
        }
        ASSERT_EQ(table.size(), map.size());
    }
    for (std::uint64_t key = 0; key < 20'000 * step; key += step) {
        const auto known = map.find(key);
        ASSERT_EQ(value_of(table, key), known == map.end() ? 0 : known->second) << key;
    }
}

TEST(FlatTableTest, it_holds_what_a_map_holds)
{
    compare_with_map(1, 1);
    compare_with_map(2, 1);
}

TEST(FlatTableTest, keys_that_differ_in_high_bits_only_are_keys_like_others)
{
    compare_with_map(3, std::uint64_t{1} << 32U);
    compare_with_map(4, std::uint64_t{1} << 22U);
}

} // namespace
} // namespace iwf::core
