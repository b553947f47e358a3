// SPDX-License-Identifier: Apache-2.0
#include "iwf/domain/short_message.hpp"

#include <gtest/gtest.h>

namespace iwf::domain {
namespace {

using base::Bytes;
using Port = std::optional<std::uint16_t>;

/// Written octet by octet from TS 23.040, 9.2.2.2 and 9.2.3.24.
Bytes submit(std::uint8_t first, const Bytes& validity, const Bytes& user_data)
{
    Bytes tpdu{first, 0x2A, 0x05, 0x81, 0x21, 0x43, 0xF5, 0x00, 0x04};
    tpdu.insert(tpdu.end(), validity.begin(), validity.end());
    tpdu.push_back(static_cast<std::uint8_t>(user_data.size()));
    tpdu.insert(tpdu.end(), user_data.begin(), user_data.end());
    return tpdu;
}

/// Of a message that is well.
Port port_of(const Bytes& tpdu)
{
    return application_port_of(tpdu).value();
}

constexpr std::uint8_t plain = 0x01;
constexpr std::uint8_t with_header = 0x41;
const Bytes ports_16_bit{0x06, 0x05, 0x04, 0x13, 0x88, 0xC3, 0x50, 'h', 'i'};

TEST(ShortMessageTest, the_destination_port_of_16_bits_is_the_one)
{
    EXPECT_EQ(port_of(submit(with_header, {}, ports_16_bit)), Port{5000});
}

TEST(ShortMessageTest, as_is_that_of_8_bits)
{
    EXPECT_EQ(port_of(submit(with_header, {}, {0x04, 0x04, 0x02, 0xF7, 0xF0})), Port{247});
}

TEST(ShortMessageTest, each_form_of_the_validity_is_stepped_over)
{
    const Bytes seven(7, 0x11);
    EXPECT_EQ(port_of(submit(with_header | 0x10, {0xA7}, ports_16_bit)), Port{5000});
    EXPECT_EQ(port_of(submit(with_header | 0x08, seven, ports_16_bit)), Port{5000});
    EXPECT_EQ(port_of(submit(with_header | 0x18, seven, ports_16_bit)), Port{5000});
}

TEST(ShortMessageTest, other_elements_are_stepped_over_and_the_last_port_counts)
{
    const Bytes header{
        0x11,
        0x00,
        0x03,
        0x01,
        0x02,
        0x01,
        0x05,
        0x04,
        0x00,
        0x01,
        0x00,
        0x02,
        0x05,
        0x04,
        0x13,
        0x89,
        0x00,
        0x00};
    EXPECT_EQ(port_of(submit(with_header, {}, header)), Port{5001});
}

TEST(ShortMessageTest, a_message_without_header_or_without_port_names_none)
{
    EXPECT_EQ(port_of(submit(plain, {}, ports_16_bit)), Port{});
    EXPECT_EQ(port_of(submit(with_header, {}, {0x00, 'h', 'i'})), Port{});
    EXPECT_EQ(port_of(submit(with_header, {}, {0x05, 0x05, 0x03, 1, 2, 3})), Port{});
}

TEST(ShortMessageTest, what_is_no_submit_is_of_another_type)
{
    for (const std::uint8_t type : Bytes{0x00, 0x02, 0x03}) {
        const auto found = application_port_of(submit(type, {}, {}));
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error(), ShortMessageFault::other_type);
    }
}

TEST(ShortMessageTest, one_that_ends_inside_its_parts_is_malformed)
{
    const Bytes whole = submit(with_header, {}, {0x06, 0x05, 0x04, 0x13, 0x88, 0xC3, 0x50});
    ASSERT_TRUE(application_port_of(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto found = application_port_of(base::ByteView{whole}.first(size));
        ASSERT_FALSE(found) << size;
        EXPECT_EQ(found.error(), ShortMessageFault::malformed) << size;
    }
    const auto wild = application_port_of(submit(with_header, {}, {0x03, 0x05, 0x04, 0x13}));
    ASSERT_FALSE(wild) << "an element longer than the header";
    EXPECT_EQ(wild.error(), ShortMessageFault::malformed);
}

} // namespace
} // namespace iwf::domain
