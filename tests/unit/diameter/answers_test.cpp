// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/generated/base.hpp"
#include "iwf/diameter/generated/common_3gpp.hpp"
#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/generated/t4.hpp"
#include "iwf/diameter/generated/tsp.hpp"
#include "support/sample_messages.hpp"

// Answers as peers really give them: with less than the ABNF wants when they tell of a failure,
// and with results that are no results.

namespace iwf::diameter {
namespace {

/// An answer with Origin-Host, Origin-Realm and what `write(out)` writes.
template <class Write>
Message answer(const CommandDefinition& command, std::uint8_t flags, Write write)
{
    Message message;
    message.header.command = command.code;
    message.header.application = command.application;
    message.header.flags = static_cast<std::uint8_t>(command.flags | flags);
    AvpWriter out{message.avps};
    out.put(avp::origin_host, std::string_view{"hss.operator.example"});
    out.put(avp::origin_realm, std::string_view{"operator.example"});
    write(out);
    return message;
}

void experimental_result(AvpWriter& out, std::uint32_t vendor, std::uint32_t code)
{
    out.group(avp::experimental_result, [&] {
        out.put(avp::vendor_id, vendor);
        out.put(avp::experimental_result_code, code);
    });
}

TEST(Answers, a_protocol_error_needs_no_more_than_rfc_6733_wants_of_it)
{
    const auto read = tsp::decode_device_action_answer(answer(
        command::device_action_answer,
        flag::error,
        [](AvpWriter& out) { out.put(avp::result_code, result::unable_to_deliver); }
    ));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(read->head.outcome, (Outcome{result::unable_to_deliver, false}));
    EXPECT_EQ(read->head.session_id, "");
    EXPECT_FALSE(read->device_notification);
}

TEST(Answers, a_failure_without_the_e_bit_may_be_as_short)
{
    const auto read = s6m::decode_subscriber_information_answer(answer(
        command::subscriber_information_answer,
        0,
        [](AvpWriter& out) { experimental_result(out, vendor_3gpp, experimental::user_unknown); }
    ));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(read->head.outcome, (Outcome{experimental::user_unknown, true}));
}

TEST(Answers, a_success_must_keep_its_abnf)
{
    const auto read = tsp::decode_device_action_answer(answer(
        command::device_action_answer,
        0,
        [](AvpWriter& out) { out.put(avp::result_code, result::success); }
    ));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().result_code, result::missing_avp);
}

TEST(Answers, a_failure_without_the_name_of_its_sender_is_a_fault)
{
    Message message = answer(command::device_action_answer, flag::error, [](AvpWriter& out) {
        out.put(avp::result_code, result::unable_to_deliver);
    });
    message.avps.erase(message.avps.begin(), message.avps.begin() + 28);
    const auto read = tsp::decode_device_action_answer(message);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().result_code, result::missing_avp);
    EXPECT_EQ(read.error().text, "Origin-Host (264) is missing");
}

TEST(Answers, an_answer_without_any_result_is_a_fault)
{
    for (const std::uint8_t flags : {std::uint8_t{0}, flag::error}) {
        Message message = encode(test::delivery_report_answer(test::Fields::bare));
        message.header.flags |= flags;
        message.avps.resize(message.avps.size() - 12); // Result-Code
        const auto read = t4::decode_delivery_report_answer(message);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().text, "Result-Code (268) is missing");
        EXPECT_EQ(base::to_hex(read.error().failed_avp), "0000010c4000000c00000000");
    }
}

TEST(Answers, F8_a_success_with_the_e_bit_is_a_fault_and_no_success)
{
    Message message = encode(test::delivery_report_answer(test::Fields::bare));
    ASSERT_TRUE(t4::decode_delivery_report_answer(message));
    message.header.flags |= flag::error;
    const auto read = t4::decode_delivery_report_answer(message);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().result_code, result::invalid_hdr_bits);
}

TEST(Answers, a_result_code_of_wrong_length_is_a_fault)
{
    for (const std::size_t size : {0U, 1U, 3U, 5U, 8U, 100U}) {
        const auto read = t4::decode_device_trigger_answer(answer(
            command::device_trigger_answer,
            flag::error,
            [&](AvpWriter& out) { out.put(avp::result_code, base::Bytes(size)); }
        ));
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().result_code, result::invalid_avp_length);
    }
}

TEST(Answers, a_fault_before_the_result_is_a_fault)
{
    const auto read = t4::decode_device_trigger_answer(answer(
        command::device_trigger_answer,
        flag::error,
        [&](AvpWriter& out) {
            out.put({"", 77'777, 0, AvpType::octet_string, avp_flag_mandatory, {}, {}, ""}, 1U);
            out.put(avp::result_code, result::too_busy);
        }
    ));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().result_code, result::avp_unsupported);
}

TEST(Answers, of_two_results_the_failure_counts)
{
    const auto outcome_of = [](std::uint32_t code, std::uint32_t experimental_code) {
        const auto read = t4::decode_device_trigger_answer(answer(
            command::device_trigger_answer,
            0,
            [&](AvpWriter& out) {
                out.put(avp::result_code, code);
                experimental_result(out, vendor_3gpp, experimental_code);
            }
        ));
        return read ? read->head.outcome : Outcome{0, false};
    };
    EXPECT_EQ(outcome_of(result::success, 5533), (Outcome{5533, true}));
    EXPECT_EQ(outcome_of(result::unable_to_comply, 5533), (Outcome{5012, false}));
}

TEST(Answers, the_experimental_result_of_another_vendor_is_not_taken_for_one_of_3gpp)
{
    const auto read = s6m::decode_subscriber_information_answer(answer(
        command::subscriber_information_answer,
        0,
        [](AvpWriter& out) { experimental_result(out, 4242, experimental::user_unknown); }
    ));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->head.outcome, (Outcome{result::unable_to_comply, false}));
}

TEST(Answers, numbers_that_are_not_needed_and_not_known_are_left_out)
{
    Message message = encode(test::device_trigger_answer(test::Fields::bare));
    AvpWriter out{message.avps};
    out.put(avp::mtc_error_diagnostic, 99U);
    out.put(avp::trigger_action, 99U);
    const auto read = t4::decode_device_trigger_answer(message);
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_FALSE(read->mtc_error_diagnostic);
    EXPECT_FALSE(read->trigger_action);
}

TEST(Answers, an_unknown_request_status_is_a_fault)
{
    tsp::DeviceActionAnswer typed = test::device_action_answer(test::Fields::full);
    typed.device_notification->request_status = domain::RequestStatus{113};
    const auto read = tsp::decode_device_action_answer(encode(typed));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().result_code, result::invalid_avp_value);
}

TEST(Answers, a_user_identifier_that_names_nobody_is_left_out)
{
    s6m::SubscriberInformationAnswer typed =
        test::subscriber_information_answer(test::Fields::full);
    const auto expected = typed;
    typed.user_identifiers.emplace_back();
    EXPECT_EQ(*s6m::decode_subscriber_information_answer(encode(typed)), expected);
}

TEST(Answers, a_protocol_error_is_written_with_the_e_bit)
{
    t4::DeliveryReportAnswer typed = test::delivery_report_answer(test::Fields::bare);
    EXPECT_EQ(encode(typed).header.flags, flag::proxiable);
    typed.head.outcome.code = result::too_busy;
    EXPECT_EQ(encode(typed).header.flags, flag::proxiable | flag::error);
}

TEST(Answers, supported_features_never_have_the_m_bit)
{
    t4::DeliveryReportAnswer typed = test::delivery_report_answer(test::Fields::bare);
    typed.supported_features = {{vendor_3gpp, 1, 1, true}};
    const auto read = t4::decode_delivery_report_answer(encode(typed));
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->supported_features.at(0).mandatory);
}

} // namespace
} // namespace iwf::diameter
