// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/exchange.hpp"

#include <gmock/gmock.h>

#include "support/core_fakes.hpp"
#include "support/fake_transport.hpp"

namespace iwf::gateways {
namespace {

using namespace std::chrono_literals;
using diameter::SendFailure;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr diameter::PeerId peer{1};

/// Hands what the transport tells to the exchange.
class Listener final : public diameter::TransportListener
{
public:
    explicit Listener(Exchange& exchange)
        : exchange_{exchange}
    {}

    void on_open(diameter::Connection, std::string_view) override {}
    void on_closed(diameter::Connection, std::string_view) override {}
    void on_request(diameter::Connection, diameter::Message) override {}
    void on_answer(
        diameter::TransactionId transaction, diameter::Connection, diameter::Message answer
    ) override
    {
        exchange_.on_answer(transaction, std::move(answer));
    }
    void on_failure(diameter::TransactionId transaction, SendFailure failure) override
    {
        exchange_.on_failure(transaction, failure);
    }

private:
    Exchange& exchange_;
};

class ExchangeTest : public testing::Test
{
protected:
    ExchangeTest()
    {
        transport_.listen(listener_);
        transport_.open(peer);
    }

    void TearDown() override { EXPECT_THAT(transport_.faults(), IsEmpty()); }

    void request(std::string name, std::chrono::milliseconds deadline = 1s)
    {
        diameter::Message message;
        message.header.flags = diameter::flag::request;
        exchange_.request(
            peer,
            message,
            clock_.now() + deadline,
            [this, name = std::move(name)](const Reply& reply) {
                told_.push_back(name + ": " + outcome_of(reply));
            }
        );
    }

    static std::string outcome_of(const Reply& reply)
    {
        if (reply) {
            return "answer";
        }
        switch (reply.error()) {
        case NoAnswer::not_sent:
            return "not sent";
        case NoAnswer::lost:
            return "lost";
        case NoAnswer::timed_out:
            return "timed out";
        }
        return "?";
    }

    void pass(std::chrono::milliseconds time)
    {
        clock_.advance(time);
        exchange_.on_time();
    }

    test::FakeTransport transport_;
    test::FakeClock clock_;
    Later later_;
    Exchange exchange_{transport_, clock_, later_};
    Listener listener_{exchange_};
    std::vector<std::string> told_;
};

TEST_F(ExchangeTest, an_answer_is_told_once)
{
    request("a");
    EXPECT_EQ(exchange_.waiting(), 1U);
    EXPECT_TRUE(transport_.answer_to(0, {}));
    pass(10s);
    EXPECT_THAT(told_, ElementsAre("a: answer"));
    EXPECT_EQ(exchange_.waiting(), 0U);
    EXPECT_EQ(exchange_.next_due(), std::nullopt);
}

TEST_F(ExchangeTest, each_answer_finds_its_own_request)
{
    request("a");
    request("b");
    EXPECT_TRUE(transport_.answer_to(1, {}));
    EXPECT_TRUE(transport_.answer_to(0, {}));
    EXPECT_THAT(told_, ElementsAre("b: answer", "a: answer"));
}

TEST_F(ExchangeTest, a_lost_connection_is_told_as_lost)
{
    request("a");
    transport_.close(peer);
    pass(10s);
    EXPECT_THAT(told_, ElementsAre("a: lost"));
}

TEST_F(ExchangeTest, what_the_stack_gave_back_was_not_sent)
{
    request("a");
    request("b");
    EXPECT_TRUE(transport_.fail(0, SendFailure::not_connected));
    EXPECT_TRUE(transport_.fail(1, SendFailure::too_busy));
    EXPECT_THAT(told_, ElementsAre("a: not sent", "b: not sent"));
}

TEST_F(ExchangeTest, what_cannot_be_sent_is_told_later_and_not_from_inside_the_call)
{
    for (const SendFailure failure : {SendFailure::not_connected, SendFailure::too_busy}) {
        transport_.refuse_sends(failure);
        told_.clear();
        request("a");
        EXPECT_THAT(told_, IsEmpty());
        EXPECT_EQ(exchange_.waiting(), 0U);
        EXPECT_EQ(exchange_.next_due(), std::nullopt);
        later_.run();
        pass(10s);
        EXPECT_THAT(told_, ElementsAre("a: not sent"));
    }
}

TEST_F(ExchangeTest, at_its_deadline_a_request_is_given_up_not_before)
{
    request("a", 1s);
    EXPECT_EQ(exchange_.next_due(), clock_.now() + 1s);
    pass(999ms);
    EXPECT_THAT(told_, IsEmpty());
    pass(1ms);
    EXPECT_THAT(told_, ElementsAre("a: timed out"));
    EXPECT_EQ(transport_.sent()[0].fate, test::FakeTransport::Fate::abandoned);
}

TEST_F(ExchangeTest, deadlines_pass_in_their_order_also_equal_ones)
{
    request("late", 3s);
    request("early", 1s);
    request("as early", 1s);
    pass(1s);
    EXPECT_THAT(told_, ElementsAre("early: timed out", "as early: timed out"));
    EXPECT_EQ(exchange_.next_due(), clock_.now() + 2s);
    EXPECT_TRUE(transport_.answer_to(0, {}));
    EXPECT_THAT(told_, ElementsAre("early: timed out", "as early: timed out", "late: answer"));
}

TEST_F(ExchangeTest, nothing_that_comes_late_is_told)
{
    request("a");
    const diameter::TransactionId transaction = transport_.sent()[0].transaction;
    pass(1s);
    // The stack promises silence after abandon(); the exchange does not depend on it.
    exchange_.on_answer(transaction, {});
    exchange_.on_failure(transaction, SendFailure::connection_lost);
    EXPECT_THAT(told_, ElementsAre("a: timed out"));
}

TEST_F(ExchangeTest, an_answer_to_nothing_is_ignored)
{
    exchange_.on_answer(diameter::TransactionId{4711}, {});
    exchange_.on_failure(diameter::TransactionId{4711}, SendFailure::connection_lost);
    EXPECT_THAT(told_, IsEmpty());
}

TEST_F(ExchangeTest, a_completion_may_ask_again)
{
    diameter::Message message;
    message.header.flags = diameter::flag::request;
    exchange_.request(peer, message, clock_.now() + 1s, [this](const Reply&) { request("again"); });
    pass(1s);
    EXPECT_EQ(exchange_.waiting(), 1U);
    EXPECT_TRUE(transport_.answer_to(1, {}));
    EXPECT_THAT(told_, ElementsAre("again: answer"));
}

} // namespace
} // namespace iwf::gateways
