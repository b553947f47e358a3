// SPDX-License-Identifier: Apache-2.0
#include "ipsec/guard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace iwf::ipsec {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

GuardSettings settings(const std::vector<std::string>& addresses)
{
    GuardSettings made{.device = "ipsec0", .addresses = {}, .port = 3868};
    for (const auto& address : addresses) {
        made.addresses.push_back(domain::Network::parse(address).value());
    }
    return made;
}

std::string refusal(const GuardSettings& refused)
{
    const auto rules = guard_rules(refused);
    return rules ? "not refused: " + *rules : rules.error().text;
}

TEST(GuardRules, both_directions_and_families_in_one_table_that_replaces_the_old_one)
{
    EXPECT_EQ(
        guard_rules(settings({"fd00::1", "10.200.0.2", "10.200.0.1", "10.200.0.2"})).value(),
        R"(table inet iwfd_guard
delete table inet iwfd_guard
table inet iwfd_guard {
    chain in {
        type filter hook input priority 0; policy accept;
        ip daddr { 10.200.0.1, 10.200.0.2 } tcp dport 3868 iifname != { "ipsec0", "lo" } counter drop
        ip6 daddr { fd00::1 } tcp dport 3868 iifname != { "ipsec0", "lo" } counter drop
    }
    chain out {
        type filter hook output priority 0; policy accept;
        ip saddr { 10.200.0.1, 10.200.0.2 } tcp sport 3868 oifname != { "ipsec0", "lo" } counter reject with icmpx admin-prohibited
        ip6 saddr { fd00::1 } tcp sport 3868 oifname != { "ipsec0", "lo" } counter reject with icmpx admin-prohibited
    }
}
)"
    );
}

TEST(GuardRules, without_a_device_what_no_association_carries_is_dropped)
{
    GuardSettings by_policy = settings({"10.200.0.1"});
    by_policy.device.clear();
    const std::string rules = guard_rules(by_policy).value();
    EXPECT_THAT(
        rules,
        HasSubstr("ip daddr { 10.200.0.1 } tcp dport 3868 iifname != \"lo\" meta ipsec missing "
                  "counter drop\n")
    );
    EXPECT_THAT(
        rules,
        HasSubstr("ip saddr { 10.200.0.1 } tcp sport 3868 oifname != \"lo\" rt ipsec missing "
                  "counter reject with icmpx admin-prohibited\n")
    );
}

TEST(GuardRules, S3_what_we_connect_to_is_guarded_in_both_directions)
{
    GuardSettings dialling = settings({"10.200.0.1"});
    for (const char* const address : {"10.200.4.2", "10.200.4.1", "fd00::4"}) {
        dialling.peers.push_back({domain::Network::parse(address).value(), 3868});
    }
    const std::string rules = guard_rules(dialling).value();
    EXPECT_THAT(
        rules,
        HasSubstr("ip saddr . tcp sport { 10.200.4.1 . 3868, 10.200.4.2 . 3868 } iifname != { "
                  "\"ipsec0\", \"lo\" } counter drop\n")
    );
    EXPECT_THAT(
        rules,
        HasSubstr("ip daddr . tcp dport { 10.200.4.1 . 3868, 10.200.4.2 . 3868 } oifname != { "
                  "\"ipsec0\", \"lo\" } counter reject with icmpx admin-prohibited\n")
    );
    EXPECT_THAT(rules, HasSubstr("ip6 saddr . tcp sport { fd00::4 . 3868 } iifname"));
    EXPECT_THAT(rules, HasSubstr("ip6 daddr . tcp dport { fd00::4 . 3868 } oifname"));
    dialling.peers.front().port = 0;
    EXPECT_THAT(refusal(dialling), HasSubstr("port 0 of 10.200.4.2 is none"));
}

TEST(GuardRules, a_family_without_an_address_has_no_rule)
{
    EXPECT_THAT(guard_rules(settings({"10.200.0.1"})).value(), Not(HasSubstr("ip6")));
    EXPECT_THAT(guard_rules(settings({"fd00::1"})).value(), Not(HasSubstr("ip ")));
}

TEST(GuardRules, a_device_name_that_could_say_more_than_a_name_is_refused)
{
    for (const std::string name :
         {".",
          "..",
          "lo",
          "ipsec*",
          "ip sec",
          "a\", \"eth0",
          "a\\",
          "a\nflush ruleset",
          "a;b",
          "a}",
          "$x",
          "a/b",
          "a#b",
          "\xc3\xa4",
          "sixteen_letters_"}) {
        GuardSettings named = settings({"10.200.0.1"});
        named.device = name;
        EXPECT_THAT(refusal(named), HasSubstr("is not a name of 1 to 15")) << name;
    }
    GuardSettings nul = settings({"10.200.0.1"});
    nul.device = std::string{"a\0b", 3};
    EXPECT_THAT(refusal(nul), HasSubstr(R"("a\x00b" is not a name)"));
    nul.device = "ipsec-0.A_fifteen";
    nul.device.resize(15);
    EXPECT_TRUE(guard_rules(nul));
}

TEST(GuardRules, what_would_guard_nothing_is_refused)
{
    EXPECT_EQ(refusal(settings({})), "guard: no address to protect");
    EXPECT_THAT(refusal(settings({"10.200.0.1", "0.0.0.0"})), HasSubstr("0.0.0.0 stands for any"));
    EXPECT_THAT(refusal(settings({"::"})), HasSubstr(":: stands for any"));
    EXPECT_THAT(refusal(settings({"::ffff:10.200.0.1"})), HasSubstr("write it as one"));
    EXPECT_THAT(refusal(settings({"10.200.0.0/24"})), HasSubstr("is not a single address"));
    GuardSettings no_port = settings({"10.200.0.1"});
    no_port.port = 0;
    EXPECT_EQ(refusal(no_port), "guard: port 0 is none");
    boost::asio::io_context io{1};
    EXPECT_FALSE(Guard::create(io, no_port));
}

TEST(GuardRules, a_guard_that_was_not_installed_is_not_intact)
{
    boost::asio::io_context io{1};
    const auto guard = Guard::create(io, settings({"10.200.0.1"})).value();
    std::string told;
    guard->check([&](const base::Result<void>& whole) { told = whole.error().text; });
    EXPECT_EQ(told, "") << "from inside";
    io.run();
    EXPECT_THAT(told, HasSubstr("iwfd_guard was not installed"));
}

} // namespace
} // namespace iwf::ipsec
