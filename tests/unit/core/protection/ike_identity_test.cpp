// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/ike_identity.hpp"

#include <gtest/gtest.h>

namespace iwf::core {
namespace {

TEST(IkeIdentityTest, names_are_equal_in_any_case)
{
    EXPECT_EQ(canonical_identity("SCS1.Lab.Example"), canonical_identity("scs1.lab.example"));
    EXPECT_EQ(canonical_identity("Admin@Lab.example"), canonical_identity("admin@lab.example"));
}

TEST(IkeIdentityTest, distinguished_names_are_equal_as_written_only)
{
    EXPECT_NE(canonical_identity("C=XX, CN=scs1"), canonical_identity("C=XX, CN=SCS1"));
    EXPECT_NE(canonical_identity("C=XX, CN=scs1"), canonical_identity("C=XX,CN=scs1"));
    EXPECT_EQ(canonical_identity("C=XX, CN=scs1"), "C=XX, CN=scs1");
}

TEST(IkeIdentityTest, addresses_are_equal_by_value)
{
    EXPECT_EQ(canonical_identity("2001:DB8:0::1"), canonical_identity("2001:db8::1"));
    EXPECT_NE(canonical_identity("198.51.100.1"), canonical_identity("198.51.100.11"));
}

TEST(IkeIdentityTest, a_pattern_is_nobody_else)
{
    EXPECT_NE(canonical_identity("*.lab.example"), canonical_identity("scs1.lab.example"));
}

} // namespace
} // namespace iwf::core
