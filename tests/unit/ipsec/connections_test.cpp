// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "ipsec/connections.hpp"
#include "ipsec/inventory.hpp"
#include "message_of.hpp"
#include "plans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace iwf::ipsec {
namespace {

using testing::HasSubstr;

vici::Message connection_of(const Plan& plan)
{
    return connections(plan).front().message;
}

const vici::Message& inside(const vici::Message& message, std::initializer_list<const char*> path)
{
    const vici::Message* at = &message;
    for (const char* name : path) {
        at = at->section(name);
        if (at == nullptr) {
            throw std::runtime_error{std::string{"no section "} + name};
        }
    }
    return *at;
}

// TS 33.210; the values are those of deploy/swanctl/iwf.conf.
TEST(ConnectionsTest, a_server_s_connection_has_every_setting_that_was_measured)
{
    EXPECT_EQ(connection_of(plan_of({planned("out1", "10.200.1.1")})), message_of(R"({iwf-out1: {
            version: 2, local_addrs: [198.51.100.1], remote_addrs: ["%any"],
            proposals: [aes256gcm16-prfsha384-ecp384], mobike: no, encap: no, childless: never,
            fragmentation: yes, unique: replace, send_cert: always, keyingtries: 1, dpd_delay: 5s,
            rekey_time: 14400s, over_time: 1440s, rand_time: 1440s, reauth_time: 0s,
            local: {id: iwf.example, auth: pubkey, certs: [our certificate]},
            remote: {id: out1.example, auth: rsa-2048-sha256-sha384-sha512-ecdsa-256-sha256-sha384-sha512,
                     cacerts: [a CA], revocation: strict},
            children: {diameter: {
                mode: tunnel, local_ts: ["10.200.0.1[tcp/3868]"], remote_ts: ["10.200.1.1[tcp]"],
                esp_proposals: [aes256gcm16-ecp384], rekey_time: 3600s, life_time: 3960s,
                rand_time: 360s, dpd_action: clear, close_action: none, start_action: none,
                replay_window: 128}}}})"));
}

// TS 33.210, Zb: it is we who connect.
TEST(ConnectionsTest, S3_the_selectors_of_nodes_that_we_connect_to_are_their_ports_and_any_of_ours)
{
    PlannedLink link;
    link.name = "gateway";
    link.identity = "gateway.example";
    link.dialled = {{network("10.200.4.1"), 3868}, {network("10.200.4.2"), 3869}};
    const auto message = connection_of(plan_of({link}));
    const auto& child = inside(message, {"iwf-gateway", "children", "diameter"});
    EXPECT_EQ(*child.list("local_ts"), vici::List{"10.200.0.1[tcp]"});
    EXPECT_EQ(
        *child.list("remote_ts"), (vici::List{"10.200.4.1[tcp/3868]", "10.200.4.2[tcp/3869]"})
    );
}

TEST(ConnectionsTest, S2_an_address_that_is_assigned_is_alone_in_a_pool_of_the_connection)
{
    PlannedLink link = planned("a", "10.200.1.1");
    link.assigns_address = true;
    PlannedLink other = planned("c", "2001:db8::1");
    other.assigns_address = true;
    const Plan plan = plan_of({link, planned("b", "10.200.2.1"), other});
    ASSERT_EQ(pools(plan).size(), 2U);
    EXPECT_EQ(pools(plan)[0].message, message_of(R"({iwf-10-200-1-1: {addrs: "10.200.1.1"}})"));
    EXPECT_EQ(pools(plan)[1].message, message_of(R"({"iwf-2001:db8::1": {addrs: "2001:db8::1"}})"));
    const auto all = connections(plan);
    EXPECT_EQ(*inside(all[0].message, {"iwf-a"}).list("pools"), vici::List{"iwf-10-200-1-1"});
    const auto& child = inside(all[0].message, {"iwf-a", "children", "diameter"});
    EXPECT_EQ(*child.list("remote_ts"), vici::List{"10.200.1.1[tcp]"});
    EXPECT_EQ(inside(all[1].message, {"iwf-b"}).list("pools"), nullptr);
}

TEST(ConnectionsTest, a_pinned_certificate_and_CAs_of_its_own_are_all_that_is_trusted)
{
    PlannedLink link = planned("a", "10.200.1.1");
    link.certificate = "its certificate";
    link.authorities = {"another CA"};
    const Plan plan = plan_of({link});
    const auto message = connection_of(plan);
    const auto& remote = inside(message, {"iwf-a", "remote"});
    EXPECT_EQ(*remote.list("certs"), vici::List{"its certificate"});
    EXPECT_EQ(*remote.list("cacerts"), vici::List{"another CA"});
    ASSERT_EQ(authority_certificates(plan).size(), 2U);
    EXPECT_EQ(*authority_certificates(plan)[0].message.value("flag"), "CA");
}

TEST(ConnectionsTest, a_pre_shared_key_is_of_one_pair_and_of_both_ends)
{
    PlannedLink link = planned("a", "10.200.1.1");
    link.pre_shared_key = "secret";
    const Plan plan = plan_of({link, planned("b", "10.200.2.1")});
    const auto message = connection_of(plan);
    EXPECT_EQ(inside(message, {"iwf-a", "local"}), message_of("{id: iwf.example, auth: psk}"));
    EXPECT_EQ(inside(message, {"iwf-a", "remote"}), message_of("{id: a.example, auth: psk}"));
    ASSERT_EQ(shared_keys(plan).size(), 1U);
    EXPECT_EQ(
        shared_keys(plan)[0].message,
        message_of("{id: iwf-a, type: IKE, data: secret, owners: [iwf.example, a.example]}")
    );
}

TEST(ConnectionsTest, ESP_in_the_kernel_has_an_interface_and_a_trap_for_who_can_be_called)
{
    PlannedLink known = planned("a", "10.200.1.0/24");
    known.remote_addresses = {"192.0.2.1"};
    Plan plan = plan_of({known, planned("b", "2001:db8::1")});
    plan.if_id = 42;
    const auto all = connections(plan);
    const auto& first = inside(all[0].message, {"iwf-a", "children", "diameter"});
    const auto& second = inside(all[1].message, {"iwf-b", "children", "diameter"});
    EXPECT_EQ(first.value("start_action"), "trap");
    EXPECT_EQ(first.value("if_id_in"), "42");
    EXPECT_EQ(first.value("if_id_out"), "42");
    EXPECT_EQ(second.value("start_action"), "none");
    EXPECT_EQ(*second.list("remote_ts"), vici::List{"2001:db8::1[tcp]"});
}

TEST(ConnectionsTest, nothing_is_asked_for_that_would_hold_charon_up)
{
    EXPECT_EQ(initiation("iwf-a"), message_of("{ike: iwf-a, child: diameter, timeout: -1}"));
    EXPECT_EQ(termination(core::IkeSaId{7}), message_of("{ike-id: 7, force: yes, timeout: -1}"));
}

TEST(ConnectionsTest, a_digest_changes_with_the_content_only)
{
    const auto digest = [](const Plan& plan) { return connections(plan).front().digest(); };
    Plan plan = plan_of({planned("a", "10.200.1.1")});
    const auto first = digest(plan);
    EXPECT_EQ(digest(plan), first);
    plan.timers.child_rekey = std::chrono::seconds{1800};
    EXPECT_NE(digest(plan), first);
}

/// What charon 5.9.8 told of a connection of the lab.
const char* const recorded = R"({local_addrs: [198.51.100.1], remote_addrs: [198.51.100.11],
    version: IKEv2, reauth_time: 0, rekey_time: 14400, unique: UNIQUE_REPLACE, dpd_delay: 5,
    local-1: {id: iwf.lab.example, class: public key, groups: [], cert_policy: [],
              certs: ["C=XX, O=Lab, CN=iwf.lab.example"], cacerts: []},
    remote-1: {class: public key, id: out1.lab.example, revocation: GOOD, groups: [],
               cert_policy: [], certs: [],
               cacerts: ["C=XX, O=Lab Operator, CN=Lab SEG Root CA"]},
    children: {diameter: {mode: TUNNEL, rekey_time: 3600, rekey_bytes: 0, rekey_packets: 0,
               dpd_action: none, close_action: none, local-ts: ["10.200.0.1/32[tcp/3868]"],
               remote-ts: ["10.200.1.1/32[tcp]"]}}})";

PlannedLink lab_link()
{
    PlannedLink link = planned("out1", "10.200.1.1");
    link.identity = "out1.lab.example";
    link.remote_addresses = {"198.51.100.11"};
    return link;
}

TEST(InventoryTest, what_charon_tells_of_a_right_connection_is_right)
{
    const auto right = check_listed(plan_of({lab_link()}), lab_link(), message_of(recorded));
    EXPECT_TRUE(right) << right.error().text;
    EXPECT_EQ(authentication_of(message_of(recorded)), core::Authentication::certificate);
}

TEST(InventoryTest, every_part_that_is_otherwise_is_told)
{
    const auto complaint = [](const std::string& from, const std::string& to) {
        std::string text = recorded;
        text.replace(text.find(from), from.size(), to);
        const auto checked = check_listed(plan_of({lab_link()}), lab_link(), message_of(text));
        return checked ? "" : checked.error().text;
    };
    EXPECT_THAT(complaint("IKEv2", "IKEv1/2"), HasSubstr("another version"));
    EXPECT_THAT(complaint("[198.51.100.1]", "[\"%any\"]"), HasSubstr("our end"));
    EXPECT_THAT(complaint("[198.51.100.11]", "[\"%any\"]"), HasSubstr("server's end"));
    EXPECT_THAT(complaint("{class: public key", "{class: any"), HasSubstr("another proof"));
    EXPECT_THAT(
        complaint("{class: public key", "{class: pre-shared key"), HasSubstr("another proof")
    );
    EXPECT_THAT(complaint("id: out1", "id: out2"), HasSubstr("the identity"));
    EXPECT_THAT(complaint("revocation: GOOD, ", ""), HasSubstr("without a valid CRL"));
    EXPECT_THAT(complaint("cacerts: [\"C", "cacerts: [\"x\", \"C"), HasSubstr("other CAs"));
    EXPECT_THAT(complaint("certs: [],\n", "certs: [x],\n"), HasSubstr("another certificate"));
    EXPECT_THAT(complaint("diameter: {", "other: {"), HasSubstr("no CHILD_SA"));
    EXPECT_THAT(complaint("TUNNEL", "TRANSPORT"), HasSubstr("no tunnel"));
    EXPECT_THAT(complaint("tcp/3868", "tcp/3869"), HasSubstr("addresses of ours"));
    EXPECT_THAT(
        complaint("10.200.1.1/32", "10.200.1.0/24"), HasSubstr("addresses of the server's")
    );
    EXPECT_THAT(complaint("10.200.1.1/32[tcp]", "10.200.1.1/32"), HasSubstr("of the server's"));
}

TEST(InventoryTest, several_rounds_count_as_the_strongest)
{
    EXPECT_EQ(
        authentication_of(message_of("{remote-1: {class: public key}, remote-2: {class: EAP}}")),
        core::Authentication::certificate
    );
    EXPECT_EQ(
        authentication_of(message_of("{remote-1: {class: pre-shared key}}")),
        core::Authentication::pre_shared_key
    );
    EXPECT_EQ(
        authentication_of(message_of("{local-1: {class: public key}, remote-1: {class: any}}")),
        core::Authentication::none
    );
}

} // namespace
} // namespace iwf::ipsec
