// SPDX-License-Identifier: Apache-2.0
#include "iwf/base/bytes.hpp"

#include <gtest/gtest.h>

namespace iwf::base {
namespace {

TEST(Bytes, hex_has_two_digits_an_octet)
{
    EXPECT_EQ(to_hex(Bytes{0x00, 0x0F, 0xA5}), "000fa5");
}

TEST(Bytes, printable_is_one_safe_line_whatever_a_peer_sent)
{
    EXPECT_EQ(printable("a\r\n\x1b[31m\"b"), "a\\x0d\\x0a\\x1b[31m\\x22b");
    EXPECT_EQ(printable("0123456789", 4), "0123...");
}

} // namespace
} // namespace iwf::base
