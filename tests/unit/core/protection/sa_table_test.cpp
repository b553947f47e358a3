// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/sa_table.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/protection/sample_associations.hpp"

namespace iwf::core {
namespace {

using namespace test;

BoundBlock block(const char* address, const char* identity)
{
    return {network(address), identity};
}

const BoundBlock scs1 = block("10.200.1.1", "scs1.lab.example");
const BoundBlock scs2 = block("10.200.2.1", "scs2.lab.example");

TEST(SaTableTest, tells_what_was_gained_and_lost)
{
    Lab lab;
    EXPECT_EQ(
        lab.apply(up(ike_sa(1, {child_sa(1)}))),
        (SaChange{.gained = {scs1}, .lost = {}, .touched = {scs1.block}})
    );
    EXPECT_EQ(
        lab.apply(child_down(1, 1)),
        (SaChange{.gained = {}, .lost = {scs1}, .touched = {scs1.block}})
    );
}

TEST(SaTableTest, the_same_event_once_more_changes_nothing)
{
    const std::vector<SaEvent> events{
        baseline({ike_sa(1, {child_sa(1)})}),
        up(ike_sa(1, {child_sa(1), child_sa(2)})),
        child_rekeyed(1, 1, child_sa(3)),
        child_down(1, 1),
        ike_rekeyed(1, ike_sa(4)),
        ike_down(4),
        sa_event::Unreachable{"gone"},
    };
    Lab lab;
    for (const SaEvent& event : events) {
        lab.apply(event);
        EXPECT_EQ(lab.apply(event), SaChange{}) << event.index();
    }
    EXPECT_EQ(lab.table.ike_count(), 0U);
    EXPECT_EQ(lab.table.child_count(), 0U);
}

TEST(SaTableTest, an_unknown_number_does_no_harm)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    for (const SaEvent& event :
         {ike_down(33), child_down(33, 34), child_rekeyed(33, 34, child_sa(35))}) {
        EXPECT_EQ(lab.apply(event), SaChange{});
    }
    EXPECT_EQ(lab.apply(ike_rekeyed(33, ike_sa(36))), SaChange{});
    EXPECT_EQ(lab.bound(), "1/1");
}

TEST(SaTableTest, children_that_an_event_does_not_name_stay)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    EXPECT_EQ(lab.apply(up(ike_sa(1))), SaChange{});
    lab.apply(up(ike_sa(1, {child_sa(2, "10.200.2.1")})));
    EXPECT_EQ(lab.bound(), "1/1");
    EXPECT_EQ(lab.table.child_count(), 2U);
}

TEST(SaTableTest, an_established_ike_sa_without_children_binds_nothing)
{
    Lab lab;
    EXPECT_EQ(lab.apply(up(ike_sa(1))), SaChange{});
    EXPECT_EQ(lab.bound(), "no_association");
}

TEST(SaTableTest, a_child_counts_while_it_is_usable_and_its_ike_sa_established)
{
    Lab lab;
    ChildSa child = child_sa(1);
    IkeSa ike = ike_sa(1, {child});
    lab.apply(up(ike));
    ike.children.front().is_usable = false; // DELETED is listed for seconds
    EXPECT_EQ(lab.apply(up(ike)).lost, std::vector{scs1});
    EXPECT_EQ(lab.bound(), "not_usable");
    lab.apply(up(ike_sa(1, {child})));
    ike = ike_sa(1);
    ike.is_established = false;
    EXPECT_EQ(lab.apply(up(ike)).lost, std::vector{scs1});
    EXPECT_EQ(lab.bound(), "not_usable");
}

TEST(SaTableTest, a_weaker_suite_of_the_same_owner_is_nothing_lost_but_touched)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    ChildSa weak = child_sa(1);
    weak.algorithms = {"NULL", 0, "HMAC_SHA2_256_128", "", ""};
    EXPECT_EQ(
        lab.apply(up(ike_sa(1, {weak}))),
        (SaChange{.gained = {}, .lost = {}, .touched = {scs1.block}})
    );
    EXPECT_EQ(lab.bound(), "below_floor");
}

TEST(SaTableTest, a_baseline_replaces_all_and_tells_the_difference)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1), child_sa(2, "10.200.3.1")})));
    const IkeSa other = ike_sa(5, {child_sa(7, "10.200.2.1")}, "scs2");
    const SaChange change = lab.apply(baseline({ike_sa(1, {child_sa(1)}), other}));
    EXPECT_EQ(change.gained, std::vector{scs2});
    EXPECT_EQ(change.lost, std::vector{block("10.200.3.1", "scs1.lab.example")});
    EXPECT_EQ(change.touched.size(), 2U);
    EXPECT_EQ(lab.table.ike_count(), 2U);
    EXPECT_EQ(lab.table.child_count(), 2U);
    EXPECT_EQ(lab.apply(baseline()).lost, (std::vector{scs1, scs2}));
    EXPECT_EQ(lab.table.ike_count(), 0U);
}

TEST(SaTableTest, a_baseline_after_a_rekey_nobody_told_of_moves_the_children)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    const SaChange change = lab.apply(baseline({ike_sa(3, {child_sa(1)})}));
    EXPECT_TRUE(change.gained.empty());
    EXPECT_TRUE(change.lost.empty());
    EXPECT_EQ(lab.bound(), "3/1");
    EXPECT_EQ(lab.table.ike_count(), 1U);
}

TEST(SaTableTest, is_stale_until_the_first_baseline)
{
    SaTable table{10, Lab::start};
    EXPECT_EQ(table.stale_since(), Lab::start);
    EXPECT_EQ(table.apply(up(ike_sa(1, {child_sa(1)})), Lab::start), SaChange{});
    table.apply(baseline(), Lab::start);
    EXPECT_FALSE(table.stale_since());
}

TEST(SaTableTest, a_full_table_refuses_what_is_new_and_says_so)
{
    Lab lab{2};
    lab.apply(up(ike_sa(1, {child_sa(1), child_sa(2)})));
    EXPECT_EQ(lab.apply(up(ike_sa(1, {child_sa(3, "10.200.3.1")}))).refused, 1U);
    EXPECT_EQ(lab.table.child_count(), 2U);
    EXPECT_EQ(lab.apply(up(ike_sa(2))).refused, 0U);
    EXPECT_EQ(lab.apply(up(ike_sa(3, {child_sa(4), child_sa(5)}))).refused, 3U);
    EXPECT_EQ(lab.table.ike_count(), 2U);
    lab.apply(ike_down(1));
    EXPECT_EQ(lab.apply(up(ike_sa(3, {child_sa(4)}))).refused, 0U);
    EXPECT_EQ(lab.bound(), "3/4");
}

TEST(SaTableTest, a_rekey_that_filled_the_table_is_told_twice_and_the_old_child_stays)
{
    Lab lab{2};
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    lab.apply(child_rekeyed(1, 1, child_sa(2)));
    EXPECT_EQ(lab.apply(child_rekeyed(1, 1, child_sa(2))), SaChange{});
    EXPECT_EQ(lab.table.child_count(), 2U);
}

TEST(SaTableTest, a_full_table_still_rekeys)
{
    Lab lab{1};
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    EXPECT_EQ(
        lab.apply(child_rekeyed(1, 1, child_sa(2))),
        (SaChange{.gained = {}, .lost = {}, .touched = {scs1.block}})
    );
    EXPECT_EQ(lab.bound(), "1/2");
    EXPECT_EQ(lab.apply(child_rekeyed(1, 1, child_sa(2))), SaChange{});
    EXPECT_EQ(lab.apply(child_rekeyed(1, 9, child_sa(8))).refused, 1U);
    EXPECT_EQ(lab.apply(ike_rekeyed(1, ike_sa(2))).refused, 0U);
    EXPECT_EQ(lab.bound(), "2/2");
}

} // namespace
} // namespace iwf::core
