// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/digit_trie.hpp"
#include "tests/support/rounds.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace iwf::core {
namespace {

std::optional<DigitTrie::Rule> rule_of(const DigitTrie& trie, std::string_view number)
{
    const auto found = trie.find(number);
    return found ? std::optional{found->rule} : std::nullopt;
}

TEST(DigitTrieTest, an_empty_one_holds_nothing)
{
    EXPECT_EQ(DigitTrie{}.find("491"), std::nullopt);
}

TEST(DigitTrieTest, a_prefix_holds_itself_and_all_that_begins_with_it)
{
    DigitTrie trie;
    trie.add_prefix("4915", 7);
    EXPECT_EQ(rule_of(trie, "4915"), 7U);
    EXPECT_EQ(rule_of(trie, "491500000"), 7U);
    EXPECT_EQ(rule_of(trie, "491"), std::nullopt);
    EXPECT_EQ(rule_of(trie, "4916"), std::nullopt);
}

TEST(DigitTrieTest, the_most_specific_rule_is_named)
{
    DigitTrie trie;
    trie.add_prefix("49151", 2);
    trie.add_prefix("49", 1);
    trie.add_range({"4915100", "4915109"}, 3);
    trie.add_range({"4915105", "4915105"}, 4);
    EXPECT_EQ(rule_of(trie, "4930"), 1U);
    EXPECT_EQ(rule_of(trie, "4915122"), 2U);
    EXPECT_EQ(rule_of(trie, "4915104"), 3U);
    EXPECT_EQ(rule_of(trie, "491510400"), 2U); // longer than the numbers of the range
}

TEST(DigitTrieTest, a_range_counts_as_a_whole_wherever_it_is_cut)
{
    DigitTrie trie;
    trie.add_range({"491500", "499999"}, 1); // holds all of 49151
    trie.add_prefix("49151", 2);
    EXPECT_EQ(trie.find("491512"), (DigitTrie::Found{2, 10}));
    EXPECT_EQ(trie.find("491499"), std::nullopt);
    EXPECT_EQ(trie.find("491500"), (DigitTrie::Found{1, 8500}));
    trie.add_range({"491510", "491512"}, 3);
    EXPECT_EQ(trie.find("491512"), (DigitTrie::Found{3, 3}));
    EXPECT_EQ(trie.find("4915120"), (DigitTrie::Found{2, 100}));
}

TEST(DigitTrieTest, of_equal_rules_the_lowest_is_named)
{
    DigitTrie trie;
    trie.add_prefix("49", 6);
    trie.add_prefix("49", 5);
    EXPECT_EQ(rule_of(trie, "491"), 5U);
}

TEST(DigitTrieTest, a_range_of_one_number_holds_that_number_only)
{
    DigitTrie trie;
    trie.add_range({"12345", "12345"}, 1);
    EXPECT_EQ(rule_of(trie, "12345"), 1U);
    for (const char* other : {"12344", "12346", "1234", "123450"}) {
        EXPECT_EQ(rule_of(trie, other), std::nullopt) << other;
    }
}

TEST(DigitTrieTest, a_range_holds_exactly_the_numbers_between_its_ends)
{
    // Under a sanitizer not every number, but around both ends of many ranges.
    constexpr int step = 100'000 / test::rounds(100'000);
    EXPECT_TRUE(rc::check([] {
        const int first = *rc::gen::inRange(0, 100'000);
        const int last = *rc::gen::inRange(first, 100'000);
        const auto number = [](int value) { return std::to_string(100'000 + value).substr(1); };
        DigitTrie trie;
        trie.add_range({number(first), number(last)}, 1);
        for (int tried = 0; tried < 100'000; tried += step) {
            const bool inside = first <= tried && tried <= last;
            RC_ASSERT(trie.find(number(tried)).has_value() == inside);
        }
    }));
}

} // namespace
} // namespace iwf::core
