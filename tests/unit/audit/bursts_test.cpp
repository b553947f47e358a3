// SPDX-License-Identifier: Apache-2.0
#include "iwf/audit/bursts.hpp"

#include <gtest/gtest.h>

#include <string>

namespace iwf::audit {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant begin{1h};

Entry refusal(std::string who, std::string rule = "acme.yaml:12")
{
    Entry entry;
    entry.time = base::WallTime{1000ms};
    entry.event = "trigger.refused";
    entry.who = std::move(who);
    entry.device = "meter1@meters.acme.example";
    entry.rule = std::move(rule);
    return entry;
}

TEST(AuditBursts, a_few_lines_of_a_server_pass_and_the_rest_is_counted_until_the_second_is_over)
{
    Bursts bursts{{.lines_per_second = 2}};
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(bursts.pass(refusal("acme"), begin).has_value(), i < 2);
    }
    EXPECT_TRUE(bursts.pass(refusal("volt"), begin)) << "another server has its own";
    EXPECT_EQ(bursts.next_due(), begin + 1s);
    EXPECT_TRUE(bursts.due(begin + 999ms).empty());
    const auto due = bursts.due(begin + 1s);
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].count, 8U);
    EXPECT_EQ(due[0].rule, "acme.yaml:12");
    EXPECT_EQ(due[0].device, "") << "they may have been many";
    EXPECT_FALSE(bursts.next_due());
    EXPECT_TRUE(bursts.pass(refusal("acme"), begin + 1s)) << "a new second";
}

TEST(AuditBursts, changes_and_requests_that_were_let_through_have_each_their_line)
{
    for (const Kind kind : {Kind::change, Kind::permit}) {
        Bursts bursts{{.lines_per_second = 1, .all_lines_per_second = 1}};
        Entry entry = refusal("acme");
        entry.kind = kind;
        for (int i = 0; i < 10; ++i) {
            EXPECT_TRUE(bursts.pass(entry, begin));
        }
        EXPECT_FALSE(bursts.next_due());
    }
}

TEST(AuditBursts, what_is_not_alike_is_counted_apart)
{
    Bursts bursts{{.lines_per_second = 1}};
    EXPECT_TRUE(bursts.pass(refusal("acme"), begin));
    for (const char* rule : {"a:1", "a:2", "a:1"}) {
        EXPECT_FALSE(bursts.pass(refusal("acme", rule), begin));
    }
    const auto all = bursts.all();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].count, 2U);
    EXPECT_EQ(all[1].count, 1U);
}

TEST(AuditBursts, a_change_always_has_its_line)
{
    Bursts bursts{{.lines_per_second = 1}};
    for (int i = 0; i < 5; ++i) {
        Entry change = refusal("user 0");
        change.kind = Kind::change;
        EXPECT_TRUE(bursts.pass(change, begin));
    }
}

TEST(AuditBursts, who_appears_under_many_names_is_bounded_and_counted_to_the_last)
{
    Bursts bursts{{.lines_per_second = 5, .all_lines_per_second = 100, .kinds = 50}};
    std::uint64_t told = 0;
    for (int i = 0; i < 10'000; ++i) {
        told += bursts.pass(refusal("10.0.0." + std::to_string(i)), begin).has_value() ? 1U : 0U;
    }
    EXPECT_LE(told, 100U);
    const auto all = bursts.all();
    EXPECT_LE(all.size(), 51U);
    for (const Entry& entry : all) {
        told += entry.count;
    }
    EXPECT_EQ(told, 10'000U);
    EXPECT_EQ(all.front().event, "audit.many");
}

} // namespace
} // namespace iwf::audit
