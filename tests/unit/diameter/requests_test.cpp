// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/generated/t4.hpp"
#include "iwf/diameter/generated/tsp.hpp"
#include "support/avp_tree.hpp"
#include "support/sample_messages.hpp"

// What the ABNF leaves open and the procedures do not.

namespace iwf::diameter {
namespace {

using domain::ActionType;
using test::AvpNode;
using test::Fields;

AvpNode* member(AvpNode& node, const AvpDefinition& definition)
{
    for (AvpNode& candidate : node.members) {
        if (candidate.definition() == &definition) {
            return &candidate;
        }
    }
    return nullptr;
}

Message without(const Message& message, const AvpDefinition& definition)
{
    AvpNode tree = test::tree_of(message);
    std::erase_if(tree.members, [&](const AvpNode& node) {
        return node.definition() == &definition;
    });
    return test::with_tree(message, tree);
}

TEST(Requests, a_device_action_request_without_a_device_action_is_told_what_is_missing)
{
    const Message message =
        without(encode(test::device_action_request(Fields::full)), avp::device_action);
    EXPECT_FALSE(check(message)); // the ABNF allows it
    const auto read = tsp::decode_device_action_request(message);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().result_code, result::missing_avp);
    EXPECT_EQ(base::to_hex(read.error().failed_avp), "00000bb9c000000c000028af");
    EXPECT_EQ(read.error().text, "Device-Action (3001) is missing");
}

TEST(Requests, a_device_notification_request_without_its_content_likewise)
{
    const auto read = tsp::decode_device_notification_request(
        without(encode(test::device_notification_request(Fields::full)), avp::device_notification)
    );
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().result_code, result::missing_avp);
}

TEST(Requests, an_action_that_is_not_a_servers_is_refused_inside_its_group)
{
    for (const auto& [action, octet] :
         {std::pair{ActionType{0}, "00"},
          std::pair{ActionType::delivery_report, "02"},
          std::pair{ActionType::msisdn_less_mo_sms, "05"},
          std::pair{ActionType{6}, "06"}}) {
        tsp::DeviceActionRequest request = test::device_action_request(Fields::full);
        request.device_action.action_type = action;
        const auto read = tsp::decode_device_action_request(encode(request));
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().result_code, result::invalid_avp_value);
        EXPECT_EQ(
            base::to_hex(read.error().failed_avp),
            std::string{"00000bb9c000001c000028af00000bbdc0000010000028af000000"} + octet
        );
    }
}

TEST(Requests, an_action_of_a_server_is_taken)
{
    for (const ActionType action :
         {ActionType::device_trigger_request,
          ActionType::device_trigger_recall,
          ActionType::device_trigger_replace}) {
        tsp::DeviceActionRequest request = test::device_action_request(Fields::full);
        request.device_action.action_type = action;
        EXPECT_EQ(tsp::decode_device_action_request(encode(request)), request);
    }
}

TEST(Requests, an_undefined_trigger_action_is_refused)
{
    t4::DeviceTriggerRequest request = test::device_trigger_request(Fields::full);
    request.trigger_action = t4::TriggerAction{3};
    const auto read = t4::decode_device_trigger_request(encode(request));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().result_code, result::invalid_avp_value);
    EXPECT_EQ(read.error().text, "Trigger-Action (3202) has a value that is not defined");
}

TEST(Requests, a_user_identifier_that_names_nobody_is_refused)
{
    s6m::SubscriberInformationRequest request = test::subscriber_information_request(Fields::bare);
    request.user_identifier = {};
    const auto read = s6m::decode_subscriber_information_request(encode(request));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().result_code, result::invalid_avp_value);
    EXPECT_EQ(base::to_hex(read.error().failed_avp), "00000c1ec000000c000028af");
}

TEST(Requests, supported_features_have_the_m_bit_when_they_are_demanded)
{
    for (const bool demanded : {false, true}) {
        tsp::DeviceActionRequest request = test::device_action_request(Fields::bare);
        request.supported_features = {{vendor_3gpp, 1, 1, demanded}};
        AvpNode tree = test::tree_of(encode(request));
        const AvpNode* const features = member(tree, avp::supported_features);
        ASSERT_NE(features, nullptr);
        EXPECT_EQ(features->flags, demanded ? 0xC0 : 0x80);
        EXPECT_EQ(tsp::decode_device_action_request(encode(request)), request);
    }
}

TEST(Requests, another_command_than_the_decoders_is_refused)
{
    const Message message = encode(test::device_action_request(Fields::full));
    EXPECT_FALSE(tsp::decode_device_action_answer(message));
    EXPECT_FALSE(tsp::decode_device_notification_request(message));
    EXPECT_FALSE(t4::decode_device_trigger_request(message));
    EXPECT_EQ(
        s6m::decode_subscriber_information_request(message).error().result_code,
        result::command_unsupported
    );
}

TEST(Requests, an_identity_is_handed_on_as_it_was_written)
{
    tsp::DeviceActionRequest request = test::device_action_request(Fields::full);
    request.device_action.external_identifier = "no identity at all";
    request.device_action.msisdn = base::Bytes{0xFF};
    request.device_action.scs_identity = base::Bytes{};
    EXPECT_EQ(tsp::decode_device_action_request(encode(request)), request);
}

} // namespace
} // namespace iwf::diameter
