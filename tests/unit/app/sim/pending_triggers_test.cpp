// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/pending_triggers.hpp"

#include <gtest/gtest.h>

#include "iwf/app/sim/duplicates.hpp"

namespace iwf::sim {
namespace {

using namespace std::chrono_literals;
using diameter::t4::SmDeliveryOutcome;

constexpr auto chosen = SmDeliveryOutcome::successful_transfer;

TEST(Fate, is_the_chosen_one_when_the_delivery_comes_in_time)
{
    const Fate fate = fate_of(2s, chosen, 1h, true);
    EXPECT_EQ(fate.after, 2s);
    EXPECT_EQ(fate.outcome, chosen);
}

TEST(Fate, is_expiry_when_the_validity_ends_first)
{
    for (const auto after : {std::optional<std::chrono::milliseconds>{1h}, {}}) {
        const Fate fate = fate_of(after, chosen, 1min, true);
        EXPECT_EQ(fate.after, 1min);
        EXPECT_EQ(fate.outcome, SmDeliveryOutcome::validity_time_expired);
    }
}

TEST(Fate, of_an_absent_device_is_expiry_without_an_attempt)
{
    const Fate fate = fate_of(2s, chosen, 1min, false);
    EXPECT_EQ(fate.after, 1min);
    EXPECT_EQ(fate.outcome, SmDeliveryOutcome::validity_time_expired);
}

TEST(Fate, with_validity_zero_is_decided_by_one_attempt)
{
    EXPECT_EQ(fate_of(2s, chosen, 0s, true).outcome, chosen);
    EXPECT_EQ(fate_of(2s, chosen, 0s, true).after, 2s);
    EXPECT_EQ(fate_of(2s, chosen, 0s, false).outcome, SmDeliveryOutcome::absent_subscriber);
}

TEST(Duplicates, are_known_by_origin_host_and_end_to_end_id)
{
    Duplicates duplicates;
    const auto key = Duplicates::key("iwf.test", diameter::EndToEndId{7});
    duplicates.keep(key, {{}, {1}});
    ASSERT_NE(duplicates.find(key), nullptr);
    EXPECT_EQ(duplicates.find(key)->avps, base::Bytes{1});
    EXPECT_EQ(duplicates.find(Duplicates::key("iwf.test", diameter::EndToEndId{8})), nullptr);
    EXPECT_EQ(duplicates.find(Duplicates::key("iwf2.test", diameter::EndToEndId{7})), nullptr);
}

TEST(Duplicates, forget_the_oldest)
{
    Duplicates duplicates;
    const auto key = [](std::uint32_t number) {
        return Duplicates::key("iwf.test", diameter::EndToEndId{number});
    };
    for (std::uint32_t number = 0; number <= 100'000; ++number) {
        duplicates.keep(key(number), {});
    }
    EXPECT_EQ(duplicates.find(key(0)), nullptr);
    EXPECT_NE(duplicates.find(key(1)), nullptr);
}

} // namespace
} // namespace iwf::sim
