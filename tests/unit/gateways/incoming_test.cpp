// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/incoming.hpp"

#include <type_traits>

#include <gmock/gmock.h>

#include "iwf/diameter/fault.hpp"
#include "iwf/diameter/generated/tsp.hpp"
#include "iwf/diameter/t4.hpp"
#include "iwf/diameter/tsp.hpp"
#include "iwf/gateways/later.hpp"
#include "iwf/gateways/request_checks.hpp"
#include "support/gateway_world.hpp"

namespace iwf::gateways {
namespace {

using test::FakeTransport;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Keeps what comes in, for the test to take.
class Inbox final : public diameter::TransportListener
{
public:
    explicit Inbox(FakeTransport& transport)
        : transport_{transport}
    {}

    void on_open(diameter::Connection, std::string_view) override {}
    void on_closed(diameter::Connection, std::string_view) override {}
    void on_request(diameter::Connection connection, diameter::Message request) override
    {
        taken.emplace_back(transport_, self, connection, std::move(request));
    }
    void on_answer(diameter::TransactionId, diameter::Connection, diameter::Message) override {}
    void on_failure(diameter::TransactionId, diameter::SendFailure) override {}

    Self self{"iwf.operator.example", "operator.example"};
    std::vector<Incoming> taken;

private:
    FakeTransport& transport_;
};

class IncomingTest : public testing::Test
{
protected:
    IncomingTest()
    {
        transport_.listen(inbox_);
        transport_.open(diameter::PeerId{1});
        diameter::Message request = diameter::tsp::encode(test::dar(7));
        request.header.end_to_end = diameter::EndToEndId{0xCAFE};
        arrived_ = transport_.request(diameter::PeerId{1}, std::move(request));
    }

    void TearDown() override { EXPECT_THAT(transport_.faults(), IsEmpty()); }

    FakeTransport transport_;
    Inbox inbox_{transport_};
    test::Arrived arrived_{};
};

static_assert(!std::is_copy_constructible_v<Incoming>);
static_assert(!std::is_move_assignable_v<Incoming>, "what it owed would be forgotten");

TEST_F(IncomingTest, given_back_unanswered_it_answers_itself_once)
{
    inbox_.taken.clear();
    ASSERT_THAT(transport_.answers(), SizeIs(1));
    const diameter::Message& answer = transport_.answers()[0].message;
    const auto decoded = diameter::tsp::decode_device_action_answer(answer);
    ASSERT_TRUE(decoded) << decoded.error().text;
    EXPECT_EQ(decoded->head.outcome, (diameter::Outcome{diameter::result::unable_to_comply}));
    EXPECT_EQ(decoded->head.session_id, "scs.acme.example;1;7");
    EXPECT_EQ(decoded->head.origin_host, "iwf.operator.example");
    EXPECT_FALSE(answer.header.is_request());
    EXPECT_NE(answer.header.flags & diameter::flag::error, 0);
}

TEST_F(IncomingTest, an_answer_gets_the_identifiers_of_the_request)
{
    diameter::Message answer;
    answer.header.hop_by_hop = diameter::HopByHopId{1};
    answer.header.end_to_end = diameter::EndToEndId{2};
    inbox_.taken.at(0).answer(answer);
    ASSERT_THAT(transport_.answers(), SizeIs(1));
    EXPECT_EQ(transport_.answers()[0].message.header.hop_by_hop, arrived_.hop_by_hop);
    EXPECT_EQ(transport_.answers()[0].message.header.end_to_end, diameter::EndToEndId{0xCAFE});
    EXPECT_EQ(transport_.answers()[0].connection, arrived_.connection);
}

TEST_F(IncomingTest, only_the_first_answer_leaves)
{
    Incoming& incoming = inbox_.taken.at(0);
    incoming.answer({});
    incoming.answer({});
    incoming.refuse({diameter::result::unable_to_comply, {}, "x"});
    inbox_.taken.clear();
    EXPECT_THAT(transport_.answers(), SizeIs(1));
}

TEST_F(IncomingTest, one_that_was_moved_from_owes_nothing)
{
    {
        Incoming moved{std::move(inbox_.taken.at(0))};
        inbox_.taken.clear();
        EXPECT_THAT(transport_.answers(), IsEmpty());
        EXPECT_EQ(moved.request().header.end_to_end, diameter::EndToEndId{0xCAFE});
    }
    EXPECT_THAT(transport_.answers(), SizeIs(1));
}

TEST_F(IncomingTest, a_refusal_without_a_notification_carries_the_e_bit_and_the_faulty_avp)
{
    const diameter::Fault fault = diameter::missing_avp(diameter::avp::trigger_data);
    inbox_.taken.at(0).refuse(fault);
    const diameter::Message& answer = transport_.answers().at(0).message;
    EXPECT_NE(answer.header.flags & diameter::flag::error, 0);
    const auto decoded = diameter::tsp::decode_device_action_answer(answer);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->head.failed_avp, fault.failed_avp);
    EXPECT_EQ(decoded->head.error_message, fault.text);
}

TEST_F(IncomingTest, a_refusal_that_keeps_the_grammar_of_its_command_has_no_e_bit)
{
    transport_.request(
        diameter::PeerId{1}, diameter::t4::encode(test::drr(diameter::PeerId{1}, 7))
    );
    inbox_.taken.at(1).refuse({diameter::result::unable_to_comply, {}, "x"});
    const diameter::Message& answer = transport_.answers().at(0).message;
    EXPECT_EQ(answer.header.flags & diameter::flag::error, 0); // RFC 6733, 7.1.5
    const auto decoded = diameter::t4::decode_delivery_report_answer(answer);
    ASSERT_TRUE(decoded) << decoded.error().text;
    EXPECT_EQ(decoded->head.outcome, (diameter::Outcome{diameter::result::unable_to_comply}));
}

TEST_F(IncomingTest, the_answer_goes_to_the_connection_of_the_request_also_after_its_end)
{
    transport_.close(diameter::PeerId{1});
    transport_.open(diameter::PeerId{1});
    inbox_.taken.at(0).answer({});
    EXPECT_EQ(transport_.answers().at(0).connection, arrived_.connection);
}

TEST(Later, work_runs_in_order_and_so_does_what_it_posts)
{
    Later later;
    std::vector<int> ran;
    later.post([&] {
        ran.push_back(1);
        later.post([&] { ran.push_back(3); });
    });
    later.post([&] { ran.push_back(2); });
    EXPECT_FALSE(later.empty());
    EXPECT_THAT(ran, IsEmpty());
    later.run();
    EXPECT_THAT(ran, ElementsAre(1, 2, 3));
    EXPECT_TRUE(later.empty());
}

class DestinationTest : public testing::Test
{
protected:
    [[nodiscard]] std::uint32_t verdict() const
    {
        const auto fault = check_destination(head_, self_);
        return fault ? fault->result_code : diameter::result::success;
    }

    Self self_{"iwf.operator.example", "operator.example"};
    diameter::RequestHead head_ = test::dar(1).head;
};

TEST_F(DestinationTest, our_realm_with_or_without_our_host_in_any_case_is_for_us)
{
    EXPECT_EQ(verdict(), 2001U);
    head_.destination_host = "IWF.Operator.Example";
    head_.destination_realm = "OPERATOR.example";
    EXPECT_EQ(verdict(), 2001U);
    head_.destination_host.reset();
    EXPECT_EQ(verdict(), 2001U);
    head_.route_records = {"proxy.example", "iwf.operator.example.org"};
    EXPECT_EQ(verdict(), 2001U);
}

TEST_F(DestinationTest, another_realm_is_not_served)
{
    head_.destination_realm = "other.example";
    EXPECT_EQ(verdict(), 3003U);
    head_.destination_realm = "";
    EXPECT_EQ(verdict(), 3003U);
}

TEST_F(DestinationTest, another_host_of_our_realm_cannot_be_delivered_to)
{
    head_.destination_host = "iwf2.operator.example";
    EXPECT_EQ(verdict(), 3002U);
    head_.destination_host = "iwf.operator.exampl";
    EXPECT_EQ(verdict(), 3002U);
}

TEST_F(DestinationTest, what_went_through_us_before_is_a_loop_whatever_else_it_says)
{
    head_.route_records = {"a.example", "IWF.operator.EXAMPLE", "b.example"};
    EXPECT_EQ(verdict(), 3005U);
    head_.destination_realm = "other.example";
    EXPECT_EQ(verdict(), 3005U);
}

} // namespace
} // namespace iwf::gateways
