// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/protected_servers.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/protection/sample_associations.hpp"

namespace iwf::core {
namespace {

using test::server;

TEST(ProtectedServersTest, servers_with_addresses_of_their_own_are_accepted)
{
    EXPECT_TRUE(overlaps({server("a", "10.0.0.0/25"), server("b", "10.0.0.128/25")}).empty());
    EXPECT_TRUE(overlaps({server("a", "0.0.0.0/0"), server("b", "2001:db8::/32")}).empty());
}

TEST(ProtectedServersTest, S4_an_address_of_two_identities_is_an_error_that_names_both)
{
    const auto errors = overlaps({server("a", "10.0.0.7"), server("b", "10.0.0.0/24")});
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(
        errors.front().text,
        "contract \"b\" (10.0.0.0/24) and contract \"a\" (10.0.0.7) have different IKE identities "
        "and addresses in common: give each server its own"
    );
    const auto book =
        ProtectedServers::create({server("a", "10.0.0.7"), server("b", "10.0.0.0/24")});
    ASSERT_FALSE(book);
    EXPECT_EQ(book.error().text, errors.front().text);
    EXPECT_EQ(errors.front().contract, "a");
}

TEST(ProtectedServersTest, S4_every_overlap_is_told_at_once)
{
    const auto errors = overlaps({
        server("a", "10.0.0.0/8"),
        server("b", "10.1.0.0/16"),
        server("c", "10.1.1.0/24"),
        server("d", "10.1.1.0/24"),
        server("e", "10.2.0.1"),
        server("f", "11.0.0.1"),
    });
    ASSERT_EQ(errors.size(), 4U);
    EXPECT_NE(errors[2].text.find("\"c\" (10.1.1.0/24) and contract \"d\""), std::string::npos);
    EXPECT_NE(errors[3].text.find("\"a\" (10.0.0.0/8) and contract \"e\""), std::string::npos);
}

TEST(ProtectedServersTest, S4_an_overlap_is_seen_past_a_block_of_the_same_identity)
{
    ProtectedServer inner = server("b", "10.1.1.1");
    inner.blocks.push_back(test::network("10.1.0.0/16"));
    EXPECT_EQ(overlaps({server("a", "10.0.0.0/8"), inner}).size(), 2U);
}

TEST(ProtectedServersTest, several_servers_may_stand_behind_one_gateway)
{
    ProtectedServer second = server("b", "10.0.0.0/24");
    second.identity = "A.lab.example";
    const auto book = ProtectedServers::create({server("a", "10.0.0.0/24"), second});
    ASSERT_TRUE(book) << book.error().text;
    ASSERT_NE(book->behind("a.lab.example"), nullptr);
    EXPECT_EQ(book->behind("a.lab.example")->size(), 2U);
    EXPECT_EQ(book->behind("b.lab.example"), nullptr);
    ASSERT_NE(book->find("b"), nullptr);
    EXPECT_EQ(book->find("b")->identity, "A.lab.example");
}

TEST(ProtectedServersTest, refuses_a_contract_twice_and_an_identity_of_everybody)
{
    EXPECT_FALSE(ProtectedServers::create({server("a", "10.0.0.1"), server("a", "10.0.0.1")}));
    for (const char* identity : {"", "%any"}) {
        ProtectedServer anybody = server("a", "10.0.0.1");
        anybody.identity = identity;
        EXPECT_FALSE(ProtectedServers::create({anybody})) << identity;
    }
}

} // namespace
} // namespace iwf::core
