// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/binding.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/protection/sample_associations.hpp"

namespace iwf::core {
namespace {

using namespace test;
using namespace std::chrono_literals;

/// A lab in which the first server's link is up.
Lab linked_lab(const ChildSa& child = child_sa(1), std::string name = "scs1")
{
    Lab lab;
    lab.apply(up(ike_sa(1, {child}, std::move(name))));
    return lab;
}

std::string text_of(const Lab& lab, const Flow& flow = flow_from("10.200.1.1"))
{
    const auto binding = lab.snapshot().check_new(flow, "scs1");
    return binding ? "bound" : binding.error().text;
}

void use_server(Lab& lab, const ProtectedServer& only)
{
    auto servers = ProtectedServers::create({only});
    ASSERT_TRUE(servers);
    lab.rules.servers = std::make_shared<const ProtectedServers>(std::move(*servers));
}

TEST(BindingTest, the_whole_chain_names_the_contract_and_the_SAs)
{
    const Lab lab = linked_lab();
    const auto binding = lab.snapshot().check_new(flow_from("10.200.1.1"), "scs1");
    ASSERT_TRUE(binding);
    EXPECT_EQ(binding->contract, "scs1");
    EXPECT_EQ(binding->ike, IkeSaId{1});
    EXPECT_EQ(binding->child, ChildSaId{1});
}

TEST(BindingTest, a_snapshot_stays_as_it_was_and_the_next_one_is_of_now)
{
    Lab lab = linked_lab();
    const auto before = std::make_shared<const BindingSnapshot>(lab.snapshot());
    lab.apply(ike_down(1));
    EXPECT_TRUE(before->check_new(flow_from("10.200.1.1"), "scs1"));
    EXPECT_FALSE(lab.snapshot().check_new(flow_from("10.200.1.1"), "scs1"));
}

TEST(BindingTest, an_empty_snapshot_refuses_all)
{
    const BindingSnapshot nothing;
    const Flow flow = flow_from("10.200.1.1");
    EXPECT_EQ(nothing.check_new(flow, "scs1").error().link, BrokenLink::stale);
    EXPECT_EQ(nothing.check_running(flow, "scs1", Lab::start).error().link, BrokenLink::stale);
}

TEST(BindingTest, I1_no_SA_no_service)
{
    const Lab lab = linked_lab();
    EXPECT_EQ(lab.bound("10.200.1.2"), "no_association");
    EXPECT_EQ(
        text_of(lab, flow_from("10.200.1.2")),
        "contract \"scs1\", no_association: no CHILD_SA covers TCP from 10.200.1.2 to 10.200.0.1 "
        "port 3868"
    );
}

TEST(BindingTest, S3_one_that_we_make_needs_all_of_our_ports_and_says_where_it_goes)
{
    ChildSa child = child_sa(1);
    child.remote.front().first_port = child.remote.front().last_port = 3868;
    Flow flow = flow_from("10.200.1.1");
    flow.local_port.reset();
    flow.remote_port = 3868;
    EXPECT_EQ(text_of(linked_lab(child), flow), "bound");
    flow.remote_port = 3869;
    EXPECT_EQ(
        text_of(linked_lab(child), flow),
        "contract \"scs1\", no_association: no CHILD_SA covers TCP from 10.200.0.1 to 10.200.1.1 "
        "port 3869"
    );
    flow.remote_port = 3868;
    child.local.front().first_port = 3868;
    EXPECT_NE(text_of(linked_lab(child), flow), "bound");
}

TEST(BindingTest, the_selectors_must_cover_protocol_and_ports_too)
{
    const auto bound_with = [](auto change) {
        ChildSa child = child_sa(1);
        change(child.local.front(), child.remote.front());
        return linked_lab(child).bound();
    };
    const auto tcp_diameter = [](TrafficSelector& local, TrafficSelector&) {
        local.protocol = 6;
        local.first_port = local.last_port = 3868;
    };
    EXPECT_EQ(bound_with(tcp_diameter), "1/1");
    const std::string none = "no_association";
    EXPECT_EQ(bound_with([](auto& local, auto&) { local.protocol = 17; }), none);
    EXPECT_EQ(bound_with([](auto&, auto& remote) { remote.protocol = 132; }), none);
    EXPECT_EQ(bound_with([](auto& local, auto&) { local.last_port = 3867; }), none);
    EXPECT_EQ(bound_with([](auto& local, auto&) { local.first_port = 3869; }), none);
    EXPECT_EQ(
        bound_with([](auto& local, auto&) { local.addresses = network("10.200.0.2"); }), none
    );
    EXPECT_EQ(bound_with([](auto&, auto& remote) { remote.first_port = 1024; }), none);
    EXPECT_EQ(
        bound_with([](auto& local, auto&) { local.addresses = network("10.200.0.0/24"); }), "1/1"
    );
}

TEST(BindingTest, a_selector_of_some_remote_ports_covers_only_a_known_port)
{
    ChildSa child = child_sa(1);
    child.remote.front().first_port = child.remote.front().last_port = 3868;
    const Lab lab = linked_lab(child);
    Flow flow = flow_from("10.200.1.1");
    flow.remote_port = 3868;
    EXPECT_EQ(text_of(lab, flow), "bound");
    flow.remote_port = 3869;
    EXPECT_NE(text_of(lab, flow), "bound");
}

TEST(BindingTest, one_of_several_selectors_is_enough)
{
    ChildSa child = child_sa(1, "10.9.9.9");
    child.remote.push_back({.addresses = network("10.200.0.0/16")});
    child.remote.push_back({.addresses = network("2001:db8::/64")});
    EXPECT_EQ(linked_lab(child).bound(), "1/1");
    EXPECT_EQ(linked_lab(child).bound("10.9.9.8"), "no_association");
}

TEST(BindingTest, S5_two_identities_on_one_address_bind_neither)
{
    Lab lab = linked_lab();
    const SaChange change = lab.apply(up(ike_sa(2, {child_sa(2, "10.200.0.0/16")}, "scs2")));
    EXPECT_EQ(change.touched, std::vector{network("10.200.0.0/16")});
    EXPECT_EQ(lab.bound(), "ambiguous");
    EXPECT_EQ(lab.bound("10.200.1.1", "scs2"), "ambiguous");
    EXPECT_EQ(
        text_of(lab),
        "contract \"scs1\", ambiguous: 10.200.1.1 is covered by two identities: IKE_SA 2, "
        "CHILD_SA 2 and IKE_SA 1, CHILD_SA 1"
    );
    lab.apply(ike_down(2));
    EXPECT_EQ(lab.bound(), "1/1");
}

TEST(BindingTest, a_second_claimant_counts_even_when_its_ike_sa_is_on_its_way_out)
{
    Lab lab = linked_lab();
    IkeSa other = ike_sa(2, {child_sa(2)}, "scs2");
    other.is_established = false;
    lab.apply(up(other));
    EXPECT_EQ(lab.bound(), "ambiguous");
}

TEST(BindingTest, the_remains_of_another_server_do_not_count)
{
    Lab lab = linked_lab();
    ChildSa deleted = child_sa(2);
    deleted.is_usable = false;
    lab.apply(up(ike_sa(2, {deleted}, "scs2")));
    EXPECT_EQ(lab.bound(), "1/1");
}

TEST(BindingTest, the_identity_is_compared_as_IKE_does)
{
    Lab lab;
    IkeSa ike = ike_sa(1, {child_sa(1)});
    ike.remote_identity = "SCS1.lab.Example";
    lab.apply(up(ike));
    EXPECT_EQ(lab.bound(), "1/1");
}

TEST(BindingTest, I5_an_identity_of_no_contract_is_not_named)
{
    Lab lab;
    IkeSa ike = ike_sa(1, {child_sa(1)});
    ike.remote_identity = "C=XX, CN=Mallory";
    lab.apply(up(ike));
    EXPECT_EQ(
        text_of(lab),
        "contract \"scs1\", identity_of_no_contract: the identity authenticated in IKE_SA 1, "
        "CHILD_SA 1 is that of no contract"
    );
}

TEST(BindingTest, S5_a_valid_server_is_not_another_one)
{
    const Lab lab = linked_lab(child_sa(1, "10.200.2.7"), "scs2");
    EXPECT_EQ(lab.bound("10.200.2.7", "scs2"), "1/1");
    EXPECT_EQ(
        text_of(lab, flow_from("10.200.2.7")),
        "contract \"scs1\", other_contract: IKE_SA 1, CHILD_SA 1 is of the server of contract "
        "\"scs2\""
    );
}

TEST(BindingTest, S5_a_valid_server_with_anothers_selector_is_refused_under_both_names)
{
    const Lab lab = linked_lab(child_sa(1, "10.200.1.1"), "scs2");
    EXPECT_EQ(lab.bound("10.200.1.1", "scs1"), "other_contract");
    EXPECT_EQ(lab.bound("10.200.1.1", "scs2"), "foreign_address");
}

TEST(BindingTest, a_contract_without_addresses_takes_those_its_SA_grants)
{
    Lab lab = linked_lab(child_sa(1, "10.200.64.1"));
    EXPECT_EQ(lab.bound("10.200.64.1"), "foreign_address");
    ProtectedServer anywhere = server("scs1", "10.200.1.1");
    anywhere.blocks.clear();
    use_server(lab, anywhere);
    EXPECT_EQ(lab.bound("10.200.64.1"), "1/1");
}

TEST(BindingTest, C4_an_SA_of_another_connection_proves_nothing_about_this_ones_rules)
{
    Lab lab = linked_lab();
    ProtectedServer external = server("scs1", "10.200.1.1");
    external.connection = "scs1";
    use_server(lab, external);
    EXPECT_EQ(lab.bound(), "1/1");
    external.connection = "by-script";
    use_server(lab, external);
    EXPECT_EQ(
        text_of(lab),
        "contract \"scs1\", other_connection: IKE_SA 1, CHILD_SA 1 is of the connection \"scs1\", "
        "not of \"by-script\""
    );
}

TEST(BindingTest, S4_below_the_floor_there_is_no_binding)
{
    ChildSa null = child_sa(1);
    null.algorithms = {"NULL", 0, "HMAC_SHA2_256_128", "", ""};
    EXPECT_EQ(
        text_of(linked_lab(null)),
        "contract \"scs1\", below_floor: IKE_SA 1, CHILD_SA 1: encryption of the CHILD_SA is NULL, "
        "needed is 128 bits"
    );
    Lab lab;
    IkeSa ike = ike_sa(1, {child_sa(1)});
    ike.algorithms.group = "MODP_1024";
    lab.apply(up(ike));
    EXPECT_EQ(lab.bound(), "below_floor");
}

TEST(BindingTest, S4_one_weak_SA_beside_a_strong_one_is_enough_to_refuse)
{
    Lab lab = linked_lab();
    ChildSa authentication_only = child_sa(2);
    authentication_only.is_esp = false;
    lab.apply(up(ike_sa(1, {authentication_only})));
    EXPECT_EQ(lab.bound(), "below_floor");
}

TEST(BindingTest, S4_a_pre_shared_key_is_below_the_default_floor)
{
    Lab lab = linked_lab();
    ProtectedServer keyed = server("scs1", "10.200.1.1");
    keyed.authentication = Authentication::pre_shared_key;
    use_server(lab, keyed);
    EXPECT_EQ(lab.bound(), "below_floor");
    lab.rules.floor.authentication = Authentication::pre_shared_key;
    EXPECT_EQ(lab.bound(), "1/1");
}

TEST(BindingTest, S8_without_the_daemon_nothing_new_and_what_runs_for_a_while)
{
    Lab lab = linked_lab();
    lab.apply(sa_event::Unreachable{"end of file"});
    EXPECT_EQ(lab.bound(), "stale");
    const Flow flow = flow_from("10.200.1.1");
    lab.now += 1s;
    lab.apply(sa_event::Unreachable{"refused"}); // still the same absence
    const BindingSnapshot snapshot = lab.snapshot();
    EXPECT_TRUE(snapshot.check_running(flow, "scs1", Lab::start + 29'999ms));
    const auto late = snapshot.check_running(flow, "scs1", Lab::start + 30s);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().link, BrokenLink::stale);
    lab.apply(baseline({ike_sa(1, {child_sa(1)})}));
    EXPECT_EQ(lab.bound(), "1/1");
}

TEST(BindingTest, IPv6_is_bound_alike)
{
    ChildSa child = child_sa(1, "2001:db8:1::/64");
    child.local = {{.addresses = network("2001:db8::1")}};
    Lab lab = linked_lab(child);
    use_server(lab, server("scs1", "2001:db8:1::/48"));
    Flow flow = flow_from("2001:db8:1::7");
    flow.local = network("2001:db8::1");
    EXPECT_EQ(text_of(lab, flow), "bound");
    flow.remote = network("2001:db8:1:1::7");
    EXPECT_NE(text_of(lab, flow), "bound");
}

} // namespace
} // namespace iwf::core
