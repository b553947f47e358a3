// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "iwf/app/neighbour/json.hpp"
#include "iwf/app/neighbour/text.hpp"
#include "iwf/app/neighbour/timers.hpp"

namespace iwf::neighbour {
namespace {

using namespace std::chrono_literals;

TEST(Durations, have_a_unit)
{
    EXPECT_EQ(parse_duration("150ms"), 150ms);
    EXPECT_EQ(parse_duration("2s"), 2s);
    EXPECT_EQ(parse_duration("90m"), 90min);
    EXPECT_EQ(parse_duration("3d"), 72h);
    EXPECT_EQ(parse_duration("0"), 0ms);
    for (const char* const wrong : {"", "5", "s", "-1s", "1 s", "1h2m", "99999999999s"}) {
        EXPECT_FALSE(parse_duration(wrong)) << wrong;
    }
}

TEST(Endpoints, are_numeric_with_a_port)
{
    EXPECT_EQ(parse_endpoint("127.0.0.1:3868")->address, "127.0.0.1");
    EXPECT_EQ(parse_endpoint("[::1]:1")->address, "::1");
    EXPECT_EQ(parse_endpoint("127.0.0.1:0")->port, 0);
    for (const char* const wrong : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "a:b"}) {
        EXPECT_FALSE(parse_endpoint(wrong)) << wrong;
    }
}

TEST(Hexadecimal, is_read_in_pairs)
{
    EXPECT_EQ(parse_hex("00fFa0"), (base::Bytes{0x00, 0xFF, 0xA0}));
    EXPECT_EQ(parse_hex(""), base::Bytes{});
    for (const char* const wrong : {"0", "0g", "xx", "012"}) {
        EXPECT_FALSE(parse_hex(wrong)) << wrong;
    }
}

TEST(JsonLine, escapes_what_must_be)
{
    EXPECT_EQ(
        JsonLine{}.put("a\"b", "c\\\n").put("n", 3).put("f", 0.5).put("t", true).text(),
        R"({"a\"b":"c\\\u000a","n":3,"f":0.500,"t":true})"
    );
}

TEST(Timers, run_what_is_due_in_order)
{
    Timers timers;
    const base::Instant start{};
    std::string seen;
    timers.at(start + 2s, [&] { seen += 'b'; });
    timers.at(start + 1s, [&] {
        seen += 'a';
        timers.at(start + 1s, [&] { seen += 'n'; });
    });
    const TimerId given_up = timers.at(start + 1s, [&] { seen += 'x'; });
    timers.cancel(given_up);
    EXPECT_EQ(timers.next_due(), start + 1s);
    timers.run(start + 1s);
    EXPECT_EQ(seen, "an");
    timers.run(start + 5s);
    EXPECT_EQ(seen, "anb");
    EXPECT_FALSE(timers.next_due());
    timers.cancel(given_up);
}

} // namespace
} // namespace iwf::neighbour
