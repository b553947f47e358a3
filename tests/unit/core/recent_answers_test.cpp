// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/recent_answers.hpp"

#include <gtest/gtest.h>

namespace iwf::core {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant start{1h};

RecentAnswers::Answer answer(std::uint32_t reference)
{
    return {
        {domain::ActionType::device_trigger_request,
         domain::ReferenceNumber{reference},
         {},
         domain::RequestStatus::invalid_payload,
         std::nullopt},
        reference};
}

TEST(RecentAnswersTest, an_answer_is_found_by_server_and_identifier_together)
{
    RecentAnswers recent{4min, 10};
    recent.remember("acme", 1, answer(7), start);
    ASSERT_NE(recent.find("acme", 1, start), nullptr);
    EXPECT_EQ(recent.find("acme", 1, start)->digest, 7U);
    EXPECT_EQ(recent.find("acme", 2, start), nullptr);
    EXPECT_EQ(recent.find("beta", 1, start), nullptr);
}

TEST(RecentAnswersTest, no_name_of_a_server_makes_its_key_that_of_another)
{
    RecentAnswers recent{4min, 10};
    recent.remember("1/acme", 2, answer(7), start);
    EXPECT_EQ(recent.find("acme", 1, start), nullptr);
    EXPECT_EQ(recent.find("acme", 21, start), nullptr);
}

TEST(RecentAnswersTest, it_is_forgotten_after_the_window)
{
    RecentAnswers recent{4min, 10};
    recent.remember("acme", 1, answer(7), start);
    EXPECT_NE(recent.find("acme", 1, start + 4min), nullptr);
    EXPECT_EQ(recent.find("acme", 1, start + 4min + 1ns), nullptr);
}

TEST(RecentAnswersTest, when_there_are_too_many_the_oldest_goes)
{
    RecentAnswers recent{4min, 2};
    recent.remember("acme", 1, answer(1), start);
    recent.remember("acme", 2, answer(2), start);
    recent.remember("acme", 3, answer(3), start);
    EXPECT_EQ(recent.find("acme", 1, start), nullptr);
    EXPECT_NE(recent.find("acme", 2, start), nullptr);
    EXPECT_NE(recent.find("acme", 3, start), nullptr);
}

TEST(RecentAnswersTest, a_later_answer_to_the_same_request_takes_the_place_of_the_earlier)
{
    RecentAnswers recent{4min, 2};
    recent.remember("acme", 1, answer(1), start);
    recent.remember("acme", 1, answer(2), start);
    recent.remember("acme", 3, answer(3), start);
    ASSERT_NE(recent.find("acme", 1, start), nullptr);
    EXPECT_EQ(recent.find("acme", 1, start)->digest, 2U);
}

} // namespace
} // namespace iwf::core
