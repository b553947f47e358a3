// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/overload_control.hpp"

#include <random>

#include <gmock/gmock.h>

namespace iwf::gateways {
namespace {

using namespace std::chrono_literals;
using diameter::OverloadReport;
using diameter::OverloadScope;
using diameter::PeerId;

PoolMember member(std::uint32_t id, std::string realm)
{
    const auto host = "n" + std::to_string(id) + "." + realm;
    return {
        .peer = PeerId{id},
        .host = *domain::InternalHost::parse(host),
        .realm = std::move(realm),
        .open = true,
    };
}

class OverloadControlTest : public testing::Test
{
protected:
    std::optional<OverloadChange> take(const OverloadReport& report)
    {
        return control_.take(a_, "one.internal", report, now_);
    }

    std::optional<OverloadChange> take_host(
        std::uint64_t sequence,
        std::optional<std::uint32_t> reduction,
        std::optional<std::uint32_t> validity = std::nullopt
    )
    {
        return take({sequence, OverloadScope::host, reduction, validity});
    }

    /// Of 100 requests.
    int allowed(const PoolMember& to)
    {
        int count = 0;
        for (int i = 0; i < 100; ++i) {
            const double chance = std::uniform_real_distribution{}(random_);
            OverloadControl::Permit permit{control_, Abatement::middle, now_, chance};
            count += permit.allows(to) ? 1 : 0;
        }
        return count;
    }

    OverloadControl control_;
    base::Instant now_{std::chrono::hours{1000}};
    PoolMember a_ = member(1, "one.internal");
    PoolMember b_ = member(2, "one.internal");
    PoolMember c_ = member(3, "two.internal");
    std::mt19937 random_{1};
};

TEST_F(OverloadControlTest, without_a_report_all_is_allowed)
{
    EXPECT_EQ(allowed(a_), 100);
    EXPECT_FALSE(control_.next_due());
    EXPECT_TRUE(control_.expire(now_).empty());
}

TEST_F(OverloadControlTest, a_report_of_a_host_is_about_that_host_alone)
{
    const auto begun = take_host(1, 100);
    ASSERT_TRUE(begun);
    EXPECT_EQ(begun->scope, OverloadScope::host);
    EXPECT_EQ(begun->name, "n1.one.internal");
    EXPECT_EQ(begun->reduction_percent, 100U);
    const auto seen = control_.in_force(now_ + 1s);
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen.front().name, "n1.one.internal");
    EXPECT_EQ(seen.front().reduction_percent, 100U);
    EXPECT_EQ(seen.front().validity, 29s) << "what is left of it";
    EXPECT_TRUE(control_.in_force(now_ + 30s).empty());
    EXPECT_EQ(allowed(a_), 0);
    EXPECT_EQ(allowed(b_), 100);
    EXPECT_EQ(allowed(c_), 100);
}

TEST_F(OverloadControlTest, a_report_of_a_realm_is_about_all_hosts_of_it)
{
    const auto begun = take({1, OverloadScope::realm, 50, 10});
    ASSERT_TRUE(begun);
    EXPECT_EQ(begun->name, "one.internal");
    EXPECT_NEAR(allowed(a_), 50, 5);
    EXPECT_NEAR(allowed(b_), 50, 5);
    EXPECT_EQ(allowed(c_), 100);
}

TEST_F(OverloadControlTest, the_realm_of_a_report_is_the_senders_own_in_any_case)
{
    const OverloadReport report{1, OverloadScope::realm, 100, 10};
    EXPECT_FALSE(control_.take(a_, "two.internal", report, now_));
    EXPECT_FALSE(control_.take(a_, "", report, now_));
    EXPECT_EQ(allowed(a_) + allowed(c_), 200);
    EXPECT_TRUE(control_.take(a_, "ONE.internal", report, now_));
    b_.realm = "One.INTERNAL"; // as somebody may have configured it
    EXPECT_EQ(allowed(b_), 0);
}

TEST_F(OverloadControlTest, a_report_lasts_as_long_as_it_says_or_30_s)
{
    struct Case
    {
        std::optional<std::uint32_t> named;
        std::chrono::seconds meant;
    };
    std::uint64_t sequence = 0;
    for (const Case& one : {
             Case{std::nullopt, 30s},
             Case{1, 1s},
             Case{86'400, 86'400s},
             Case{86'401, 30s}, // RFC 7683, 7.5: as if it were absent
             Case{0xFFFFFFFF, 30s},
         }) {
        const auto begun = take_host(++sequence, 100, one.named);
        ASSERT_TRUE(begun);
        EXPECT_EQ(begun->validity, one.meant);
        EXPECT_EQ(control_.next_due(), now_ + one.meant);
        now_ += one.meant - 1ns;
        EXPECT_EQ(allowed(a_), 0);
        EXPECT_TRUE(control_.expire(now_).empty());
        now_ += 1ns;
        EXPECT_EQ(allowed(a_), 100);
        const auto over = control_.expire(now_);
        ASSERT_EQ(over.size(), 1U);
        EXPECT_EQ(over[0].name, "n1.one.internal");
        EXPECT_EQ(over[0].reduction_percent, 0U);
        EXPECT_EQ(over[0].held_back, 100U);
        EXPECT_TRUE(control_.expire(now_).empty());
        EXPECT_FALSE(control_.next_due());
    }
}

TEST_F(OverloadControlTest, validity_0_or_reduction_0_ends_it)
{
    EXPECT_FALSE(take_host(1, 0, 10)) << "nothing begins";
    EXPECT_FALSE(take_host(2, 50, 0));
    EXPECT_EQ(allowed(a_), 100);
    std::uint64_t sequence = 2;
    for (const OverloadReport& end :
         {OverloadReport{0, OverloadScope::host, 50, 0},
          OverloadReport{0, OverloadScope::host, {}, 0},
          OverloadReport{0, OverloadScope::host, 0, 10}}) {
        EXPECT_TRUE(take_host(++sequence, 100));
        OverloadReport report = end;
        report.sequence = ++sequence;
        const auto over = take(report);
        ASSERT_TRUE(over);
        EXPECT_EQ(over->reduction_percent, 0U);
        EXPECT_EQ(allowed(a_), 100);
        EXPECT_FALSE(control_.next_due());
    }
}

TEST_F(OverloadControlTest, what_is_not_newer_changes_nothing)
{
    EXPECT_TRUE(take_host(10, 100, 10));
    for (const std::uint64_t stale : {10U, 9U, 0U}) {
        now_ += 1s;
        EXPECT_FALSE(take_host(stale, 50, 600));
        EXPECT_FALSE(take_host(stale, 100, 0));
        EXPECT_EQ(allowed(a_), 0);
    }
    now_ += 7s; // counted from the first report of this sequence number
    EXPECT_EQ(allowed(a_), 100);
    EXPECT_EQ(control_.expire(now_).size(), 1U);
    EXPECT_FALSE(take_host(10, 100, 10)) << "after its end too";
    EXPECT_EQ(allowed(a_), 100);
    EXPECT_TRUE(take_host(0xFFFFFFFFFFFFFFFF, 100, 10));
    EXPECT_FALSE(take_host(11, 100, 10));
}

TEST_F(OverloadControlTest, host_and_realm_count_their_sequences_apart)
{
    EXPECT_TRUE(take({10, OverloadScope::realm, 100, 10}));
    EXPECT_TRUE(take_host(3, 100));
    EXPECT_TRUE(control_.take(b_, "one.internal", {3, OverloadScope::host, 100, 10}, now_));
}

TEST_F(OverloadControlTest, a_node_that_has_lost_its_count_is_heard_after_a_day)
{
    EXPECT_TRUE(take_host(10, 100, 10));
    now_ += 24h;
    EXPECT_EQ(control_.expire(now_).size(), 1U);
    EXPECT_FALSE(take_host(1, 100, 10));
    now_ += 10s;
    EXPECT_TRUE(take_host(1, 100, 10));
}

TEST_F(OverloadControlTest, a_report_that_asks_for_nothing_possible_is_ignored)
{
    EXPECT_TRUE(take_host(1, 100, 10));
    EXPECT_FALSE(take_host(2, 101, 60)); // RFC 7683, 7.7
    EXPECT_FALSE(take_host(2, 0xFFFFFFFF));
    EXPECT_FALSE(take_host(2, std::nullopt));
    EXPECT_FALSE(take({2, std::nullopt, 10, 60})); // a scope of the future
    EXPECT_EQ(allowed(a_), 0);
    EXPECT_EQ(control_.next_due(), now_ + 10s);
    EXPECT_TRUE(take_host(2, 50));
}

TEST_F(OverloadControlTest, a_new_report_replaces_the_old_and_a_longer_one_is_no_news)
{
    EXPECT_TRUE(take_host(1, 100, 10));
    now_ += 9s;
    EXPECT_FALSE(take_host(2, 100, 10));
    now_ += 9s;
    EXPECT_EQ(allowed(a_), 0);
    const auto changed = take_host(3, 10, 10);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->reduction_percent, 10U);
    EXPECT_NEAR(allowed(a_), 90, 5);
}

TEST_F(OverloadControlTest, of_realm_and_host_the_larger_reduction_holds_and_not_both)
{
    EXPECT_TRUE(take({1, OverloadScope::realm, 30, 600}));
    EXPECT_TRUE(take_host(1, 50, 600));
    int to_a = 0;
    for (int i = 0; i < 5; ++i) {
        to_a += allowed(a_);
    }
    EXPECT_NEAR(to_a, 250, 12);
}

TEST_F(OverloadControlTest, a_request_that_moves_to_another_host_of_the_realm_is_counted_there_once)
{
    EXPECT_TRUE(take({1, OverloadScope::realm, 50, 600}));
    EXPECT_TRUE(take_host(1, 100, 600));
    int sent = 0;
    for (int i = 0; i < 300; ++i) {
        const double chance = std::uniform_real_distribution{}(random_);
        OverloadControl::Permit permit{control_, Abatement::middle, now_, chance};
        EXPECT_FALSE(permit.allows(a_));
        sent += permit.allows(b_) ? 1 : 0;
    }
    EXPECT_NEAR(sent, 150, 8);
}

} // namespace
} // namespace iwf::gateways
