// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/sample_monitoring.hpp"

namespace iwf::diameter {
namespace {

using test::Fields;

/// Typed -> octets -> typed.
template <class Typed, class Decode>
void expect_round_trip(const Typed& sent, Decode decode_typed)
{
    const auto received = decode(encode(encode(sent)));
    ASSERT_TRUE(received) << received.error().text;
    const auto typed = decode_typed(*received);
    ASSERT_TRUE(typed) << typed.error().result_code << " " << typed.error().text;
    EXPECT_EQ(*typed, sent);
}

class RoundTrip : public ::testing::TestWithParam<Fields>
{};

INSTANTIATE_TEST_SUITE_P(AllFields, RoundTrip, ::testing::Values(Fields::full), [](const auto&) {
    return "full";
});
INSTANTIATE_TEST_SUITE_P(
    RequiredFieldsOnly,
    RoundTrip,
    ::testing::Values(Fields::bare),
    [](const auto&) { return "bare"; }
);

TEST_P(RoundTrip, device_action_request)
{
    expect_round_trip(test::device_action_request(GetParam()), tsp::decode_device_action_request);
}

TEST_P(RoundTrip, device_action_answer)
{
    expect_round_trip(test::device_action_answer(GetParam()), tsp::decode_device_action_answer);
}

TEST_P(RoundTrip, device_notification_request)
{
    expect_round_trip(
        test::device_notification_request(GetParam()), tsp::decode_device_notification_request
    );
}

TEST_P(RoundTrip, device_notification_answer)
{
    expect_round_trip(
        test::device_notification_answer(GetParam()), tsp::decode_device_notification_answer
    );
}

TEST_P(RoundTrip, subscriber_information_request)
{
    expect_round_trip(
        test::subscriber_information_request(GetParam()), s6m::decode_subscriber_information_request
    );
}

TEST_P(RoundTrip, subscriber_information_answer)
{
    expect_round_trip(
        test::subscriber_information_answer(GetParam()), s6m::decode_subscriber_information_answer
    );
}

TEST_P(RoundTrip, device_trigger_request)
{
    expect_round_trip(test::device_trigger_request(GetParam()), t4::decode_device_trigger_request);
}

TEST_P(RoundTrip, device_trigger_answer)
{
    expect_round_trip(test::device_trigger_answer(GetParam()), t4::decode_device_trigger_answer);
}

TEST_P(RoundTrip, delivery_report_request)
{
    expect_round_trip(
        test::delivery_report_request(GetParam()), t4::decode_delivery_report_request
    );
}

TEST_P(RoundTrip, delivery_report_answer)
{
    expect_round_trip(test::delivery_report_answer(GetParam()), t4::decode_delivery_report_answer);
}

TEST_P(RoundTrip, s6t_configuration_information_request)
{
    expect_round_trip(
        test::s6t::configuration_information_request(GetParam()),
        s6t::decode_configuration_information_request
    );
}

TEST_P(RoundTrip, s6t_configuration_information_answer)
{
    expect_round_trip(
        test::s6t::configuration_information_answer(GetParam()),
        s6t::decode_configuration_information_answer
    );
}

TEST_P(RoundTrip, s6t_reporting_information_request)
{
    expect_round_trip(
        test::s6t::reporting_information_request(GetParam()),
        [](const Message& message) { return s6t::decode_reporting_information_request(message); }
    );
}

TEST_P(RoundTrip, s6t_reporting_information_answer)
{
    expect_round_trip(
        test::s6t::reporting_information_answer(GetParam()),
        s6t::decode_reporting_information_answer
    );
}

TEST_P(RoundTrip, t6a_configuration_information_request)
{
    expect_round_trip(
        test::t6a::configuration_information_request(GetParam()),
        t6a::decode_configuration_information_request
    );
}

TEST_P(RoundTrip, t6a_configuration_information_answer)
{
    expect_round_trip(
        test::t6a::configuration_information_answer(GetParam()),
        t6a::decode_configuration_information_answer
    );
}

TEST_P(RoundTrip, t6a_reporting_information_request)
{
    expect_round_trip(
        test::t6a::reporting_information_request(GetParam()),
        t6a::decode_reporting_information_request
    );
}

TEST_P(RoundTrip, t6a_reporting_information_answer)
{
    expect_round_trip(
        test::t6a::reporting_information_answer(GetParam()),
        t6a::decode_reporting_information_answer
    );
}

TEST_P(RoundTrip, mo_forward_short_message_request)
{
    expect_round_trip(
        test::mo_forward_short_message_request(GetParam()),
        sgd::decode_mo_forward_short_message_request
    );
}

TEST_P(RoundTrip, mo_forward_short_message_answer)
{
    expect_round_trip(
        test::mo_forward_short_message_answer(GetParam()),
        sgd::decode_mo_forward_short_message_answer
    );
}

} // namespace
} // namespace iwf::diameter
