// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/wrong_answer.hpp"

#include <gtest/gtest.h>

#include "iwf/diameter/s6m.hpp"

namespace iwf::sim {
namespace {

using diameter::s6m::SubscriberInformationAnswer;

diameter::Message good_answer()
{
    SubscriberInformationAnswer answer;
    answer.head.session_id = "iwf.test;1;2";
    answer.head.origin_host = "hss.test";
    answer.head.origin_realm = "test";
    answer.user_identifiers.emplace_back().user_name = "262019900000001";
    answer.t4_data.emplace().hss_cause = 1;
    return diameter::s6m::encode(answer);
}

auto spoilt(WrongAnswer how)
{
    return diameter::s6m::decode_subscriber_information_answer(spoil(good_answer(), how));
}

std::uint32_t fault_of(WrongAnswer how)
{
    const auto decoded = spoilt(how);
    return decoded ? 0 : decoded.error().result_code;
}

TEST(WrongAnswer, is_made_from_one_that_is_right)
{
    EXPECT_TRUE(diameter::s6m::decode_subscriber_information_answer(good_answer()));
}

TEST(WrongAnswer, that_breaks_the_grammar_is_found_by_the_decoder)
{
    EXPECT_EQ(fault_of(WrongAnswer::missing_avp), 5005U);
    EXPECT_EQ(fault_of(WrongAnswer::no_result), 5005U);
    EXPECT_EQ(fault_of(WrongAnswer::bad_result_length), 5014U);
    EXPECT_EQ(fault_of(WrongAnswer::truncated_group), 5014U);
    EXPECT_EQ(fault_of(WrongAnswer::unknown_mandatory), 5001U);
}

TEST(WrongAnswer, that_is_well_formed_says_something_else)
{
    EXPECT_EQ(spoilt(WrongAnswer::other_session)->head.session_id, "impostor.invalid;1;1");
    EXPECT_EQ(spoilt(WrongAnswer::wrong_origin_host)->head.origin_host, "impostor.invalid");
    EXPECT_FALSE(spoilt(WrongAnswer::no_service_data)->t4_data);
    EXPECT_TRUE(spoilt(WrongAnswer::no_user)->user_identifiers.empty());
}

} // namespace
} // namespace iwf::sim
