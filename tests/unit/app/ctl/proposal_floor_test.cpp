// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/proposal_floor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace iwf::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// That of the schema.
mtciwf::v1::Floor floor()
{
    mtciwf::v1::Floor floor;
    floor.set_encryption_bits(128);
    floor.set_integrity_bits(128);
    floor.set_prf_bits(256);
    floor.set_group_bits(112);
    return floor;
}

TEST(ProposalFloor, what_a_configuration_takes_is_at_the_default_floor)
{
    for (const char* const proposal :
         {"aes256gcm16-prfsha384-ecp384",
          "aes128-sha256-ecp256-modp2048",
          "aes192ccm16-prfsha256-x25519-curve448",
          "chacha20poly1305-prfsha512-modp8192-ecp521",
          "aes128gcm16-curve25519-x448-esn-noesn"}) {
        EXPECT_THAT(below_floor(proposal, floor()), IsEmpty()) << proposal;
    }
}

TEST(ProposalFloor, each_word_below_a_raised_floor_is_named_with_both_values)
{
    auto raised = floor();
    raised.set_encryption_bits(256);
    raised.set_group_bits(192);
    EXPECT_THAT(
        below_floor("aes256-aes128-sha256-ecp384-modp2048", raised),
        ElementsAre(
            "\"aes128\" has 128, ipsec.floor.encryption_bits is 256",
            "\"modp2048\" has 112, ipsec.floor.group_bits is 192"
        )
    );
    raised = floor();
    raised.set_integrity_bits(192);
    raised.set_prf_bits(384);
    EXPECT_THAT(
        below_floor("aes128gcm16-prfsha256-prfsha384-ecp256", raised),
        ElementsAre(HasSubstr("\"aes128gcm16\" has 128"), HasSubstr("\"prfsha256\" has 256"))
    );
    EXPECT_THAT(
        below_floor("aes128-sha256-sha384-ecp256", raised),
        ElementsAre(HasSubstr("\"sha256\" has 128, ipsec.floor.integrity_bits is 192"))
    );
}

} // namespace
} // namespace iwf::ctl
