// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>

#include "iwf/app/iwfd/link_settings.hpp"
#include "iwf/app/iwfd/protection_settings.hpp"
#include "tests/unit/app/config/credentials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace iwf::daemon {
namespace {

using config::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ProtectionSettingsTest : public testing::Test
{
protected:
    ProtectionSettingsTest() { write_credentials(folder); }

    config::Config load(const std::string& more)
    {
        auto config =
            config::load_config(folder.write("iwfd.yaml", config::daemon_with_ipsec + more));
        if (!config) {
            throw std::runtime_error{text(config.error().front())};
        }
        return std::move(*config);
    }

    void write_contract(const std::string& name, std::string content, const std::string& identity)
    {
        const std::size_t at = content.find("ike: {identity: ") + 16;
        content.replace(at, content.find_first_of(",}", at) - at, identity);
        (void)folder.write("c/" + name, content);
    }

    TemporaryFolder folder;
};

TEST_F(ProtectionSettingsTest, a_contract_becomes_a_connection_of_ours_and_a_protected_server)
{
    (void)folder.write(
        "c/a.yaml", config::protected_contract(1, ", remote_addresses: [192.0.2.1], initiate: true")
    );
    (void)folder.write("c/b.yaml", config::contract_number(2));
    const auto config = load("  timers: {dead_peer_delay: 1500ms}\n  if_id: 42\ncontracts: [c]\n");
    const auto plan = ipsec_plan(config);
    ASSERT_TRUE(plan) << plan.error().text;
    EXPECT_EQ(plan->local->identity, "iwf.example.net");
    EXPECT_EQ(plan->local->certificate, config::ca_certificate);
    EXPECT_EQ(plan->local->key, config::key_stub);
    EXPECT_THAT(plan->local->addresses, ElementsAre("198.51.100.1"));
    ASSERT_EQ(plan->authorities.size(), 1U);
    EXPECT_THAT(plan->authorities[0].revocation_lists, ElementsAre(config::ca_crl));
    ASSERT_EQ(plan->links.size(), 1U);
    EXPECT_EQ(plan->links[0].name, "server100001");
    EXPECT_EQ(plan->links[0].identity, "scs1.example.com");
    EXPECT_THAT(plan->links[0].selectors, ElementsAre(*domain::Network::parse("10.200.1.1")));
    EXPECT_THAT(plan->links[0].remote_addresses, ElementsAre("192.0.2.1"));
    EXPECT_TRUE(plan->links[0].initiate);
    EXPECT_FALSE(plan->links[0].assigns_address);
    EXPECT_THAT(plan->external, IsEmpty());
    EXPECT_EQ(plan->ike_proposals.size(), 3U);
    EXPECT_EQ(plan->timers.dead_peer_delay, std::chrono::seconds{2});
    EXPECT_EQ(plan->timers.ike_rekey, std::chrono::hours{4});
    EXPECT_EQ(plan->if_id, 42U);
    EXPECT_THAT(plan->listening, ElementsAre(*domain::Network::parse("10.200.0.1")));
    EXPECT_EQ(plan->port, 3868U);
    const auto servers = protected_servers(config);
    ASSERT_EQ(servers.size(), 1U);
    EXPECT_EQ(servers[0].contract, "server100001");
    EXPECT_EQ(servers[0].connection, "iwf-server100001");
    EXPECT_EQ(servers[0].authentication, core::Authentication::certificate);
}

TEST_F(ProtectionSettingsTest, servers_behind_one_gateway_are_one_connection)
{
    write_contract("b.yaml", config::protected_contract(2), "gateway.example.com");
    write_contract("a.yaml", config::protected_contract(1), "gateway.example.com");
    const auto config = load("contracts: [c/b.yaml, c/a.yaml]\n");
    const auto plan = ipsec_plan(config);
    ASSERT_TRUE(plan) << plan.error().text;
    ASSERT_EQ(plan->links.size(), 1U);
    EXPECT_EQ(plan->links[0].name, "server100001");
    EXPECT_EQ(plan->links[0].selectors.size(), 2U);
    const auto servers = protected_servers(config);
    ASSERT_EQ(servers.size(), 2U);
    EXPECT_EQ(servers[0].connection, "iwf-server100001");
    EXPECT_EQ(servers[1].connection, "iwf-server100001");
    EXPECT_TRUE(core::ProtectedServers::create(servers));
}

TEST_F(ProtectionSettingsTest, S3_a_HSS_and_a_SMS_SC_behind_one_gateway_are_one_connection_of_ours)
{
    std::string text = config::daemon_with_ipsec;
    const std::string ike = "ipsec\n      port: 3869\n      ike: {identity: gw.core.example, "
                            "remote_addresses: [192.0.2.9], initiate: true}";
    for (const std::string address : {"127.0.0.2", "127.0.0.3"}) {
        text.replace(text.find(address), 9, "10.200.4." + address.substr(8));
        text.replace(text.find("none", text.find("10.200.4." + address.substr(8))), 4, ike);
    }
    const auto config = config::load_config(folder.write("iwfd.yaml", text));
    ASSERT_TRUE(config) << config::text(config.error().front());
    const auto plan = ipsec_plan(*config);
    ASSERT_TRUE(plan) << plan.error().text;
    ASSERT_EQ(plan->links.size(), 1U);
    EXPECT_EQ(plan->links[0].name, "hss.core.example");
    EXPECT_EQ(plan->links[0].identity, "gw.core.example");
    EXPECT_TRUE(plan->links[0].initiate);
    EXPECT_THAT(plan->links[0].selectors, IsEmpty());
    ASSERT_EQ(plan->links[0].dialled.size(), 2U);
    EXPECT_EQ(plan->links[0].dialled[1].address, *domain::Network::parse("10.200.4.3"));
    EXPECT_EQ(plan->links[0].dialled[1].port, 3869U);
    const auto servers = protected_servers(*config);
    ASSERT_EQ(servers.size(), 2U);
    EXPECT_EQ(servers[1].contract, "smsc.core.example");
    EXPECT_EQ(servers[1].connection, "iwf-hss.core.example");
    const auto& peer = config->daemon.sms_sc().peers(0);
    const auto link = protected_link(*config, peer);
    ASSERT_TRUE(link);
    EXPECT_EQ(link->contract, "smsc.core.example");
    EXPECT_FALSE(link->local_port);
    EXPECT_EQ(link->remote_port, 3869);
    const auto from = departure(*config, peer);
    ASSERT_TRUE(from);
    EXPECT_EQ(from->address, "10.200.0.1");
    EXPECT_EQ(from->device, "ipsec0");
    // What is printed loads to the same.
    const auto again =
        config::load_config(folder.write("dump.yaml", config::print_effective(*config)));
    ASSERT_TRUE(again) << config::text(again.error().front());
    EXPECT_EQ(protected_servers(*again).size(), 2U);
}

TEST_F(ProtectionSettingsTest, an_external_connection_is_only_named)
{
    (void)folder.write("c/a.yaml", config::protected_contract(1, ", external: theirs"));
    const auto config = load("contracts: [c]\n");
    const auto plan = ipsec_plan(config);
    ASSERT_TRUE(plan) << plan.error().text;
    EXPECT_THAT(plan->links, IsEmpty());
    ASSERT_EQ(plan->external.size(), 1U);
    EXPECT_EQ(plan->external[0].connection, "theirs");
    EXPECT_EQ(protected_servers(config).at(0).connection, "theirs");
}

TEST_F(ProtectionSettingsTest, a_secret_is_read_and_the_floor_says_that_it_is_enough)
{
    const std::string secret(32, 's');
    (void)write_secret(folder, "c/psk", secret + "\n");
    (void)folder.write(
        "c/a.yaml",
        config::protected_contract(1, ", authentication: psk, psk_file: psk") + "location: inside\n"
    );
    const auto config =
        load("  floor: {authentication: psk, encryption_bits: 256}\ncontracts: [c]\n");
    const auto plan = ipsec_plan(config);
    ASSERT_TRUE(plan) << plan.error().text;
    EXPECT_EQ(plan->links.at(0).pre_shared_key, secret);
    const core::ProtectionFloor floor = protection_floor(config);
    EXPECT_EQ(floor.authentication, core::Authentication::pre_shared_key);
    EXPECT_EQ(floor.encryption_bits, 256U);
    EXPECT_EQ(protected_servers(config).at(0).authentication, floor.authentication);
}

TEST_F(ProtectionSettingsTest, S4_the_floor_of_certificates_is_charon_s_to_compare)
{
    EXPECT_EQ(ipsec_plan(load(""))->certificate_strength, ipsec::Plan{}.certificate_strength);
    const auto config =
        load("  floor: {certificate: {rsa_bits: 3072, ecdsa_bits: 384, hash_bits: 384}}\n");
    EXPECT_EQ(
        ipsec_plan(config)->certificate_strength, "rsa-3072-sha384-sha512-ecdsa-384-sha384-sha512"
    );
}

TEST_F(ProtectionSettingsTest, the_floor_of_the_schema_is_the_core_s)
{
    EXPECT_EQ(protection_floor(load("")), core::ProtectionFloor{});
}

TEST_F(ProtectionSettingsTest, a_file_that_went_away_is_named)
{
    const auto config = load("");
    std::filesystem::remove(folder.path() / "pki/ca.crl");
    const auto plan = ipsec_plan(config);
    ASSERT_FALSE(plan);
    EXPECT_THAT(plan.error().text, HasSubstr("pki/ca.crl cannot be read: No such file"));
}

} // namespace
} // namespace iwf::daemon
