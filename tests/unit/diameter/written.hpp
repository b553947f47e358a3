// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "iwf/diameter/common.hpp"

/// Reads messages that are written down in hexadecimal digits.
namespace iwf::diameter::written {

inline unsigned nibble(char c)
{
    return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
}

inline Message message_of(std::string_view hex)
{
    base::Bytes octets;
    std::string digits;
    std::ranges::copy_if(hex, std::back_inserter(digits), [](char c) { return c != ' '; });
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        octets.push_back(static_cast<std::uint8_t>(nibble(digits[i]) << 4U | nibble(digits[i + 1]))
        );
    }
    const auto message = decode(octets);
    EXPECT_TRUE(message) << message.error().text;
    EXPECT_EQ(message->header.hop_by_hop, HopByHopId{0x11});
    EXPECT_EQ(message->header.end_to_end, EndToEndId{0x22});
    EXPECT_EQ(encode(*message), octets);
    return *message;
}

template <class Typed>
void expect_read(const Decoded<Typed>& read, const Typed& expected)
{
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(*read, expected);
}

inline RequestHead request_head(std::string from, std::string from_realm, std::string realm)
{
    RequestHead head;
    head.session_id = "s;1;2";
    head.origin_host = std::move(from);
    head.origin_realm = std::move(from_realm);
    head.destination_realm = std::move(realm);
    return head;
}

inline AnswerHead answer_head(std::string from, std::string from_realm)
{
    AnswerHead head;
    head.session_id = "s;1;2";
    head.origin_host = std::move(from);
    head.origin_realm = std::move(from_realm);
    return head;
}

} // namespace iwf::diameter::written
