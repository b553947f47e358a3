// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/config.hpp"

#include <gtest/gtest.h>

namespace iwf::sim {
namespace {

using namespace std::chrono_literals;

const std::string head = "identity: a.test\nrealm: test\npeers: [iwf.test]\n";

std::string error_of(const std::string& text, Role role)
{
    const auto config = parse_config(text, "f.yaml", role);
    return config ? "" : config.error().text;
}

TEST(SimConfig, needs_only_a_name_and_who_may_connect)
{
    const auto config = parse_config(head, "f.yaml", Role::sms_sc);
    ASSERT_TRUE(config) << config.error().text;
    EXPECT_EQ(config->identity, "a.test");
    EXPECT_EQ(config->listen.address, "127.0.0.1");
    EXPECT_EQ(config->listen.port, 0);
    EXPECT_EQ(config->delivery.after, 100ms);
}

TEST(SimConfig, reads_how_an_sms_sc_delivers)
{
    const auto config = parse_config(
        head + "listen: '[::1]:3871'\nseed: 9\n"
               "delivery: {after: never, outcome: absent, default_validity: 1h, capacity: 5}\n"
               "rules: [{first: 1, result: 3004}, {delay: 1s}]\n",
        "f.yaml",
        Role::sms_sc
    );
    ASSERT_TRUE(config) << config.error().text;
    EXPECT_EQ(config->listen.address, "::1");
    EXPECT_EQ(config->listen.port, 3871);
    EXPECT_TRUE(config->delivery.never);
    EXPECT_EQ(config->delivery.default_validity, 1h);
    EXPECT_EQ(config->delivery.capacity, 5U);
    EXPECT_EQ(config->rules.size(), 2U);
}

TEST(SimConfig, reads_subscribers_one_by_one_and_in_ranges)
{
    const auto config = parse_config(
        head + "subscribers:\n"
               "  - {imsi: '262019900000001', external_ids: [Meter-1@IOT.test],\n"
               "     serving_node: {mme_name: m.test, msc_number: '4917'}, absent: true}\n"
               "ranges:\n"
               "  - {count: 3, imsi_from: '001019999999998', msisdn_from: '491719998',\n"
               "     external_id: 'load-{}@iot.test', serving_node: {msc_number: '4917'}}\n",
        "f.yaml",
        Role::hss
    );
    ASSERT_TRUE(config) << config.error().text;
    EXPECT_EQ(config->subscribers.size(), 4U);
    diameter::s6m::UserIdentifier user;
    user.external_identifier = "Meter-1@iot.test";
    const Subscriber* const meter = config->subscribers.find(user);
    ASSERT_NE(meter, nullptr);
    EXPECT_TRUE(meter->absent);
    EXPECT_EQ(meter->services, std::vector{diameter::s6m::ServiceId::device_trigger});
    user.external_identifier = "load-3@iot.test";
    const Subscriber* const load = config->subscribers.find(user);
    ASSERT_NE(load, nullptr);
    EXPECT_EQ(load->imsi, "001020000000000"); // counted up, the zeros in front kept
    EXPECT_EQ(load->msisdn, "491720000");
}

TEST(SimConfig, tells_all_faults_in_one_run_each_with_its_place)
{
    const std::string text = "identity: 'not a host'\nrealm: test\npeers: []\nlisten: here\n"
                             "delivery: {after: soon, outcome: lost, aftr: 1s}\nseed: -1\n";
    EXPECT_EQ(
        error_of(text, Role::sms_sc),
        "f.yaml:1:11: identity: 'not a host' is no host name\n"
        "f.yaml:4:9: listen: 'here' is no ADDRESS:PORT, like 127.0.0.1:3868 or [::1]:3868\n"
        "f.yaml:3:8: peers: name at least one node that may connect\n"
        "f.yaml:6:7: seed: '-1' is no number from 0 to 4294967295\n"
        "f.yaml:5:19: after: 'soon' is no duration: write 150ms, 2s, 90m, 1h, 3d or 0\n"
        "f.yaml:5:34: outcome: 'lost' is none of: success, absent, memory_full, expired\n"
        "f.yaml:5:40: unknown key 'aftr'; allowed: after, capacity, default_validity, outcome, "
        "report_attempts, report_interval, report_timeout"
    );
}

TEST(SimConfig, refuses_what_is_missing_twice_or_of_the_other_role)
{
    EXPECT_NE(
        error_of("realm: test\npeers: [a.b]\n", Role::hss).find("'identity' is missing"),
        std::string::npos
    );
    EXPECT_NE(
        error_of(head + "realm: test\n", Role::hss).find("f.yaml:4:1: 'realm' stands here twice"),
        std::string::npos
    );
    EXPECT_NE(
        error_of(head + "delivery: {}\n", Role::hss).find("unknown key 'delivery'"),
        std::string::npos
    );
    EXPECT_NE(
        error_of(head + "subscribers: []\n", Role::sms_sc).find("unknown key 'subscribers'"),
        std::string::npos
    );
    EXPECT_NE(error_of(head + "a: {\n", Role::hss).find("f.yaml:5:1"), std::string::npos);
}

TEST(SimConfig, refuses_subscribers_that_cannot_be)
{
    const auto error = [](const std::string& one) {
        return error_of(head + "subscribers: [" + one + "]\n", Role::hss);
    };
    EXPECT_NE(error("{imsi: '12'}").find("imsi: 6 to 15 digits"), std::string::npos);
    EXPECT_NE(error("{imsi: '262019900000001', msisdn: x}").find("msisdn:"), std::string::npos);
    EXPECT_NE(
        error("{imsi: '262019900000001', external_ids: [x]}").find("external_ids:"),
        std::string::npos
    );
    EXPECT_NE(
        error("{imsi: '262019900000001', serving_node: {}}").find("a name or a number"),
        std::string::npos
    );
    EXPECT_NE(
        error("{imsi: '262019900000001', serving_node: {msc_number: x}}").find("no digits"),
        std::string::npos
    );
    EXPECT_NE(
        error("{imsi: '262019900000001', services: [tea]}").find("none of"), std::string::npos
    );
    EXPECT_NE(
        error("{imsi: '262019900000001'}, {imsi: '262019900000001'}").find("already"),
        std::string::npos
    );
}

} // namespace
} // namespace iwf::sim
