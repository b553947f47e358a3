// SPDX-License-Identifier: Apache-2.0
#include "iwf/audit/digest.hpp"

#include <gtest/gtest.h>

namespace iwf::audit {
namespace {

TEST(Digest, is_that_of_fips_180)
{
    EXPECT_EQ(
        base::to_hex(sha256("abc")),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

TEST(Digest, of_pieces_is_that_of_the_whole)
{
    Sha256 pieces;
    for (const char* piece : {"a", "", "bc"}) {
        pieces.add(piece);
    }
    EXPECT_EQ(pieces.finish(), sha256("abc"));
    EXPECT_EQ(Sha256{}.finish(), sha256(""));
}

TEST(Digest, hmac_is_that_of_rfc_4231_case_6_with_its_hashed_key)
{
    // A key longer than a block is hashed first: case 6 with that done.
    const Digest key = sha256(std::string(131, '\xaa'));
    EXPECT_EQ(
        base::to_hex(hmac(key, "Test Using Larger Than Block-Size Key - Hash Key First")),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}

TEST(Digest, what_was_sealed_is_unsealed_by_the_same_key_and_nonce_only)
{
    const Digest key = sha256("key");
    const Nonce nonce{1};
    auto sealed = seal(key, nonce, base::as_bytes("meter1"));
    EXPECT_EQ(base::as_text(*unseal(key, nonce, sealed)), "meter1");
    EXPECT_FALSE(unseal(sha256("other"), nonce, sealed));
    EXPECT_FALSE(unseal(key, Nonce{2}, sealed));
    sealed[0] ^= 1U;
    EXPECT_FALSE(unseal(key, nonce, sealed));
    EXPECT_FALSE(unseal(key, nonce, {}));
}

TEST(Digest, hexadecimal_is_read_or_refused)
{
    EXPECT_EQ(from_hex("00fF"), (base::Bytes{0x00, 0xff}));
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("0g"));
    EXPECT_FALSE(digest_from_hex("00"));
}

} // namespace
} // namespace iwf::audit
