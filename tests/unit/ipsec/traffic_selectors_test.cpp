// SPDX-License-Identifier: Apache-2.0
#include "ipsec/traffic_selectors.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace iwf::ipsec {
namespace {

using core::TrafficSelector;
using domain::Network;

TrafficSelector selector(
    const char* network,
    std::uint8_t protocol = 0,
    std::uint16_t first = 0,
    std::uint16_t last = 0xffff
)
{
    return {Network::parse(network).value(), protocol, first, last};
}

std::vector<Network> networks_of(const char* text)
{
    std::vector<Network> networks;
    const auto selectors = read_traffic_selector(text);
    EXPECT_TRUE(selectors) << text;
    for (const TrafficSelector& one : selectors.value_or(std::vector<TrafficSelector>{})) {
        networks.push_back(one.addresses);
    }
    return networks;
}

struct Text
{
    const char* text;
    TrafficSelector selector;
};

class OneSelector : public ::testing::TestWithParam<Text>
{};

TEST_P(OneSelector, is_read)
{
    const auto selectors = read_traffic_selector(GetParam().text);
    ASSERT_TRUE(selectors) << selectors.error().text;
    EXPECT_EQ(*selectors, std::vector{GetParam().selector});
}

INSTANTIATE_TEST_SUITE_P(
    AsCharonWritesIt,
    OneSelector,
    ::testing::Values(
        Text{"10.200.1.1/32", selector("10.200.1.1")},
        Text{"10.200.0.0/16", selector("10.200.0.0/16")},
        Text{"0.0.0.0/0", selector("0.0.0.0/0")},
        Text{"fd00::/64", selector("fd00::/64")},
        Text{"10.200.1.1/32[tcp/3868]", selector("10.200.1.1", 6, 3868, 3868)},
        Text{"10.200.1.1/32[sctp/3868]", selector("10.200.1.1", 132, 3868, 3868)},
        Text{"10.200.1.1/32[tcp]", selector("10.200.1.1", 6)},
        Text{"10.200.1.1/32[udp/1024-65535]", selector("10.200.1.1", 17, 1024, 65535)},
        Text{"10.200.1.1/32[0/100-200]", selector("10.200.1.1", 0, 100, 200)},
        Text{"10.200.1.1/32[253/5]", selector("10.200.1.1", 253, 5, 5)},
        Text{"10.200.1.1/32[gre]", selector("10.200.1.1", 47)},
        Text{"10.200.1.1/32[ipv6-icmp]", selector("10.200.1.1", 58)},
        Text{"10.200.1.1/32[tcp/http]", selector("10.200.1.1", 6, 80, 80)},
        Text{"10.200.1.1/32[0/https]", selector("10.200.1.1", 0, 443, 443)},
        Text{"10.200.1.1/32[tcp/ftp-data]", selector("10.200.1.1", 6, 20, 20)},
        Text{"10.0.0.0..10.0.0.255[tcp/3868]", selector("10.0.0.0/24", 6, 3868, 3868)},
        Text{"10.0.0.7..10.0.0.7", selector("10.0.0.7")},
        Text{"0.0.0.0..255.255.255.255", selector("0.0.0.0/0")}
    )
);

TEST(TrafficSelectors, of_a_range_are_the_fewest_blocks_that_make_it_up)
{
    const auto blocks = [](std::initializer_list<const char*> texts) {
        std::vector<Network> networks;
        for (const char* text : texts) {
            networks.push_back(Network::parse(text).value());
        }
        return networks;
    };
    EXPECT_EQ(
        networks_of("10.0.0.1..10.0.0.9"),
        blocks({"10.0.0.1", "10.0.0.2/31", "10.0.0.4/30", "10.0.0.8/31"})
    );
    EXPECT_EQ(networks_of("10.0.0.255..10.0.1.0"), blocks({"10.0.0.255", "10.0.1.0"}));
    EXPECT_EQ(networks_of("255.255.255.254..255.255.255.255"), blocks({"255.255.255.254/31"}));
    EXPECT_EQ(networks_of("fd00::fffe..fd00::1:1"), blocks({"fd00::fffe/127", "fd00::1:0/127"}));
}

TEST(TrafficSelectors, of_the_worst_range_are_few_enough)
{
    EXPECT_EQ(networks_of("0.0.0.1..255.255.255.254").size(), 62U);
    EXPECT_EQ(networks_of("::1..ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe").size(), 254U);
}

TEST(TrafficSelectors, of_a_range_hold_its_addresses_and_no_other)
{
    const auto networks = networks_of("10.0.0.3..10.0.1.4");
    const auto is_held = [&](const std::string& address) {
        const Network single = Network::parse(address).value();
        return std::ranges::count_if(networks, [&](const Network& network) {
            return network.contains(single);
        });
    };
    for (int third = 0; third < 3; ++third) {
        for (int fourth = 0; fourth < 256; ++fourth) {
            const int address = third * 256 + fourth;
            const std::string text = "10.0." + std::to_string(third) + "." + std::to_string(fourth);
            EXPECT_EQ(is_held(text), address >= 3 && address <= 256 + 4 ? 1 : 0) << text;
        }
    }
}

class NoSelector : public ::testing::TestWithParam<const char*>
{};

TEST_P(NoSelector, is_refused)
{
    EXPECT_FALSE(read_traffic_selector(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    NotUnderstood,
    NoSelector,
    ::testing::Values(
        "",
        "dynamic",
        "dynamic[tcp/3868]",
        "10.0.0.1/33",
        "10.0.0.1/24", // has bits beyond its length
        "10.0.0.9..10.0.0.1",
        "10.0.0.1..fd00::1",
        "10.0.0.1..",
        "..10.0.0.1",
        "10.0.0.1/32[",
        "10.0.0.1/32[tcp",
        "10.0.0.1/32[]",
        "10.0.0.1/32[tcp/]",
        "10.0.0.1/32[tcp/3868]x",
        "10.0.0.1/32[tcp/65536]",
        "10.0.0.1/32[tcp/200-100]",
        "10.0.0.1/32[tcp/1-65536]",
        "10.0.0.1/32[tcp/no-such-service]",
        "10.0.0.1/32[no-such-protocol/1]",
        "10.0.0.1/32[256]",
        "10.0.0.1/32[udp/OPAQUE]",
        "10.0.0.1/32[icmp/8]",
        "10.0.0.1/32[icmp/8(1)]",
        "10.0.0.1/32[ipv6-icmp/128-129]"
    )
);

} // namespace
} // namespace iwf::ipsec
