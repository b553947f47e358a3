// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "session_talk.hpp"

/// What ends a session, and that it ends once.
namespace iwf::vici {
namespace {

using namespace std::chrono_literals;

class ViciSessionEnd : public SessionTalk
{};

TEST_F(ViciSessionEnd, comes_with_the_first_deadline_that_passes)
{
    ASSERT_TRUE(session.request("a", {}, start + 5s));
    ASSERT_TRUE(session.request("b", {}, start + 3s));
    ASSERT_TRUE(session.stream("c", "e", {}, start + 4s));
    EXPECT_EQ(session.next_due(), start + 3s);
    EXPECT_EQ(told(session.on_time(start + 3s - 1ns)), Texts{});
    EXPECT_EQ(
        told(session.on_time(start + 3s)),
        (Texts{
            "1 failed: charon did not answer in time (b)",
            "2 failed: charon did not answer in time (b)",
            "3 failed: charon did not answer in time (b)",
            "ended: charon did not answer in time (b)"})
    );
    EXPECT_TRUE(session.has_ended());
    EXPECT_EQ(session.next_due(), std::nullopt);
    EXPECT_EQ(told(session.on_time(start + 9s)), Texts{});
}

TEST_F(ViciSessionEnd, does_not_come_with_a_deadline_that_was_kept)
{
    ASSERT_TRUE(session.request("a", {}, start + 1s));
    ASSERT_TRUE(session.subscribe("e", start + 2s));
    arrive(empty_answer);
    EXPECT_EQ(session.next_due(), start + 2s);
    EXPECT_EQ(told(session.on_time(start + 1s)), Texts{});
    arrive(confirm);
    EXPECT_EQ(told(session.on_time(start + 100s)), Texts{});
    EXPECT_FALSE(session.has_ended());
}

TEST_F(ViciSessionEnd, fails_a_stream_once_wherever_it_stands)
{
    for (std::size_t answered = 0; answered < 4; ++answered) {
        session = Session{};
        ASSERT_TRUE(session.stream("list-sas", "list-sa", {}, soon));
        const std::vector<Packet> packets{confirm, event("list-sa", "1"), empty_answer};
        for (std::size_t i = 0; i < answered; ++i) {
            arrive(packets[i]);
        }
        EXPECT_EQ(told(session.end("lost")), (Texts{"1 failed: lost", "ended: lost"})) << answered;
    }
}

TEST_F(ViciSessionEnd, is_told_once_and_nothing_is_sent_or_told_after_it)
{
    ASSERT_TRUE(session.request("a", {}, soon));
    EXPECT_EQ(told(session.end("lost")), (Texts{"1 failed: lost", "ended: lost"}));
    EXPECT_EQ(told(session.end("again")), Texts{});
    EXPECT_TRUE(session.take_unsent().empty());
    EXPECT_EQ(told(arrive(empty_answer)), Texts{});
    EXPECT_FALSE(session.request("b", {}, soon));
    EXPECT_FALSE(session.subscribe("e", soon));
    EXPECT_EQ(told(session.on_time(start + 100s)), Texts{});
}

TEST_F(ViciSessionEnd, keeps_what_came_before_the_fault)
{
    ASSERT_TRUE(session.request("a", {}, soon));
    ASSERT_TRUE(session.request("b", {}, soon));
    const auto outcomes =
        arrive(empty_answer, Packet{PacketType::command_request, "c", {}}, empty_answer);
    EXPECT_EQ(
        told(outcomes),
        (Texts{"1 {}", "2 failed: charon sent a CMD_REQUEST", "ended: charon sent a CMD_REQUEST"})
    );
}

struct Fault
{
    const char* what;
    const char* octets;
};

class FaultOfCharon : public SessionTalk, public ::testing::WithParamInterface<Fault>
{};

TEST_P(FaultOfCharon, ends_the_session)
{
    ASSERT_TRUE(session.stream("list-sas", "list-sa", {}, soon));
    arrive(confirm);
    const auto texts = told(session.receive(octets_of(GetParam().octets)));
    ASSERT_EQ(texts.size(), 2U) << GetParam().what;
    EXPECT_EQ(texts[0].find("1 failed: "), 0U);
    EXPECT_EQ(texts[1].find("ended: "), 0U);
    EXPECT_TRUE(session.has_ended());
}

INSTANTIATE_TEST_SUITE_P(
    ,
    FaultOfCharon,
    ::testing::Values(
        Fault{"no packet", "00000000"},
        Fault{"too long", "00080001 01"},
        Fault{"unknown type", "00000001 08"},
        Fault{"a request", "00000003 00 01 \"a\""},
        Fault{"a registration", "00000003 03 01 \"a\""},
        Fault{"an unregistration", "00000003 04 01 \"a\""},
        Fault{"a confirmation where an answer is due", "00000001 05"},
        Fault{"a refusal where an answer is due", "00000001 06"},
        Fault{"an answer that is no message", "00000002 01 02"},
        Fault{"an event nobody asked for", "00000005 07 03 \"log\""},
        Fault{"an event after its stream", "00000001 01 00000009 07 07 \"list-sa\""},
        Fault{"an event that is no message", "0000000a 07 07 \"list-sa\" 02"}
    )
);

TEST_F(ViciSessionEnd, comes_with_an_answer_to_nothing)
{
    for (const PacketType type :
         {PacketType::command_response,
          PacketType::command_unknown,
          PacketType::event_confirm,
          PacketType::event_unknown}) {
        session = Session{};
        EXPECT_EQ(told(arrive(Packet{type, {}, {}})).size(), 1U);
        EXPECT_TRUE(session.has_ended());
    }
}

TEST_F(ViciSessionEnd, comes_with_an_answer_where_a_confirmation_is_due)
{
    ASSERT_TRUE(session.subscribe("log", soon));
    EXPECT_EQ(told(arrive(empty_answer)).size(), 2U);
    EXPECT_TRUE(session.has_ended());
}

TEST_F(ViciSessionEnd, comes_when_a_stream_has_no_end)
{
    session = Session{{.requests = 10, .request_octets = 1000, .streamed_octets = 40}};
    ASSERT_TRUE(session.stream("list-sas", "list-sa", {}, soon));
    arrive(confirm);
    EXPECT_EQ(told(arrive(event("list-sa", "1"), event("list-sa", "2"))), Texts{});
    const auto texts = told(arrive(event("list-sa", "3")));
    ASSERT_EQ(texts.size(), 2U);
    EXPECT_EQ(texts[1], "ended: charon's answer to list-sas has no end");
}

} // namespace
} // namespace iwf::vici
