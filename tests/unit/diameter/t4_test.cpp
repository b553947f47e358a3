// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/t4.hpp"

#include <gtest/gtest.h>

namespace iwf::diameter::t4 {
namespace {

domain::ScsIdentity scs(std::string_view digits)
{
    return *domain::ScsIdentity::parse(digits);
}

TEST(SmRpSmea, is_an_address_field_of_ts_23_040)
{
    EXPECT_EQ(base::to_hex(encode_sm_rp_smea(scs("4917012345"), 0x91)), "0a919471103254");
    EXPECT_EQ(base::to_hex(encode_sm_rp_smea(scs("49170"), 0x91)), "05919471f0");
    EXPECT_EQ(base::to_hex(encode_sm_rp_smea(scs("1"), 0x81)), "0181f1");
}

TEST(SmRpSmea, of_each_number_of_digits_is_read_as_it_was_written)
{
    const std::string digits = "123456789012345";
    for (std::size_t count = 1; count <= digits.size(); ++count) {
        const domain::ScsIdentity identity = scs(digits.substr(0, count));
        EXPECT_EQ(decode_sm_rp_smea(encode_sm_rp_smea(identity, 0x91)), identity);
    }
}

TEST(SmRpSmea, whose_length_and_content_disagree_is_refused)
{
    for (const base::Bytes& octets : {
             base::Bytes{},
             base::Bytes{0x02},
             base::Bytes{0x00, 0x91},             // no digit
             base::Bytes{0x02, 0x91},             // too short
             base::Bytes{0x02, 0x91, 0x21, 0x43}, // too long
             base::Bytes{0x03, 0x91, 0x21, 0x43}, // four digits, not three
             base::Bytes{0x04, 0x91, 0x21, 0xF3}, // three digits, not four
             base::Bytes{0x02, 0x91, 0xA1},       // no decimal digit
             base::Bytes{0x02, 0xD0, 0x1F},       // letters
             base::Bytes{0x10, 0x91, 0x21, 0x43, 0x65, 0x87, 0x09, 0x21, 0x43, 0x65}, // 16 digits
         }) {
        EXPECT_FALSE(decode_sm_rp_smea(octets)) << base::to_hex(octets);
    }
}

} // namespace
} // namespace iwf::diameter::t4
