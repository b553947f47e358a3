// SPDX-License-Identifier: Apache-2.0
#include "ipsec/vici/message.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace iwf::vici {
namespace {

std::string any_text(int size_max)
{
    return *rc::gen::resize(size_max, rc::gen::arbitrary<std::string>());
}

Message any_message(int depth)
{
    Message message;
    const int elements = *rc::gen::inRange(0, 6);
    for (int i = 0; i < elements; ++i) {
        const std::string name = any_text(30);
        switch (*rc::gen::inRange(0, depth > 0 ? 3 : 2)) {
        case 0:
            message.add(name, any_text(300));
            break;
        case 1:
            message.add(name, *rc::gen::resize(5, rc::gen::arbitrary<List>()));
            break;
        default:
            message.add(name, any_message(depth - 1));
        }
    }
    return message;
}

TEST(ViciRoundTrip, what_is_written_is_read_again)
{
    EXPECT_TRUE(rc::check([] {
        const Message message = any_message(4);
        base::Bytes octets;
        RC_ASSERT(encode(message, octets).has_value());
        RC_ASSERT(decode_message(octets) == message);
    }));
}

TEST(ViciRoundTrip, a_message_cut_short_is_refused_or_a_beginning_of_it)
{
    EXPECT_TRUE(rc::check([] {
        const Message message = any_message(3);
        base::Bytes octets;
        RC_ASSERT(encode(message, octets).has_value());
        octets.resize(
            static_cast<std::size_t>(*rc::gen::inRange<int>(0, static_cast<int>(octets.size()) + 1))
        );
        if (const auto part = decode_message(octets)) {
            const auto& whole = message.elements();
            RC_ASSERT(part->elements().size() <= whole.size());
            RC_ASSERT(std::equal(part->elements().begin(), part->elements().end(), whole.begin()));
        }
    }));
}

} // namespace
} // namespace iwf::vici
