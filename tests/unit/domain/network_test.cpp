// SPDX-License-Identifier: Apache-2.0
#include "iwf/domain/network.hpp"

#include <gtest/gtest.h>

namespace iwf::domain {
namespace {

Network net(const char* text)
{
    const auto parsed = Network::parse(text);
    EXPECT_TRUE(parsed) << text;
    return parsed.value_or(Network{});
}

TEST(NetworkTest, reads_blocks_and_writes_them_again)
{
    for (const char* text :
         {"0.0.0.0/0", "10.0.0.0/9", "10.1.2.3", "::/0", "2001:db8::/33", "2001:db8::1"}) {
        EXPECT_EQ(net(text).text(), text);
    }
    EXPECT_EQ(net("10.1.2.3/32").text(), "10.1.2.3");
}

TEST(NetworkTest, refuses_what_is_no_block)
{
    for (const char* text :
         {"",
          "10.0.0.0/99",
          "10.0.0.0/8x",
          "10.0.0.0/",
          "10.0.0.1/31",
          "10.0.0.0/-1",
          "::1/127",
          "10.128.0.0/8",
          "2001:db8:8000::/32",
          "scs1.example"}) {
        EXPECT_FALSE(Network::parse(text)) << text;
    }
}

TEST(NetworkTest, holds_what_lies_inside_and_nothing_of_the_other_family)
{
    EXPECT_TRUE(net("10.0.0.0/9").contains(net("10.127.255.255")));
    EXPECT_FALSE(net("10.0.0.0/9").contains(net("10.128.0.0")));
    EXPECT_FALSE(net("10.0.0.0/16").contains(net("10.0.0.0/8")));
    EXPECT_TRUE(net("10.0.0.0/8").overlaps(net("10.0.0.0/16")));
    EXPECT_TRUE(net("2001:db8::/33").contains(net("2001:db8:7fff::1")));
    EXPECT_FALSE(net("2001:db8::/33").contains(net("2001:db8:8000::1")));
    EXPECT_FALSE(net("0.0.0.0/0").contains(net("::")));
    EXPECT_FALSE(net("::/0").contains(net("0.0.0.0")));
}

TEST(NetworkTest, widens_to_the_block_around_it)
{
    EXPECT_EQ(net("10.255.255.255").widened(9), net("10.128.0.0/9"));
    EXPECT_EQ(net("10.255.255.255").widened(0), net("0.0.0.0/0"));
    EXPECT_EQ(net("10.1.2.3").widened(32), net("10.1.2.3"));
    EXPECT_EQ(net("2001:db8:ffff::").widened(34), net("2001:db8:c000::/34"));
}

TEST(NetworkTest, stands_right_before_those_inside_it)
{
    EXPECT_LT(net("10.0.0.0/8"), net("10.0.0.0/16"));
    EXPECT_LT(net("10.0.0.0/16"), net("10.0.0.1"));
    EXPECT_LT(net("10.255.255.255"), net("11.0.0.0/8"));
    EXPECT_LT(net("255.255.255.255"), net("::/0"));
}

TEST(NetworkTest, has_a_hash_that_tells_blocks_apart)
{
    EXPECT_EQ(net("10.0.0.1").hash(), net("10.0.0.1/32").hash());
    EXPECT_NE(net("10.0.0.0/8").hash(), net("10.0.0.0/9").hash());
    EXPECT_NE(net("0.0.0.0/0").hash(), net("::/0").hash());
    EXPECT_NE(net("2001:db8::1").hash(), net("2001:db8::2").hash());
}

} // namespace
} // namespace iwf::domain
