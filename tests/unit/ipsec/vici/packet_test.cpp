// SPDX-License-Identifier: Apache-2.0
#include "ipsec/vici/packet.hpp"

#include <gtest/gtest.h>

#include "octets_of.hpp"

namespace iwf::vici {
namespace {

struct Recorded
{
    const char* octets;
    Packet packet;
};

class RecordedPacket : public ::testing::TestWithParam<Recorded>
{};

TEST_P(RecordedPacket, is_written_as_it_was_seen)
{
    const auto octets = encode(GetParam().packet);
    ASSERT_TRUE(octets) << octets.error().text;
    EXPECT_EQ(*octets, octets_of(GetParam().octets));
}

TEST_P(RecordedPacket, is_read)
{
    const base::Bytes octets = octets_of(GetParam().octets);
    const auto packet = decode_packet(base::ByteView{octets}.subspan(4));
    ASSERT_TRUE(packet) << packet.error().text;
    EXPECT_EQ(*packet, GetParam().packet);
}

INSTANTIATE_TEST_SUITE_P(
    ,
    RecordedPacket,
    ::testing::Values(
        Recorded{"00000009 00 07 76657273696f6e", {PacketType::command_request, "version", {}}},
        Recorded{"0000000c 03 0a \"ike-updown\"", {PacketType::event_register, "ike-updown", {}}},
        Recorded{"0000000c 04 0a \"ike-updown\"", {PacketType::event_unregister, "ike-updown", {}}},
        Recorded{"00000001 05", {PacketType::event_confirm, {}, {}}},
        Recorded{"00000001 06", {PacketType::event_unknown, {}, {}}},
        Recorded{"00000001 02", {PacketType::command_unknown, {}, {}}},
        Recorded{
            "0000000f 01 03 07 \"success\" 0003 \"yes\"",
            {PacketType::command_response, {}, Message{}.add("success", "yes")}},
        Recorded{
            "00000012 07 07 \"list-sa\" 03 02 \"up\" 0003 \"yes\"",
            {PacketType::event, "list-sa", Message{}.add("up", "yes")}}
    )
);

class MalformedPacket : public ::testing::TestWithParam<const char*>
{};

TEST_P(MalformedPacket, is_refused)
{
    EXPECT_FALSE(decode_packet(octets_of(GetParam())));
}

INSTANTIATE_TEST_SUITE_P(
    ,
    MalformedPacket,
    ::testing::Values(
        "",                             // no type
        "08",                           // no such type
        "ff 01 \"a\"",                  // no such type
        "07",                           // event without name
        "07 00",                        // event with an empty name
        "07 05 \"abc\"",                // name cut short
        "00 00",                        // command without name
        "05 00",                        // a confirmation has nothing behind it
        "06 03 01 \"a\" 0000",          // nor has a refusal
        "03 01 \"a\" 03 01 \"b\" 0000", // nor a registration
        "01 02"                         // an answer whose message is none
    )
);

TEST(ViciPacket, is_not_written_when_charon_would_not_take_it)
{
    const auto refused = [](Packet packet) { return !encode(packet).has_value(); };
    EXPECT_TRUE(refused({PacketType::command_request, "", {}}));
    EXPECT_TRUE(refused({PacketType::command_request, std::string(256, 'n'), {}}));
    EXPECT_TRUE(refused({PacketType::event_confirm, "name", {}}));
    EXPECT_TRUE(refused({PacketType::event_register, "e", Message{}.add("a", "b")}));
    EXPECT_TRUE(
        refused({PacketType::command_request, "c", Message{}.add("a", std::string(70'000, 'b'))})
    );
}

TEST(ViciPacket, has_a_limit_of_512_kib)
{
    Message message;
    for (int i = 0; i < 7; ++i) {
        message.add("a", std::string(65'535, 'v'));
    }
    // 7 values, of 5 octets around each; type, length of the name and name; around the last value.
    constexpr std::size_t left = max_packet - 7 * (65'535 + 5) - 3 - 5;
    const Packet fits{
        PacketType::command_request, "c", Message{message}.add("a", std::string(left, 'v'))};
    const Packet too_long{
        PacketType::command_request, "c", Message{message}.add("a", std::string(left + 1, 'v'))};

    const auto octets = encode(fits);
    ASSERT_TRUE(octets) << octets.error().text;
    EXPECT_EQ(octets->size(), 4 + max_packet);
    EXPECT_FALSE(encode(too_long));
}

} // namespace
} // namespace iwf::vici
