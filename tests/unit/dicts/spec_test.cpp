// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "facts.hpp"
#include "tsv.hpp"

namespace iwf::diameter {
namespace {

/// "subject: theirs <> ours".
using Differences = std::set<std::string>;

std::string value_or_absent(const Facts& facts, const std::string& key)
{
    const auto found = facts.find(key);
    return found == facts.end() ? "absent" : found->second;
}

void compare(Differences& differences, const Facts& theirs, const Facts& ours)
{
    auto all = theirs;
    all.insert(ours.begin(), ours.end());
    for (const auto& [key, value] : all) {
        const auto theirs_of = value_or_absent(theirs, key);
        const auto ours_of = value_or_absent(ours, key);
        if (theirs_of != ours_of) {
            differences.insert(key + ": " + theirs_of + " <> " + ours_of);
        }
    }
}

Differences listed_differences()
{
    Differences listed;
    for (const auto& row : read_tsv(std::string{DICTIONARIES} + "/differences.tsv")) {
        EXPECT_FALSE(row[3].empty()) << row[0] << " has no reason";
        EXPECT_TRUE(listed.insert(row[0] + ": " + row[1] + " <> " + row[2]).second)
            << row[0] << " stands twice";
    }
    return listed;
}

TEST(Dictionaries, agree_with_the_specifications_but_for_the_listed_differences)
{
    const auto codes = specified_codes(SPEC);
    const auto rules = specified_rules(SPEC);
    ASSERT_GT(codes.size(), 230U);
    ASSERT_GT(rules.size(), 260U);
    Differences found;
    compare(found, codes, our_codes());
    compare(found, rules, our_rules(rules));
    const auto listed = listed_differences();
    for (const auto& difference : found) {
        EXPECT_TRUE(listed.contains(difference)) << "differs, and is not listed: " << difference;
    }
    for (const auto& difference : listed) {
        EXPECT_TRUE(found.contains(difference)) << "is listed, but does not differ: " << difference;
    }
}

} // namespace
} // namespace iwf::diameter
