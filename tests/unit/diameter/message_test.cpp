// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/message.hpp"

#include <gtest/gtest.h>

namespace iwf::diameter {
namespace {

const Message request{
    {flag::request | flag::proxiable,
     CommandCode{0x80001F},
     ApplicationId{16'777'309},
     HopByHopId{0x01020304},
     EndToEndId{0xFFFEFDFC}},
    {0, 0, 1, 7, 0x40, 0, 0, 8},
};

TEST(MessageOctets, what_was_encoded_decodes_to_the_same)
{
    const base::Bytes octets = encode(request);
    EXPECT_EQ(base::to_hex(octets), "0100001cc080001f0100005d01020304fffefdfc0000010740000008");
    EXPECT_EQ(*decode(octets), request);
}

TEST(MessageOctets, a_header_alone_is_a_message)
{
    const Message alone{request.header, {}};
    EXPECT_EQ(*decode(encode(alone)), alone);
}

TEST(MessageOctets, fewer_octets_than_a_header_are_refused)
{
    const base::Bytes octets = encode(request);
    for (std::size_t size = 0; size < header_size; ++size) {
        EXPECT_FALSE(decode({octets.data(), size}));
    }
}

TEST(MessageOctets, a_length_that_is_not_that_of_the_octets_is_refused)
{
    for (const int length : {0, 19, 20, 24, 27, 29, 32, 255}) {
        base::Bytes octets = encode(request);
        octets[3] = static_cast<std::uint8_t>(length);
        EXPECT_FALSE(decode(octets)) << length;
    }
}

TEST(MessageOctets, a_length_that_is_no_multiple_of_four_is_refused)
{
    base::Bytes octets = encode(request);
    octets.resize(octets.size() + 2);
    octets[3] = static_cast<std::uint8_t>(octets.size());
    EXPECT_FALSE(decode(octets));
}

TEST(MessageOctets, another_version_is_refused)
{
    base::Bytes octets = encode(request);
    octets[0] = 2;
    EXPECT_EQ(decode(octets).error().text, "Diameter version 2 is not 1");
}

TEST(MessageOctets, the_largest_message_is_taken_and_a_larger_one_is_not)
{
    Message large{request.header, base::Bytes(max_message_size - header_size)};
    EXPECT_TRUE(decode(encode(large)));
    large.avps.resize(large.avps.size() + 4);
    EXPECT_FALSE(decode(encode(large)));
}

} // namespace
} // namespace iwf::diameter
