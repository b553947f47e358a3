// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/priority_credit.hpp"

#include <vector>

#include "tests/support/rounds.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace iwf::core {
namespace {

/// Whether it had priority.
bool ask(PriorityCredit& credit, std::uint32_t share, bool priority)
{
    if (priority && credit.may_have_priority(share)) {
        credit.spend(share);
        return true;
    }
    credit.earn(share);
    return false;
}

TEST(PriorityCreditTest, A12_who_asks_for_priority_only_gets_exactly_its_share)
{
    for (const std::uint32_t share : {1U, 10U, 33U, 99U, 100U}) {
        PriorityCredit credit;
        std::uint32_t granted = 0;
        for (int i = 0; i < 1000; ++i) {
            granted += ask(credit, share, true) ? 1U : 0U;
        }
        EXPECT_GE(granted, 10 * share);
        EXPECT_LE(granted, 10 * share + 1);
    }
}

TEST(PriorityCreditTest, the_first_may_have_it_and_few_are_saved_up)
{
    PriorityCredit credit;
    EXPECT_TRUE(ask(credit, 10, true));
    EXPECT_FALSE(ask(credit, 10, true));
    for (int i = 0; i < 100'000; ++i) {
        ask(credit, 10, false);
    }
    std::uint32_t in_a_row = 0;
    while (ask(credit, 10, true)) {
        ++in_a_row;
    }
    EXPECT_GE(in_a_row, PriorityCredit::saved_most);
    EXPECT_LE(in_a_row, PriorityCredit::saved_most + 1); // what they earn themselves
}

TEST(PriorityCreditTest, A12_in_no_row_of_requests_is_there_more_than_the_share_and_what_was_saved)
{
    ASSERT_TRUE(rc::check("never above", [] {
        const auto share = *rc::gen::inRange<std::uint32_t>(1, 101);
        const int wish = *rc::gen::inRange(0, 101); // percent that ask for it
        PriorityCredit credit;
        std::vector<bool> had;
        for (int i = 0; i < test::rounds(200); ++i) {
            had.push_back(ask(credit, share, *rc::gen::inRange(0, 100) < wish));
        }
        for (std::size_t first = 0; first < had.size(); ++first) {
            std::uint32_t granted = 0;
            for (std::size_t last = first; last < had.size(); ++last) {
                granted += had[last] ? 1U : 0U;
                const auto asked = static_cast<std::uint32_t>(last - first + 1);
                RC_ASSERT(granted * 100 <= asked * share + PriorityCredit::saved_most * 100);
            }
        }
    }));
}

} // namespace
} // namespace iwf::core
