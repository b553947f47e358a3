// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/record_format.hpp"

#include <numeric>

#include <gtest/gtest.h>

#include "tests/support/store/sample_records.hpp"

namespace iwf::store {
namespace {

using core::TriggerId;
using testing::full_record;

TEST(RecordFormat, the_order_of_keys_is_the_order_of_ids)
{
    EXPECT_LT(key_of(TriggerId{0xFF}), key_of(TriggerId{0x100}));
    EXPECT_LT(key_of(TriggerId{0x7FFFFFFFFFFFFFFF}), key_of(TriggerId{0x8000000000000000}));
}

TEST(RecordFormat, the_checksum_is_that_of_the_published_vectors)
{
    EXPECT_EQ(crc32c("123456789"), 0xE3069283U);
    // RFC 3720, B.4
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAU);
    EXPECT_EQ(crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
    std::string rising(32, '\0');
    std::iota(rising.begin(), rising.end(), '\0');
    EXPECT_EQ(crc32c(rising), 0x46DD794EU);
    EXPECT_EQ(crc32c(std::string{rising.rbegin(), rising.rend()}), 0x113FDB5CU);
}

TEST(RecordFormat, what_was_encoded_is_decoded)
{
    RecordEncoder encoder;
    const auto record = full_record(TriggerId{9});
    const auto bare = testing::bare_record(TriggerId{1});
    // One after the other with the same encoder: nothing stays from the one before.
    for (const auto& expected : {record, bare, record}) {
        const auto decoded = decode_record(key_of(expected.id), encoder.encode(expected));
        ASSERT_TRUE(decoded) << decoded.error().text;
        EXPECT_EQ(*decoded, expected);
    }
}

TEST(RecordFormat, every_flipped_bit_is_noticed)
{
    const std::string key = key_of(TriggerId{9});
    const std::string value = RecordEncoder{}.encode(full_record(TriggerId{9}));
    for (std::size_t bit = 0; bit < value.size() * 8; ++bit) {
        std::string spoilt = value;
        spoilt[bit / 8] = static_cast<char>(spoilt[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(decode_record(key, spoilt)) << "bit " << bit;
    }
}

TEST(RecordFormat, every_cut_is_noticed)
{
    const std::string key = key_of(TriggerId{9});
    const std::string value = RecordEncoder{}.encode(full_record(TriggerId{9}));
    for (std::size_t size = 0; size < value.size(); ++size) {
        EXPECT_FALSE(decode_record(key, value.substr(0, size))) << "size " << size;
    }
}

TEST(RecordFormat, a_later_format_is_refused_with_both_versions)
{
    std::string value = RecordEncoder{}.encode(full_record(TriggerId{9}));
    value.front() = 2;
    const auto decoded = decode_record(key_of(TriggerId{9}), value);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(
        decoded.error().text,
        "it has format version 2, this release knows 1; run the release that wrote it"
    );
}

TEST(RecordFormat, a_record_under_the_key_of_another_is_refused)
{
    const std::string value = RecordEncoder{}.encode(full_record(TriggerId{9}));
    EXPECT_FALSE(decode_record(key_of(TriggerId{10}), value));
    EXPECT_FALSE(decode_record("unknown", value));
}

} // namespace
} // namespace iwf::store
