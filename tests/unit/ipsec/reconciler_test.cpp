// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler_world.hpp"

namespace iwf::ipsec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using ReconcilerTest = ReconcilerWorld;

TEST_F(ReconcilerTest, loads_credentials_before_connections)
{
    reconciler.apply(three());
    EXPECT_EQ(charon.waiting(), 0U); // nobody is there
    reconciler.on_connected();
    charon.answer_all();
    EXPECT_THAT(
        charon.changes(),
        ElementsAre(
            "load-cert X509",
            "load-cert X509_CRL",
            "flush-certs X509_CRL",
            "load-key any",
            "load-authority iwf-ca0",
            "load-conn iwf-a",
            "load-conn iwf-b",
            "load-conn iwf-c"
        )
    );
    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_TRUE(reports[0].is_good());
    EXPECT_EQ(reports[0].loaded, 7U);
    ASSERT_THAT(reports[0].links, SizeIs(3));
    EXPECT_EQ(reports[0].links[0].connection, "iwf-a");
    EXPECT_EQ(reports[0].links[0].authentication, core::Authentication::certificate);
}

TEST_F(ReconcilerTest, asks_one_thing_at_a_time)
{
    reconciler.apply(three());
    reconciler.on_connected();
    while (charon.waiting() > 0) {
        ASSERT_EQ(charon.waiting(), 1U);
        charon.answer_one();
    }
}

TEST_F(ReconcilerTest, S4_a_changed_server_s_tunnels_end_and_the_others_stay)
{
    settle();
    charon.establish(1, "iwf-a");
    charon.establish(2, "iwf-b");
    Plan plan = three();
    plan.links[1].selectors = {network("10.200.22.1")};
    run(plan);
    EXPECT_THAT(charon.changes(), ElementsAre("load-conn iwf-b", "terminate 2"));
    EXPECT_EQ(reports.at(0).terminated, 1U);
    EXPECT_THAT(charon.associations, ElementsAre(testing::Key(1)));
}

TEST_F(ReconcilerTest, S4_a_removed_server_is_unloaded_first_and_its_tunnels_end)
{
    settle();
    charon.establish(3, "iwf-c");
    Plan plan = three();
    plan.links.pop_back();
    plan.links[0].selectors = {network("10.200.3.1")}; // takes over the address
    run(plan);
    EXPECT_THAT(
        charon.changes(), ElementsAre("unload-conn iwf-c", "load-conn iwf-a", "terminate 3")
    );
}

TEST_F(ReconcilerTest, C4_what_has_not_our_prefix_is_left_alone)
{
    reconciler.apply(three());
    reconciler.on_connected();
    charon.answer_all();
    charon.connections["theirs"] = charon.connections["iwf-a"];
    charon.shared_keys = {"theirs"};
    charon.authorities.emplace_back("theirs");
    charon.keys.emplace_back("theirs");
    charon.establish(9, "theirs");
    charon.changes();
    Plan plan = three();
    plan.links.clear();
    plan.authorities.clear();
    plan.local.reset();
    run(plan);
    refresh();
    EXPECT_THAT(
        charon.changes(),
        ElementsAre(
            "unload-conn iwf-a",
            "unload-conn iwf-b",
            "unload-conn iwf-c",
            "unload-key id of our key",
            "unload-authority iwf-ca0"
        )
    );
    EXPECT_THAT(charon.associations, ElementsAre(testing::Key(9)));
    EXPECT_THAT(charon.keys, ElementsAre("theirs"));
}

TEST_F(ReconcilerTest, a_new_charon_gets_everything_again)
{
    settle();
    reconciler.on_lost();
    charon.restart();
    reconciler.on_connected();
    charon.answer_all();
    EXPECT_THAT(charon.changes(), SizeIs(8));
    EXPECT_TRUE(reports.at(0).is_good());
}

TEST_F(ReconcilerTest, tunnels_of_unchanged_connections_survive_a_lost_connection)
{
    settle();
    charon.establish(1, "iwf-a");
    reconciler.on_lost();
    reconciler.on_connected();
    charon.answer_all();
    EXPECT_EQ(reports.at(0).terminated, 0U);
    EXPECT_THAT(charon.associations, SizeIs(1));
}

TEST_F(ReconcilerTest, S4_what_was_replaced_before_charon_was_lost_still_ends)
{
    settle();
    charon.establish(2, "iwf-b");
    Plan plan = three();
    plan.timers.child_rekey = std::chrono::seconds{60};
    plan.links.erase(plan.links.begin());
    reconciler.apply(plan);
    charon.answer_until("load-conn iwf-c");
    charon.answer_one(); // reads back, and knows what must end
    reconciler.on_lost();
    reconciler.on_connected();
    charon.answer_all();
    EXPECT_THAT(charon.associations, IsEmpty());
}

TEST_F(ReconcilerTest, S4_tunnels_that_were_there_before_us_end_when_the_connection_was_another)
{
    settle();
    CharonModel& same = charon;
    same.establish(1, "iwf-a");
    same.establish(2, "iwf-b");
    same.connections.erase("iwf-c");
    same.establish(3, "iwf-c"); // swanctl unloaded it; nobody knows what this was made of
    std::vector<Report> seen;
    Reconciler next{same.ports([&seen](const Report& report) { seen.push_back(report); })};
    Plan plan = three();
    plan.links[1].identity = "other.example";
    next.on_connected();
    next.apply(plan);
    same.answer_all();
    EXPECT_THAT(same.associations, ElementsAre(testing::Key(1)));
    EXPECT_EQ(seen.at(0).terminated, 2U);
}

TEST_F(ReconcilerTest, a_newer_plan_supersedes_the_run_under_way)
{
    reconciler.on_connected();
    reconciler.apply(three());
    charon.answer_until("load-conn iwf-a");
    Plan plan = three();
    plan.links.erase(plan.links.begin());
    reconciler.apply(plan);
    charon.answer_all();
    EXPECT_THAT(charon.connections, SizeIs(2));
    ASSERT_THAT(reports, SizeIs(1)); // of the newer one only
    EXPECT_THAT(reports[0].links, SizeIs(2));
    EXPECT_TRUE(reports[0].is_good());
}

TEST_F(ReconcilerTest, what_charon_refuses_is_told_of_its_connection_and_the_rest_goes_on)
{
    reconciler.on_connected();
    charon.refusals["load-conn iwf-b"] = "unknown option: versio, config discarded";
    run(three());
    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_FALSE(reports[0].is_good());
    EXPECT_EQ(reports[0].links[0].error, "");
    EXPECT_THAT(reports[0].links[1].error, HasSubstr("load-conn iwf-b"));
    EXPECT_THAT(reports[0].links[1].error, HasSubstr("config discarded"));
    charon.refusals.clear();
    charon.seen.clear();
    refresh();
    EXPECT_THAT(charon.changes(), ElementsAre("load-conn iwf-b"));
    EXPECT_TRUE(reports.back().is_good());
}

TEST_F(ReconcilerTest, what_charon_took_otherwise_than_it_was_asked_is_an_error)
{
    charon.distort = [](vici::Message& told) { told.add("remote-2", vici::Message{}); };
    reconciler.on_connected();
    run(three());
    EXPECT_TRUE(reports.at(0).is_good());
    charon.distort = [](vici::Message& told) { told = vici::Message{}.add("version", "IKEv2"); };
    refresh();
    EXPECT_THAT(reports.at(1).links[0].error, HasSubstr("another proof"));
}

TEST_F(ReconcilerTest, a_new_CRL_is_loaded_and_the_old_one_flushed)
{
    settle();
    Plan plan = three();
    plan.authorities[0].revocation_lists = {"a newer CRL"};
    run(plan);
    EXPECT_THAT(charon.changes(), ElementsAre("load-cert X509_CRL", "flush-certs X509_CRL"));
}

// Rekeying never looks at certificates again.

TEST_F(ReconcilerTest, S4_a_CRL_that_says_something_new_ends_the_tunnels_it_may_be_about)
{
    Plan plan = three();
    plan.links[2].pre_shared_key = "secret";
    reconciler.on_connected();
    run(plan);
    charon.establish(1, "iwf-a");
    charon.establish(3, "iwf-c"); // has no certificate
    charon.changes();
    plan.authorities[0].revocation_lists = {"a newer CRL"};
    run(plan);
    EXPECT_THAT(
        charon.changes(), ElementsAre("load-cert X509_CRL", "flush-certs X509_CRL", "terminate 1")
    );
}

TEST_F(ReconcilerTest, a_new_charon_gets_the_CAs_of_single_servers_again)
{
    Plan plan = three();
    plan.authorities.clear();
    for (PlannedLink& link : plan.links) {
        link.authorities = {"its CA"};
    }
    reconciler.on_connected();
    run(plan);
    charon.changes();
    reconciler.on_lost();
    charon.restart();
    reconciler.on_connected();
    charon.answer_all();
    EXPECT_THAT(charon.changes(), testing::Contains("load-cert X509"));
}

TEST_F(ReconcilerTest, a_former_key_is_unloaded_when_the_new_one_is_there)
{
    settle();
    Plan plan = three();
    plan.local->key = "a newer key";
    run(plan);
    EXPECT_THAT(charon.keys, ElementsAre("id of our key", "id of a newer key"));
    refresh();
    EXPECT_THAT(charon.keys, ElementsAre("id of a newer key"));
}

TEST_F(ReconcilerTest, S4_an_external_connection_is_watched_and_not_loaded)
{
    settle();
    charon.connections["theirs"] = charon.connections["iwf-a"];
    Plan plan = three();
    plan.external = {{"theirs"}, {"missing"}};
    run(plan);
    EXPECT_THAT(charon.changes(), IsEmpty());
    ASSERT_THAT(reports.at(0).links, SizeIs(5));
    EXPECT_EQ(reports[0].links[3].error, "");
    EXPECT_EQ(reports[0].links[3].authentication, core::Authentication::certificate);
    EXPECT_THAT(reports[0].links[4].error, HasSubstr("no connection of this name"));
}

TEST_F(ReconcilerTest, a_question_without_an_answer_leaves_nothing_said_to_be_right)
{
    settle();
    charon.refusals["list-sas"] = "deadline";
    refresh();
    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_EQ(reports[0].links[0].error, "list-sas: deadline");
    charon.refusals.clear();
    refresh();
    EXPECT_TRUE(reports[1].is_good());
}

TEST_F(ReconcilerTest, one_association_is_ended_at_once)
{
    settle();
    charon.establish(7, "theirs");
    std::vector<bool> done;
    const auto note = [&done](const base::Result<void>& result) {
        done.push_back(result.has_value());
    };
    reconciler.terminate(core::IkeSaId{7}, note);
    charon.answer_all();
    charon.refusals["terminate 8"] = "no matching SAs to terminate found";
    reconciler.terminate(core::IkeSaId{8}, note);
    charon.answer_all();
    EXPECT_THAT(done, ElementsAre(true, false));
}

} // namespace
} // namespace iwf::ipsec
