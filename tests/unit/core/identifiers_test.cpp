// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/identifiers.hpp"

#include <set>

#include <gtest/gtest.h>

namespace iwf::core {
namespace {

using namespace std::chrono_literals;

constexpr base::WallTime started{1'800'000'000'123ms};

// RFC 6733, 3
TEST(IdentifiersTest, an_end_to_end_identifier_begins_with_the_second_of_the_start)
{
    Identifiers identifiers{"iwf.example", started, 0xABCDEF12};
    const std::uint32_t first = identifiers.next_end_to_end();
    EXPECT_EQ(first >> 20U, 1'800'000'000U & 0xFFFU);
    EXPECT_EQ(first & 0xFFFFFU, 0xDEF12U);
    EXPECT_EQ(identifiers.next_end_to_end(), first + 1);
}

// RFC 6733, 8.8
TEST(IdentifiersTest, a_session_identifier_holds_host_start_and_counter_and_never_repeats)
{
    Identifiers identifiers{"iwf.example", started, 7};
    EXPECT_EQ(identifiers.next_session_id(), "iwf.example;1800000000;0;7");
    EXPECT_EQ(identifiers.next_session_id(), "iwf.example;1800000000;1;7");
}

TEST(IdentifiersTest, a_restart_within_the_second_makes_other_session_identifiers)
{
    Identifiers before{"iwf.example", started, 7};
    Identifiers after{"iwf.example", started + 500ms, 8};
    EXPECT_NE(before.next_session_id(), after.next_session_id());
}

TEST(IdentifiersTest, identifiers_of_triggers_rise_with_the_time_and_within_a_millisecond)
{
    Identifiers identifiers{"iwf.example", started, 0};
    const TriggerId first = identifiers.next_trigger(started);
    const TriggerId second = identifiers.next_trigger(started);
    const TriggerId third = identifiers.next_trigger(started + 1ms);
    EXPECT_EQ(first.value() >> 22U, 1'800'000'000'123U);
    EXPECT_LT(first, second);
    EXPECT_LT(second, third);
    EXPECT_EQ(third.value() >> 22U, 1'800'000'000'124U);
}

TEST(IdentifiersTest, a_clock_set_back_does_not_bring_an_identifier_back)
{
    Identifiers identifiers{"iwf.example", started, 0};
    const TriggerId before = identifiers.next_trigger(started);
    EXPECT_GT(identifiers.next_trigger(started - 24h), before);
}

TEST(IdentifiersTest, what_was_found_on_disk_is_never_given_again)
{
    Identifiers identifiers{"iwf.example", started, 0};
    const TriggerId found = TriggerId{(1'900'000'000'000ULL << 22U) + 5};
    identifiers.start_after(found);
    identifiers.start_after(TriggerId{3});
    EXPECT_EQ(identifiers.next_trigger(started), TriggerId{found.value() + 1});
}

} // namespace
} // namespace iwf::core
