// SPDX-License-Identifier: Apache-2.0
#include "ipsec/vici/frame_reader.hpp"

#include <gtest/gtest.h>

#include "octets_of.hpp"

namespace iwf::vici {
namespace {

std::vector<std::string> packets_of(FrameReader& reader)
{
    std::vector<std::string> packets;
    for (auto packet = reader.next(); packet && *packet; packet = reader.next()) {
        packets.emplace_back(base::as_text(**packet));
    }
    return packets;
}

TEST(FrameReader, gives_packets_however_the_octets_come)
{
    const base::Bytes octets = octets_of("00000003 \"abc\" 00000001 \"d\" 00000002 \"ef\"");
    const std::vector<std::string> expected{"abc", "d", "ef"};

    FrameReader at_once;
    at_once.feed(octets);
    EXPECT_EQ(packets_of(at_once), expected);

    FrameReader one_by_one;
    std::vector<std::string> packets;
    for (const std::uint8_t octet : octets) {
        one_by_one.feed({&octet, 1});
        for (const auto& packet : packets_of(one_by_one)) {
            packets.push_back(packet);
        }
    }
    EXPECT_EQ(packets, expected);
    EXPECT_EQ(one_by_one.held(), 0U);
}

TEST(FrameReader, refuses_lengths_that_cannot_be_and_stays_there)
{
    for (const char* length : {"00000000", "00080001", "ffffffff"}) {
        FrameReader reader;
        reader.feed(octets_of(length));
        EXPECT_FALSE(reader.next()) << length;
        reader.feed(octets_of("00000001 05"));
        EXPECT_FALSE(reader.next()) << length;
    }
}

TEST(FrameReader, takes_the_longest_packet)
{
    FrameReader reader;
    reader.feed(octets_of("00080000"));
    reader.feed(base::Bytes(512 * 1024 - 1));
    EXPECT_EQ(reader.next().value(), std::nullopt);
    reader.feed(base::Bytes(1));
    const auto packet = reader.next();
    ASSERT_TRUE(packet && *packet);
    EXPECT_EQ((*packet)->size(), 512U * 1024);
}

} // namespace
} // namespace iwf::vici
