// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/subscribers.hpp"

#include <gtest/gtest.h>

#include "iwf/domain/digits.hpp"

namespace iwf::sim {
namespace {

using diameter::Outcome;
using diameter::s6m::ServiceId;
using diameter::s6m::SubscriberInformationAnswer;
using diameter::s6m::SubscriberInformationRequest;
namespace hss_cause = diameter::s6m::hss_cause;

Subscriber subscriber()
{
    Subscriber one;
    one.imsi = "262019900000001";
    one.msisdn = "491710000001";
    one.external_ids = {"meter-1@iot.test"};
    one.serving_nodes.serving_node = {1, 2, 3};
    one.services = {ServiceId::device_trigger, ServiceId::sms_mo};
    return one;
}

SubscriberInformationRequest request()
{
    SubscriberInformationRequest asked;
    asked.user_identifier.external_identifier = "meter-1@iot.test";
    asked.service_id = ServiceId::device_trigger;
    asked.scs_identity = domain::to_tbcd("4930123456");
    asked.sir_flags = diameter::s6m::sir_flag_s6m;
    return asked;
}

SubscriberInformationAnswer
answer(const Subscriber& one, const SubscriberInformationRequest& asked = request())
{
    Subscribers subscribers;
    EXPECT_TRUE(subscribers.add(one));
    SubscriberInformationAnswer given;
    answer_subscriber_information(subscribers, asked, given);
    return given;
}

// The steps of TS 29.336, 5.2.1.2.

TEST(Hss, step_1_an_unknown_user_is_told_before_all_else)
{
    auto asked = request();
    asked.user_identifier.external_identifier = "nobody@iot.test";
    asked.service_id.reset();
    EXPECT_EQ(answer(subscriber(), asked).head.outcome, (Outcome{5001, true}));
}

TEST(Hss, step_2_a_server_that_may_not_ask_is_told_before_the_service)
{
    Subscriber one = subscriber();
    one.scs = {"491111111"};
    one.services.clear();
    EXPECT_EQ(answer(one).head.outcome, (Outcome{5510, true}));
    one.scs = {"4930123456"};
    EXPECT_EQ(answer(one).head.outcome, (Outcome{5511, true}));
}

TEST(Hss, step_3_a_service_not_subscribed_to_is_refused)
{
    auto asked = request();
    asked.service_id.reset();
    EXPECT_EQ(answer(subscriber(), asked).head.outcome, (Outcome{5511, true}));
}

TEST(Hss, step_4_who_is_absent_is_a_success_without_nodes)
{
    Subscriber one = subscriber();
    one.absent = true;
    const auto given = answer(one);
    EXPECT_TRUE(given.head.outcome.is_success());
    EXPECT_EQ(given.t4_data->hss_cause, hss_cause::absent_subscriber);
    EXPECT_TRUE(given.t4_data->serving_nodes.serving_node.empty());
}

TEST(Hss, step_4_who_is_unreachable_is_absent_unless_the_trigger_has_priority)
{
    Subscriber one = subscriber();
    one.unreachable = true;
    EXPECT_EQ(answer(one).t4_data->hss_cause, hss_cause::absent_subscriber);
    auto asked = request();
    asked.priority = domain::Priority::priority;
    EXPECT_FALSE(answer(one, asked).t4_data->hss_cause);
}

TEST(Hss, step_5_barred_and_not_provisioned_are_bits_of_a_success)
{
    Subscriber one = subscriber();
    one.call_barred = true;
    one.teleservice_not_provisioned = true;
    const auto given = answer(one);
    EXPECT_TRUE(given.head.outcome.is_success());
    EXPECT_EQ(
        given.t4_data->hss_cause, hss_cause::call_barred | hss_cause::teleservice_not_provisioned
    );
    EXPECT_TRUE(given.t4_data->serving_nodes.serving_node.empty());
}

TEST(Hss, step_6_a_message_of_a_device_needs_its_port)
{
    auto asked = request();
    asked.user_identifier = {};
    asked.user_identifier.user_name = "262019900000001";
    asked.service_id = ServiceId::sms_mo;
    EXPECT_EQ(answer(subscriber(), asked).head.outcome, (Outcome{5598, true}));
    asked.application_port = 7;
    const auto given = answer(subscriber(), asked);
    EXPECT_EQ(given.user_identifiers.at(0).external_identifier, "meter-1@iot.test");
}

TEST(Hss, step_8_success_brings_imsi_number_and_nodes)
{
    const auto given = answer(subscriber());
    EXPECT_TRUE(given.head.outcome.is_success());
    EXPECT_EQ(given.user_identifiers.at(0).user_name, "262019900000001");
    EXPECT_EQ(given.user_identifiers.at(0).msisdn, domain::to_tbcd("491710000001"));
    EXPECT_EQ(given.t4_data->serving_nodes.serving_node, (base::Bytes{1, 2, 3}));
}

TEST(Hss, the_mtc_aaa_gets_all_names)
{
    auto asked = request();
    asked.sir_flags = 0;
    const auto given = answer(subscriber(), asked);
    EXPECT_EQ(given.user_identifiers.size(), 2U);
    EXPECT_FALSE(given.t4_data);
}

TEST(Hss, names_of_two_subscribers_are_nobodys)
{
    Subscribers subscribers;
    ASSERT_TRUE(subscribers.add(subscriber()));
    Subscriber other;
    other.imsi = "262019900000002";
    ASSERT_TRUE(subscribers.add(other));
    diameter::s6m::UserIdentifier user;
    user.external_identifier = "meter-1@iot.test";
    user.user_name = "262019900000002";
    EXPECT_EQ(subscribers.find(user), nullptr);
    user.user_name = "262019900000001";
    EXPECT_NE(subscribers.find(user), nullptr);
}

TEST(Hss, a_name_belongs_to_one_subscriber)
{
    Subscribers subscribers;
    ASSERT_TRUE(subscribers.add(subscriber()));
    Subscriber other = subscriber();
    other.imsi = "262019900000002";
    EXPECT_FALSE(subscribers.add(other));
}

} // namespace
} // namespace iwf::sim
