// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler_world.hpp"

namespace iwf::ipsec {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// What a look costs and finds, when the plan is no other.
using ReconcilerLook = ReconcilerWorld;

TEST_F(ReconcilerLook, loads_nothing_that_charon_has)
{
    settle();
    refresh();
    EXPECT_THAT(charon.changes(), IsEmpty());
    EXPECT_TRUE(reports.at(0).is_good());
}

TEST_F(ReconcilerLook, lists_everything_once_when_nothing_is_to_be_done)
{
    settle();
    charon.establish(1, "iwf-a");
    refresh();
    EXPECT_THAT(
        charon.seen,
        ElementsAre(
            "list-conns", "get-keys", "get-shared", "get-authorities", "get-pools", "list-sas"
        )
    );
    EXPECT_THAT(charon.associations, SizeIs(1));
}

TEST_F(ReconcilerLook, S4_a_tunnel_of_nobody_s_contract_ends_when_nothing_else_is_to_be_done)
{
    settle();
    charon.establish(1, "iwf-a");
    charon.establish(7, "iwf-gone");
    refresh();
    EXPECT_THAT(charon.changes(), ElementsAre("terminate 7"));
    EXPECT_EQ(reports.at(0).terminated, 1U);
}

TEST_F(ReconcilerLook, S4_what_a_superseded_run_replaced_ends_though_the_next_has_nothing_to_load)
{
    settle();
    charon.establish(2, "iwf-b");
    Plan plan = three();
    plan.links[1].selectors = {network("10.200.22.1")};
    reconciler.apply(plan);
    charon.answer_until("load-conn iwf-b");
    reconciler.apply(plan);
    charon.answer_all();
    EXPECT_THAT(charon.associations, IsEmpty());
    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_EQ(reports[0].loaded, 0U);
    EXPECT_EQ(reports[0].terminated, 1U);
}

TEST_F(ReconcilerLook, what_swanctl_made_charon_forget_is_loaded_again_without_ending_tunnels)
{
    settle();
    charon.establish(1, "iwf-a");
    auto associations = charon.associations;
    charon.restart();
    charon.associations = associations;
    refresh();
    EXPECT_THAT(charon.changes(), SizeIs(8));
    EXPECT_EQ(reports.at(0).terminated, 0U);
}

TEST_F(ReconcilerLook, S2_a_pool_is_there_before_its_connection_and_goes_when_nobody_uses_it)
{
    settle();
    charon.pools["iwf-10-200-9-9"] = CharonModel::pool("10.200.9.9", 0); // of a former process
    charon.pools["office"] = CharonModel::pool("10.9.9.9", 0);           // the operator's
    Plan assigning = three();
    assigning.links[0].assigns_address = true;
    run(assigning);
    EXPECT_THAT(
        charon.changes(),
        ElementsAre("load-pool iwf-10-200-1-1", "load-conn iwf-a", "unload-pool iwf-10-200-9-9")
    );
    charon.establish(1, "iwf-a");
    charon.pools["iwf-10-200-1-1"] = CharonModel::pool("10.200.1.1", 1);
    refresh();
    EXPECT_THAT(charon.changes(), IsEmpty());
    run(three());
    EXPECT_THAT(charon.changes(), ElementsAre("load-conn iwf-a", "terminate 1"));
    charon.pools["iwf-10-200-1-1"] = CharonModel::pool("10.200.1.1", 0);
    refresh();
    EXPECT_THAT(charon.changes(), ElementsAre("unload-pool iwf-10-200-1-1"));
    EXPECT_THAT(charon.pools, ElementsAre(testing::Key("office")));
}

TEST_F(ReconcilerLook, S2_a_pool_that_was_taken_away_or_has_other_addresses_is_loaded_again)
{
    settle();
    Plan assigning = three();
    assigning.links[0].assigns_address = true;
    run(assigning);
    (void)charon.changes();
    charon.pools.clear(); // swanctl --load-pools
    refresh();
    EXPECT_THAT(charon.changes(), ElementsAre("load-pool iwf-10-200-1-1"));
    charon.pools["iwf-10-200-1-1"] = CharonModel::pool("10.200.1.2", 0);
    refresh();
    EXPECT_THAT(charon.changes(), ElementsAre("load-pool iwf-10-200-1-1"));
    charon.refusals["load-pool iwf-10-200-1-1"] = "no";
    charon.pools.clear();
    refresh();
    EXPECT_FALSE(reports.back().is_good());
}

TEST_F(ReconcilerLook, a_server_that_shall_be_called_is_called_while_it_has_no_tunnel)
{
    settle();
    Plan plan = three();
    plan.links[2].initiate = true;
    plan.links[2].remote_addresses = {"192.0.2.3"};
    run(plan);
    EXPECT_THAT(charon.changes(), ElementsAre("load-conn iwf-c", "initiate iwf-c"));
    charon.establish(3, "iwf-c");
    refresh();
    EXPECT_THAT(charon.changes(), IsEmpty());
}

TEST_F(ReconcilerLook, a_server_whose_tunnel_was_ended_may_call_before_it_is_called)
{
    settle();
    charon.establish(2, "iwf-b");
    charon.establish(3, "iwf-c");
    Plan plan = three();
    for (const std::size_t changed : {1U, 2U}) {
        plan.links[changed].initiate = true;
        plan.links[changed].remote_addresses = {"192.0.2.3"};
    }
    run(plan);
    EXPECT_THAT(
        charon.changes(),
        ElementsAre("load-conn iwf-b", "load-conn iwf-c", "terminate 2", "terminate 3")
    );
    charon.establish(4, "iwf-b"); // calls by itself
    refresh();
    EXPECT_THAT(charon.changes(), ElementsAre("initiate iwf-c"));
}

} // namespace
} // namespace iwf::ipsec
