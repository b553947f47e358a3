// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/algorithm_strength.hpp"

#include <gtest/gtest.h>

namespace iwf::core {
namespace {

TEST(AlgorithmStrengthTest, an_unknown_name_is_worth_nothing)
{
    for (const char* name : {"", "ROT13", "aes_gcm_16", "AES_GCM_16 ", "DES_CBC", "NULL"}) {
        EXPECT_EQ(encryption_strength(name, 256).key_bits, 0U) << name;
        EXPECT_EQ(integrity_strength(name), 0U) << name;
        EXPECT_EQ(prf_strength(name), 0U) << name;
        EXPECT_EQ(group_strength(name), 0U) << name;
    }
}

TEST(AlgorithmStrengthTest, the_negotiated_key_counts_and_not_more_than_the_algorithm_can_use)
{
    EXPECT_EQ(encryption_strength("AES_CBC", 128).key_bits, 128U);
    EXPECT_EQ(encryption_strength("AES_CBC", 0).key_bits, 0U);
    EXPECT_EQ(encryption_strength("AES_CBC", 4096).key_bits, 256U);
    EXPECT_EQ(encryption_strength("3DES_CBC", 192).key_bits, 112U);
    EXPECT_EQ(encryption_strength("CHACHA20_POLY1305", 0).key_bits, 256U);
    EXPECT_LT(encryption_strength("BLOWFISH_CBC", 448).key_bits, 112U);
}

TEST(AlgorithmStrengthTest, a_short_check_value_is_weak_however_long_the_key)
{
    EXPECT_EQ(encryption_strength("AES_GCM_16", 128).integrity_bits, 128U);
    EXPECT_EQ(encryption_strength("AES_GCM_8", 256).integrity_bits, 64U);
    EXPECT_EQ(encryption_strength("AES_CBC", 256).integrity_bits, 0U);
    EXPECT_LT(integrity_strength("HMAC_SHA2_256_96"), integrity_strength("HMAC_SHA2_256_128"));
    EXPECT_LT(integrity_strength("HMAC_SHA1_160"), integrity_strength("HMAC_SHA2_256_128"));
}

TEST(AlgorithmStrengthTest, groups_are_compared_across_their_kinds)
{
    EXPECT_EQ(group_strength("MODP_3072"), group_strength("ECP_256"));
    EXPECT_EQ(group_strength("CURVE_25519"), group_strength("ECP_256"));
    EXPECT_LT(group_strength("MODP_1536"), group_strength("MODP_2048"));
    EXPECT_LT(group_strength("ECP_224"), group_strength("MODP_2048"));
    EXPECT_LT(group_strength("MODP_2048_256"), group_strength("MODP_1024"));
}

} // namespace
} // namespace iwf::core
