// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/value.hpp"

#include <gtest/gtest.h>

namespace iwf::diameter {
namespace {

TEST(Utf8, well_formed_texts_are_taken)
{
    for (const std::string_view text :
         {"",
          "plain",
          "\xC2\x80",
          "\xDF\xBF",
          "\xE0\xA0\x80",
          "\xED\x9F\xBF",
          "\xEE\x80\x80",
          "\xEF\xBF\xBF",
          "\xF0\x90\x80\x80",
          "\xF4\x8F\xBF\xBF",
          "a\xC3\xA4z"}) {
        EXPECT_TRUE(is_utf8(base::as_bytes(text))) << base::printable(text);
    }
}

TEST(Utf8, overlong_forms_surrogates_and_stumps_are_not)
{
    for (const std::string_view text :
         {"\x80",
          "\xBF",
          "\xC0\x80",
          "\xC1\xBF",
          "\xC2",
          "\xC2\x41",
          "\xE0\x9F\xBF",
          "\xE1\x80",
          "\xED\xA0\x80",
          "\xF0\x8F\xBF\xBF",
          "\xF0\x90\x80",
          "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80",
          "\xFE",
          "\xFF",
          "a\xE2\x82",
          "\xE1\x80\x41",
          "\xF1\x80\x80\xC0"}) {
        EXPECT_FALSE(is_utf8(base::as_bytes(text))) << base::printable(text);
    }
}

Avp address(const base::Bytes& value)
{
    return {257, 0, avp_flag_mandatory, value, value};
}

TEST(Address, has_the_size_of_its_family)
{
    const AvpDefinition definition{"Host-IP-Address", 257, 0, AvpType::address, 0x40, {}, {}, ""};
    const auto code_of = [&](const base::Bytes& value) -> std::uint32_t {
        const auto fault = check_value(address(value), definition, Strictness::request);
        return fault ? fault->result_code : 0;
    };
    base::Bytes ipv6(18);
    ipv6[1] = 2;
    EXPECT_EQ(code_of({0, 1, 127, 0, 0, 1}), 0U);
    EXPECT_EQ(code_of(ipv6), 0U);
    EXPECT_EQ(code_of({0, 8, '4', '9', '1', '7', '0'}), 0U); // E.164
    EXPECT_EQ(code_of({0, 1, 127, 0, 0, 1, 0}), result::invalid_avp_value);
    EXPECT_EQ(code_of({0, 2, 0, 0, 0, 1}), result::invalid_avp_value);
    EXPECT_EQ(code_of({0, 1, 127, 0}), result::invalid_avp_length);
    EXPECT_EQ(code_of({}), result::invalid_avp_length);
}

} // namespace
} // namespace iwf::diameter
