// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/fault.hpp"
#include "iwf/diameter/generated/base.hpp"
#include "support/avp_tree.hpp"
#include "support/sample_messages.hpp"

namespace iwf::diameter {
namespace {

using test::AvpNode;
using test::Fields;

std::vector<std::uint32_t> codes(const Message& message)
{
    std::vector<std::uint32_t> codes;
    AvpWalker walker{message.avps};
    for (Avp avp; walker.next(avp);) {
        codes.push_back(avp.code);
    }
    EXPECT_FALSE(walker.is_broken());
    return codes;
}

Message answer_to(const Message& request, const Fault& fault)
{
    return error_answer(request, fault, "iwf.operator.example", "operator.example");
}

const Fault missing = missing_avp(avp::origin_state_id);

TEST(ErrorAnswer, keeps_session_proxies_and_identifiers_of_the_request)
{
    Message request = encode(test::device_action_request(Fields::full));
    request.header.flags |= flag::retransmitted;
    request.header.hop_by_hop = HopByHopId{1};
    request.header.end_to_end = EndToEndId{2};
    const Message answer = answer_to(request, missing);
    EXPECT_EQ(answer.header.hop_by_hop, HopByHopId{1});
    EXPECT_EQ(answer.header.end_to_end, EndToEndId{2});
    const auto read = tsp::decode_device_action_answer(answer);
    ASSERT_TRUE(read) << read.error().text;
    const RequestHead head = test::request_head(Fields::full);
    EXPECT_EQ(read->head.session_id, head.session_id);
    EXPECT_EQ(read->head.proxy_infos, head.proxy_infos);
    EXPECT_EQ(read->head.origin_host, "iwf.operator.example");
    EXPECT_EQ(read->head.origin_realm, "operator.example");
    EXPECT_EQ(read->head.outcome, (Outcome{result::missing_avp, false}));
    EXPECT_EQ(read->head.error_message, missing.text);
    EXPECT_EQ(read->head.failed_avp, missing.failed_avp);
    EXPECT_FALSE(read->device_notification);
}

TEST(ErrorAnswer, has_the_e_bit_for_protocol_errors)
{
    const Message request = encode(test::delivery_report_request(Fields::bare));
    const Message answer = answer_to(request, {result::too_busy, {}, ""});
    EXPECT_EQ(answer.header.flags, flag::proxiable | flag::error);
    EXPECT_EQ(codes(answer), (std::vector<std::uint32_t>{263, 264, 296, 268}));
}

TEST(ErrorAnswer, keeps_the_abnf_of_the_commands_answer_where_it_can)
{
    const Message request = encode(test::delivery_report_request(Fields::bare));
    const Message answer = answer_to(request, missing);
    EXPECT_EQ(answer.header.flags, flag::proxiable);
    EXPECT_EQ(codes(answer), (std::vector<std::uint32_t>{263, 277, 264, 296, 268, 281, 279}));
}

TEST(ErrorAnswer, has_the_e_bit_where_it_cannot)
{
    const Message request = encode(test::device_action_request(Fields::bare));
    EXPECT_EQ(answer_to(request, missing).header.flags, flag::proxiable | flag::error);
}

TEST(ErrorAnswer, leaves_out_a_session_id_that_cannot_be_read)
{
    for (const std::string& session_id : {std::string{}, std::string{"a\0b", 3}}) {
        t4::DeliveryReportRequest request = test::delivery_report_request(Fields::bare);
        request.head.session_id = "x";
        AvpNode tree = test::tree_of(encode(request));
        tree.members[0].value.assign(session_id.begin(), session_id.end());
        const Message answer = answer_to(test::with_tree(encode(request), tree), missing);
        EXPECT_EQ(codes(answer), (std::vector<std::uint32_t>{264, 296, 268, 281, 279}));
        EXPECT_EQ(answer.header.flags, flag::proxiable | flag::error);
        EXPECT_TRUE(t4::decode_delivery_report_answer(answer));
    }
}

TEST(ErrorAnswer, puts_the_session_id_first_wherever_it_stood)
{
    const Message request = encode(test::delivery_report_request(Fields::full));
    AvpNode tree = test::tree_of(request);
    std::swap(tree.members[0], tree.members[3]);
    EXPECT_EQ(codes(answer_to(test::with_tree(request, tree), missing)).at(0), 263U);
}

TEST(ErrorAnswer, to_an_unknown_command_or_to_nothing_at_all_can_be_given)
{
    Message request;
    request.header.flags = flag::request;
    request.header.command = CommandCode{0xFFFFFF};
    for (const int rubbish : {0x00, 0xFF}) {
        const Message answer = answer_to(request, {result::command_unsupported, {}, "unknown"});
        EXPECT_EQ(answer.header.flags, flag::error);
        EXPECT_EQ(answer.header.command, request.header.command);
        EXPECT_EQ(codes(answer), (std::vector<std::uint32_t>{264, 296, 268, 281}));
        request.avps.assign(31, static_cast<std::uint8_t>(rubbish));
    }
}

TEST(AnswerHead, has_the_session_and_the_proxies_of_the_request)
{
    const RequestHead request = test::request_head(Fields::full);
    const AnswerHead head = answer_head(request, "iwf.operator.example", "operator.example");
    EXPECT_EQ(head.session_id, request.session_id);
    EXPECT_EQ(head.proxy_infos, request.proxy_infos);
    EXPECT_EQ(head.origin_host, "iwf.operator.example");
    EXPECT_EQ(head.origin_realm, "operator.example");
    EXPECT_TRUE(head.outcome.is_success());
}

} // namespace
} // namespace iwf::diameter
