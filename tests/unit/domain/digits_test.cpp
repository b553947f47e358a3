// SPDX-License-Identifier: Apache-2.0
#include "iwf/domain/digits.hpp"

#include <gtest/gtest.h>

namespace iwf::domain {
namespace {

using base::Bytes;

TEST(DigitsTest, only_decimal_digits_are_digits_and_nothing_is_none)
{
    EXPECT_TRUE(all_digits("0"));
    EXPECT_TRUE(all_digits("0123456789"));
    for (const char* text : {"", " ", "+49", "4 9", "49a", "4.9", "\xD9\xA1"}) {
        EXPECT_FALSE(all_digits(text)) << text;
    }
}

// TS 29.329, 6.3.2
TEST(DigitsTest, digits_are_swapped_in_pairs_and_an_odd_one_is_filled)
{
    EXPECT_EQ(to_tbcd("4930"), (Bytes{0x94, 0x03}));
    EXPECT_EQ(to_tbcd("493"), (Bytes{0x94, 0xF3}));
    EXPECT_EQ(to_tbcd("7"), (Bytes{0xF7}));
    EXPECT_EQ(to_tbcd(""), Bytes{});
}

TEST(DigitsTest, every_length_comes_back_as_it_went)
{
    std::string digits;
    for (char next = '0'; digits.size() < 16;
         next = next == '9' ? '0' : static_cast<char>(next + 1)) {
        digits += next;
        EXPECT_EQ(from_tbcd(to_tbcd(digits)), digits);
    }
}

TEST(DigitsTest, an_octet_string_without_a_digit_is_none)
{
    EXPECT_EQ(from_tbcd(Bytes{}), std::nullopt);
    EXPECT_EQ(from_tbcd(Bytes{0xFF}), std::nullopt);
}

TEST(DigitsTest, a_filler_anywhere_but_last_is_refused)
{
    EXPECT_EQ(from_tbcd(Bytes{0xF4, 0x03}), std::nullopt);
    EXPECT_EQ(from_tbcd(Bytes{0x4F, 0x03}), std::nullopt);
    EXPECT_EQ(from_tbcd(Bytes{0x94, 0x3F}), std::nullopt);
    EXPECT_EQ(from_tbcd(Bytes{0x94, 0xFF}), std::nullopt);
}

TEST(DigitsTest, a_half_octet_that_is_no_digit_is_refused)
{
    for (unsigned nibble = 0xA; nibble <= 0xE; ++nibble) {
        EXPECT_EQ(from_tbcd(Bytes{static_cast<std::uint8_t>(nibble)}), std::nullopt) << nibble;
        EXPECT_EQ(from_tbcd(Bytes{static_cast<std::uint8_t>(nibble << 4U)}), std::nullopt)
            << nibble;
    }
}

} // namespace
} // namespace iwf::domain
