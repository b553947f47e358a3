// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/core/protection/sample_associations.hpp"

/// What charon 5.9.8 was seen to tell, in its order.
namespace iwf::core {
namespace {

using namespace test;

bool changes_nobody(const SaChange& change)
{
    return change.gained.empty() && change.lost.empty();
}

TEST(SaRacesTest, the_life_of_a_link_as_it_was_recorded)
{
    Lab lab;
    EXPECT_EQ(lab.apply(up(ike_sa(1))), SaChange{});
    EXPECT_EQ(lab.bound(), "no_association");
    EXPECT_EQ(lab.apply(up(ike_sa(1, {child_sa(1)}))).gained.size(), 1U);
    EXPECT_EQ(lab.bound(), "1/1");
    EXPECT_TRUE(changes_nobody(lab.apply(child_rekeyed(1, 1, child_sa(3)))));
    EXPECT_EQ(lab.bound(), "1/3");
    EXPECT_TRUE(changes_nobody(lab.apply(ike_rekeyed(1, ike_sa(3)))));
    EXPECT_EQ(lab.bound(), "3/3");
    // The server authenticates again, break before make. The child goes with its IKE_SA.
    EXPECT_EQ(lab.apply(ike_down(3)).lost.size(), 1U);
    EXPECT_EQ(lab.bound(), "no_association");
    EXPECT_EQ(lab.apply(child_down(3, 3)), SaChange{});
    EXPECT_EQ(lab.apply(up(ike_sa(4))), SaChange{});
    EXPECT_EQ(lab.apply(up(ike_sa(4, {child_sa(4)}))).gained.size(), 1U);
    EXPECT_EQ(lab.bound(), "4/4");
}

TEST(SaRacesTest, make_before_break_never_loses_the_link)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    for (const SaEvent& event :
         {up(ike_sa(2)), up(ike_sa(2, {child_sa(2)})), ike_down(1), child_down(1, 1)}) {
        EXPECT_TRUE(changes_nobody(lab.apply(event)));
    }
    EXPECT_EQ(lab.bound(), "2/2");
}

TEST(SaRacesTest, S5_a_failed_attempt_under_a_servers_name_does_not_kick_it_out)
{
    Lab lab;
    lab.apply(up(ike_sa(32, {child_sa(40)})));
    // From another host with a certificate of the wrong CA: its IKE_SA was never up.
    EXPECT_EQ(lab.apply(ike_down(33)), SaChange{});
    EXPECT_EQ(lab.bound(), "32/40");
}

TEST(SaRacesTest, old_and_new_child_both_count_until_the_old_one_is_gone)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    lab.apply(child_rekeyed(1, 1, child_sa(2)));
    EXPECT_EQ(lab.table.child_count(), 2U);
    EXPECT_TRUE(changes_nobody(lab.apply(child_down(1, 2))));
    EXPECT_EQ(lab.bound(), "1/1");
    EXPECT_EQ(lab.apply(child_down(1, 1)).lost.size(), 1U);
}

TEST(SaRacesTest, the_heir_of_an_ike_sa_takes_all_children_and_its_end_ends_them)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1), child_sa(2)})));
    lab.apply(ike_rekeyed(1, ike_sa(3)));
    EXPECT_EQ(lab.apply(ike_down(1)), SaChange{});
    EXPECT_EQ(lab.bound(), "3/2");
    EXPECT_EQ(lab.apply(ike_down(3)).lost.size(), 1U);
    EXPECT_EQ(lab.table.child_count(), 0U);
}

TEST(SaRacesTest, a_child_goes_down_under_whichever_ike_sa_it_is_told)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    lab.apply(ike_rekeyed(1, ike_sa(3)));
    lab.apply(child_down(1, 1)); // was told before the rekey and arrives after it
    EXPECT_EQ(lab.bound(), "no_association");
}

TEST(SaRacesTest, a_child_is_rekeyed_across_the_rekey_of_its_ike_sa)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    lab.apply(ike_rekeyed(1, ike_sa(3)));
    lab.apply(child_rekeyed(1, 1, child_sa(5)));
    lab.apply(child_down(3, 1));
    EXPECT_EQ(lab.bound(), "3/5");
}

TEST(SaRacesTest, both_ends_start_at_once_and_two_links_of_one_server_stand)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    EXPECT_TRUE(changes_nobody(lab.apply(up(ike_sa(2, {child_sa(2)})))));
    EXPECT_EQ(lab.bound(), "2/2");
    EXPECT_TRUE(changes_nobody(lab.apply(ike_down(2))));
    EXPECT_EQ(lab.bound(), "1/1");
}

TEST(SaRacesTest, the_same_identity_from_a_second_host_replaces_the_first)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    EXPECT_EQ(lab.apply(ike_down(1)).lost.size(), 1U);
    lab.apply(child_down(1, 1));
    IkeSa second = ike_sa(2);
    second.remote_address = "198.51.100.99";
    lab.apply(up(second));
    EXPECT_EQ(lab.bound(), "no_association");
    second.children = {child_sa(2)};
    EXPECT_EQ(lab.apply(up(second)).gained.size(), 1U);
    EXPECT_EQ(lab.bound(), "2/2");
}

TEST(SaRacesTest, peer_found_dead_is_down_whatever_the_state_says)
{
    Lab lab;
    const IkeSa ike = ike_sa(1, {child_sa(1)}); // ESTABLISHED and INSTALLED to the last
    lab.apply(up(ike));
    lab.apply(ike_down(1));
    lab.apply(child_down(1, 1));
    EXPECT_EQ(lab.bound(), "no_association");
}

TEST(SaRacesTest, events_queued_before_the_baseline_may_be_older_than_it)
{
    Lab lab;
    lab.apply(baseline({ike_sa(3, {child_sa(5)})}));
    for (const SaEvent& event :
         {up(ike_sa(1, {child_sa(1)})),
          child_rekeyed(1, 1, child_sa(5)),
          child_down(1, 1),
          ike_rekeyed(1, ike_sa(3))}) {
        lab.apply(event);
    }
    EXPECT_EQ(lab.bound(), "3/5");
    EXPECT_EQ(lab.table.ike_count(), 1U);
    EXPECT_EQ(lab.table.child_count(), 1U);
}

TEST(SaRacesTest, I3_another_run_of_charon_counts_from_the_beginning)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    lab.apply(sa_event::Unreachable{"end of file"});
    // Nobody's number 1 but that of another server in another run.
    lab.apply(up(ike_sa(1, {}, "scs2")));
    lab.apply(child_rekeyed(1, 1, child_sa(2)));
    lab.apply(ike_rekeyed(1, ike_sa(7, {}, "scs2")));
    EXPECT_TRUE(lab.snapshot().check_running(flow_from("10.200.1.1"), "scs1", lab.now));
    EXPECT_FALSE(lab.snapshot().check_running(flow_from("10.200.1.1"), "scs2", lab.now));
    const SaChange change = lab.apply(baseline({ike_sa(1, {child_sa(1, "10.200.2.1")}, "scs2")}));
    EXPECT_EQ(change.lost.size(), 1U);
    EXPECT_EQ(change.gained.size(), 1U);
    EXPECT_EQ(lab.bound("10.200.2.1", "scs2"), "1/1");
    EXPECT_EQ(lab.bound(), "no_association");
}

TEST(SaRacesTest, what_is_stale_only_shrinks)
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child_sa(1)})));
    lab.apply(sa_event::Unreachable{"no answer"});
    EXPECT_EQ(lab.apply(child_down(1, 1)).lost.size(), 1U);
    EXPECT_EQ(lab.apply(up(ike_sa(1, {child_sa(1)}))), SaChange{});
    EXPECT_FALSE(lab.snapshot().check_running(flow_from("10.200.1.1"), "scs1", lab.now));
}

} // namespace
} // namespace iwf::core
