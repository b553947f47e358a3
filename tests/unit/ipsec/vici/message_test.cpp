// SPDX-License-Identifier: Apache-2.0
#include "ipsec/vici/message.hpp"

#include <gtest/gtest.h>

#include "octets_of.hpp"

namespace iwf::vici {
namespace {

base::Bytes encoded(const Message& message)
{
    base::Bytes octets;
    const auto written = encode(message, octets);
    EXPECT_TRUE(written) << written.error().text;
    return octets;
}

Message nested(std::size_t depth)
{
    Message message;
    for (std::size_t i = 0; i < depth; ++i) {
        message = Message{}.add("s", std::move(message));
    }
    return message;
}

TEST(ViciMessage, is_written_as_the_protocol_has_it)
{
    const Message message = Message{}
                                .add("key1", "value1")
                                .add("section1", Message{}.add("sub", Message{}.add("key2", "v2")))
                                .add("list1", List{"item1", "item2"});

    EXPECT_EQ(
        encoded(message),
        octets_of("03 04 \"key1\" 0006 \"value1\" 01 08 \"section1\" 01 03 \"sub\" 03 04 \"key2\" "
                  "0002 \"v2\" 02 02 04 05 \"list1\" 05 0005 \"item1\" 05 0005 \"item2\" 06")
    );
}

TEST(ViciMessage, of_charon_is_read)
{
    const auto message = decode_message(
        octets_of("03 06 \"daemon\" 000e \"charon-systemd\" 03 07 \"version\" 0005 \"5.9.8\" "
                  "01 08 \"counters\" 01 00 03 01 \"n\" 0002 \"17\" 02 02 04 07 \"plugins\" 05 "
                  "0004 \"vici\" 06")
    );

    ASSERT_TRUE(message) << message.error().text;
    EXPECT_EQ(message->value("daemon"), "charon-systemd");
    EXPECT_EQ(message->value("version"), "5.9.8");
    ASSERT_NE(message->list("plugins"), nullptr);
    EXPECT_EQ(*message->list("plugins"), List{"vici"});
    ASSERT_NE(message->section("counters"), nullptr);
    ASSERT_NE(message->section("counters")->section(""), nullptr);
    EXPECT_EQ(message->section("counters")->section("")->number("n"), 17U);
}

TEST(ViciMessage, look_ups_tell_what_is_not_there_or_of_another_kind)
{
    const Message message = Message{}
                                .add("up", Message{})
                                .add("up", "yes")
                                .add("list", List{})
                                .add("text", "12a")
                                .add("huge", "18446744073709551616")
                                .add("minus", "-1");

    EXPECT_TRUE(message.is_yes("up"));
    EXPECT_NE(message.section("up"), nullptr);
    EXPECT_EQ(message.value("list"), std::nullopt);
    EXPECT_EQ(message.list("text"), nullptr);
    EXPECT_EQ(message.section("none"), nullptr);
    EXPECT_FALSE(message.is_yes("none"));
    for (const char* name : {"text", "huge", "minus", "none", "list"}) {
        EXPECT_EQ(message.number(name), std::nullopt) << name;
    }
}

TEST(ViciMessage, with_a_name_or_value_over_the_limit_is_not_written)
{
    base::Bytes out;
    EXPECT_TRUE(encode(Message{}.add(std::string(255, 'n'), std::string(65535, 'v')), out));
    EXPECT_FALSE(encode(Message{}.add(std::string(256, 'n'), "v"), out));
    EXPECT_FALSE(encode(Message{}.add("n", std::string(65536, 'v')), out));
    EXPECT_FALSE(encode(Message{}.add("n", List{std::string(65536, 'v')}), out));
    EXPECT_FALSE(encode(Message{}.add(std::string(256, 'n'), List{}), out));
    EXPECT_FALSE(encode(Message{}.add("s", Message{}.add(std::string(256, 'n'), Message{})), out));
}

TEST(ViciMessage, nested_deeper_than_the_limit_is_neither_written_nor_read)
{
    base::Bytes out;
    EXPECT_TRUE(encode(nested(max_depth), out));
    EXPECT_TRUE(decode_message(out));
    EXPECT_FALSE(encode(nested(max_depth + 1), out));

    const auto sections = [](std::size_t depth) {
        base::Bytes octets;
        for (std::size_t i = 0; i < depth; ++i) {
            octets.insert(octets.end(), {1, 0});
        }
        octets.insert(octets.end(), depth, 2);
        return octets;
    };
    EXPECT_TRUE(decode_message(sections(max_depth)));
    EXPECT_FALSE(decode_message(sections(max_depth + 1)));
    EXPECT_FALSE(decode_message(sections(170'000)));
}

class MalformedMessage : public ::testing::TestWithParam<const char*>
{};

TEST_P(MalformedMessage, is_refused)
{
    EXPECT_FALSE(decode_message(octets_of(GetParam())));
}

INSTANTIATE_TEST_SUITE_P(
    ,
    MalformedMessage,
    ::testing::Values(
        "00",                              // no such element
        "07 01 \"a\"",                     // no such element
        "03",                              // no name
        "03 02 \"a\"",                     // name cut short
        "03 01 \"a\"",                     // no value
        "03 01 \"a\" 0002 \"b\"",          // value cut short
        "01 01 \"a\"",                     // section without end
        "02",                              // end without section
        "01 01 \"a\" 02 02",               // one end too many
        "04 01 \"a\"",                     // list without end
        "05 0001 \"a\"",                   // item outside of a list
        "06",                              // end without list
        "04 01 \"a\" 04 01 \"b\" 06 06",   // list in a list
        "04 01 \"a\" 03 01 \"b\" 0000 06", // value in a list
        "04 01 \"a\" 02 06",               // section ends in a list
        "04 01 \"a\" 05 0002 \"b\" 06",    // item cut short
        "04 02 \"a\"",                     // name of a list cut short
        "03 01 \"a\" 0001 \"b\" ff"        // rubbish behind
    )
);

TEST(ViciMessage, is_printed_on_one_line)
{
    const Message message =
        Message{}.add("a", "1\n2").add("b", List{"x", "y"}).add("c", Message{}.add("d", "\"e\""));

    EXPECT_EQ(printable(message), "{a=<3 octets> b=[x y] c={d=\\x22e\\x22}}");
}

TEST(ViciMessage, is_printed_without_its_secrets)
{
    const Message message = Message{}
                                .add("type", "IKE")
                                .add("data", "hunter2")
                                .add("pin", "hunter2")
                                .add("x", "-----BEGIN PRIVATE KEY-----hunter2")
                                .add("owners", List{"a.example"})
                                .add("l", Message{}.add("data", List{"hunter2"}));

    const std::string text = printable(message);
    EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
    EXPECT_NE(text.find("owners=[a.example]"), std::string::npos) << text;
    EXPECT_NE(text.find("data=<7 octets>"), std::string::npos) << text;
}

TEST(ViciMessage, is_printed_up_to_a_limit)
{
    const Message message = Message{}.add("a", List(10'000, "item")).add("b", "c");
    EXPECT_EQ(printable(message, 20), "{a=[item item item i...");
}

TEST(ViciMessage, says_whether_the_command_succeeded)
{
    EXPECT_TRUE(verdict(Message{}));
    EXPECT_TRUE(verdict(Message{}.add("success", "yes")));
    const auto refused = verdict(Message{}.add("success", "no").add("errmsg", "unknown option: x"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text, "unknown option: x");
    EXPECT_FALSE(verdict(Message{}.add("success", "no")));
}

} // namespace
} // namespace iwf::vici
