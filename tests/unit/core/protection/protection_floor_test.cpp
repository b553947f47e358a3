// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/protection_floor.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/protection/sample_associations.hpp"

namespace iwf::core {
namespace {

/// S4: the defaults are NDS/IP (TS 33.210).
const ProtectionFloor nds_ip;

std::string verdict(const Algorithms& ike)
{
    IkeSa association = test::ike_sa(1);
    association.algorithms = ike;
    const auto weak = nds_ip.weakness(association);
    EXPECT_EQ(weak.has_value(), !nds_ip.holds(strength_of(association)));
    return weak ? weak->text() : "holds";
}

std::string child_verdict(const Algorithms& esp)
{
    ChildSa child = test::child_sa(1);
    child.algorithms = esp;
    const auto weak = nds_ip.weakness(child);
    EXPECT_EQ(weak.has_value(), !nds_ip.holds(strength_of(child)));
    return weak ? weak->text() : "holds";
}

TEST(ProtectionFloorTest, S4_what_NDS_IP_demands_of_IKE_holds)
{
    EXPECT_EQ(verdict({"AES_GCM_16", 128, "", "PRF_HMAC_SHA2_256", "ECP_256"}), "holds");
    EXPECT_EQ(verdict({"AES_GCM_16", 256, "", "PRF_HMAC_SHA2_384", "ECP_384"}), "holds");
    EXPECT_EQ(
        verdict({"AES_CBC", 128, "HMAC_SHA2_256_128", "PRF_HMAC_SHA2_256", "MODP_2048"}), "holds"
    );
    EXPECT_EQ(verdict({"CHACHA20_POLY1305", 0, "", "PRF_HMAC_SHA2_256", "CURVE_25519"}), "holds");
}

TEST(ProtectionFloorTest, S4_what_NDS_IP_forbids_in_IKE_is_named_with_what_is_needed)
{
    const std::string cbc = "AES_CBC", sha2 = "HMAC_SHA2_256_128", prf = "PRF_HMAC_SHA2_256";
    EXPECT_EQ(
        verdict({"3DES_CBC", 0, sha2, prf, "MODP_2048"}),
        "encryption of the IKE_SA is 3DES_CBC, needed is 128 bits"
    );
    EXPECT_EQ(
        verdict({"AES_GCM_16", 64, "", prf, "ECP_256"}),
        "encryption of the IKE_SA is AES_GCM_16-64, needed is 128 bits"
    );
    EXPECT_EQ(
        verdict({cbc, 128, "HMAC_SHA1_96", prf, "MODP_2048"}),
        "integrity of the IKE_SA is HMAC_SHA1_96, needed is 128 bits"
    );
    EXPECT_EQ(
        verdict({cbc, 128, "", prf, "MODP_2048"}),
        "integrity of the IKE_SA is AES_CBC-128 without integrity, needed is 128 bits"
    );
    EXPECT_EQ(
        verdict({"AES_GCM_8", 256, "", prf, "ECP_256"}),
        "integrity of the IKE_SA is AES_GCM_8-256 without integrity, needed is 128 bits"
    );
    EXPECT_EQ(
        verdict({cbc, 128, sha2, "PRF_HMAC_SHA1", "MODP_2048"}),
        "PRF of the IKE_SA is PRF_HMAC_SHA1, needed is 256 bits"
    );
    for (const char* group : {"MODP_1024", "MODP_1536", "MODP_2048_256", "ECP_192", "KYBER_L9"}) {
        EXPECT_EQ(
            verdict({cbc, 128, sha2, prf, group}),
            "key exchange group of the IKE_SA is " + std::string{group} + ", needed is 112 bits"
        );
    }
    EXPECT_EQ(
        verdict({cbc, 128, sha2, prf, ""}),
        "key exchange group of the IKE_SA is none, needed is 112 bits"
    );
}

TEST(ProtectionFloorTest, S4_ESP_may_have_no_group_but_not_a_weak_one)
{
    EXPECT_EQ(child_verdict({"AES_GCM_16", 128, "", "", ""}), "holds");
    EXPECT_EQ(child_verdict({"AES_CBC", 128, "HMAC_SHA2_256_128", "", "ECP_256"}), "holds");
    EXPECT_EQ(
        child_verdict({"AES_GCM_16", 128, "", "", "MODP_1024"}),
        "key exchange group of the CHILD_SA is MODP_1024, needed is 112 bits"
    );
}

TEST(ProtectionFloorTest, S4_ESP_without_secrecy_or_integrity_does_not_hold)
{
    EXPECT_EQ(
        child_verdict({"NULL", 0, "HMAC_SHA2_256_128", "", ""}),
        "encryption of the CHILD_SA is NULL, needed is 128 bits"
    );
    EXPECT_EQ(
        child_verdict({"NULL_AES_GMAC_16", 256, "", "", ""}),
        "encryption of the CHILD_SA is NULL_AES_GMAC_16-256, needed is 128 bits"
    );
    EXPECT_EQ(
        child_verdict({"AES_CBC", 256, "HMAC_MD5_96", "", ""}),
        "integrity of the CHILD_SA is HMAC_MD5_96, needed is 128 bits"
    );
    EXPECT_EQ(child_verdict({}), "encryption of the CHILD_SA is none, needed is 128 bits");
}

TEST(ProtectionFloorTest, S4_AH_is_not_enough_whatever_its_algorithms)
{
    ChildSa child = test::child_sa(1);
    child.is_esp = false;
    ASSERT_TRUE(nds_ip.weakness(child));
    EXPECT_EQ(nds_ip.weakness(child)->text(), "protocol of the CHILD_SA is AH, needed is ESP");
    EXPECT_FALSE(nds_ip.holds(strength_of(child)));
}

TEST(ProtectionFloorTest, S4_certificates_are_needed_unless_the_floor_says_otherwise)
{
    EXPECT_FALSE(nds_ip.weakness(Authentication::certificate));
    ASSERT_TRUE(nds_ip.weakness(Authentication::pre_shared_key));
    EXPECT_EQ(
        nds_ip.weakness(Authentication::pre_shared_key)->text(),
        "authentication of the other end is pre-shared key, needed is certificate"
    );
    const ProtectionFloor lower{.authentication = Authentication::pre_shared_key};
    EXPECT_FALSE(lower.weakness(Authentication::pre_shared_key));
    EXPECT_TRUE(lower.weakness(Authentication::none));
}

TEST(ProtectionFloorTest, S4_a_higher_floor_refuses_what_the_default_takes)
{
    const ProtectionFloor higher{.encryption_bits = 256, .group_bits = 192};
    EXPECT_FALSE(higher.weakness(test::ike_sa(1)));
    IkeSa association = test::ike_sa(1);
    association.algorithms.group = "ECP_256";
    EXPECT_TRUE(higher.weakness(association));
    ChildSa child = test::child_sa(1);
    child.algorithms.key_bits = 128;
    EXPECT_TRUE(higher.weakness(child));
}

} // namespace
} // namespace iwf::core
