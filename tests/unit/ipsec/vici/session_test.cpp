// SPDX-License-Identifier: Apache-2.0
#include "ipsec/vici/session.hpp"

#include <gtest/gtest.h>

#include "session_talk.hpp"

namespace iwf::vici {
namespace {

class ViciSession : public SessionTalk
{};

TEST_F(ViciSession, sends_a_request_and_completes_it_with_its_answer)
{
    const auto request = session.request("version", {}, soon);
    ASSERT_TRUE(request);
    EXPECT_EQ(session.take_unsent(), octets_of("00000009 00 07 \"version\""));
    EXPECT_TRUE(session.take_unsent().empty());

    const Outcomes outcomes =
        session.receive(octets_of("0000000f 01 03 07 \"success\" 0003 \"yes\""));

    ASSERT_EQ(told(outcomes), Texts{"1 {success=yes}"});
    EXPECT_EQ(session.waiting(), 0U);
    EXPECT_EQ(session.next_due(), std::nullopt);
}

TEST_F(ViciSession, gives_answers_to_requests_in_their_order)
{
    ASSERT_TRUE(session.request("a", {}, soon));
    ASSERT_TRUE(session.request("b", {}, soon));
    EXPECT_EQ(told(arrive(answer("n", "1"))), Texts{"1 {n=1}"});
    ASSERT_TRUE(session.request("c", {}, soon));
    EXPECT_EQ(told(arrive(answer("n", "2"), answer("n", "3"))), (Texts{"2 {n=2}", "3 {n=3}"}));
}

TEST_F(ViciSession, goes_on_after_an_unknown_command)
{
    ASSERT_TRUE(session.request("nonsense", {}, soon));
    ASSERT_TRUE(session.request("version", {}, soon));
    EXPECT_EQ(
        told(arrive(Packet{PacketType::command_unknown, {}, {}}, answer("n", "1"))),
        (Texts{"1 failed: charon does not know the command nonsense", "2 {n=1}"})
    );
}

TEST_F(ViciSession, streams_between_registering_and_unregistering_an_event)
{
    ASSERT_TRUE(session.stream("list-sas", "list-sa", Message{}.add("noblock", "yes"), soon));
    EXPECT_EQ(
        session.take_unsent(),
        octets_of("00000009 03 07 \"list-sa\" "
                  "00000018 00 08 \"list-sas\" 03 07 \"noblock\" 0003 \"yes\" "
                  "00000009 04 07 \"list-sa\"")
    );
    EXPECT_EQ(
        told(arrive(confirm, event("list-sa", "1"), event("list-sa", "2"), answer("n", "3"))),
        Texts{}
    );
    EXPECT_EQ(told(arrive(confirm)), Texts{"1 {n=3} {n=1} {n=2}"});
}

TEST_F(ViciSession, streams_one_event_twice_without_registering_it_twice_at_a_time)
{
    ASSERT_TRUE(session.stream("list-sas", "list-sa", {}, soon));
    ASSERT_TRUE(session.stream("list-sas", "list-sa", {}, soon));
    EXPECT_EQ(
        told(arrive(
            confirm,
            event("list-sa", "1"),
            empty_answer,
            confirm,
            confirm,
            event("list-sa", "2"),
            empty_answer,
            confirm
        )),
        (Texts{"1 {} {n=1}", "2 {} {n=2}"})
    );
}

TEST_F(ViciSession, completes_a_stream_whose_event_or_command_is_unknown_with_an_error)
{
    ASSERT_TRUE(session.stream("list-sas", "nonsense", {}, soon));
    ASSERT_TRUE(session.stream("nonsense", "list-sa", {}, soon));
    ASSERT_TRUE(session.request("version", {}, soon));
    const Packet unknown_event{PacketType::event_unknown, {}, {}};
    const Packet unknown_command{PacketType::command_unknown, {}, {}};
    EXPECT_EQ(
        told(arrive(
            unknown_event,
            empty_answer,
            unknown_event,
            confirm,
            unknown_command,
            confirm,
            empty_answer
        )),
        (Texts{
            "1 failed: charon does not know the event nonsense",
            "2 failed: charon does not know the command nonsense",
            "3 {}"})
    );
}

TEST_F(ViciSession, tells_events_that_come_between_answers)
{
    ASSERT_TRUE(session.subscribe("ike-updown", soon));
    EXPECT_EQ(session.take_unsent(), octets_of("0000000c 03 0a \"ike-updown\""));
    ASSERT_TRUE(session.request("version", {}, soon));
    ASSERT_TRUE(session.stream("list-sas", "list-sa", {}, soon));
    EXPECT_EQ(
        told(arrive(
            event("ike-updown", "0"),
            confirm,
            event("ike-updown", "1"),
            empty_answer,
            event("ike-updown", "2"),
            confirm,
            event("list-sa", "3"),
            event("ike-updown", "4"),
            empty_answer,
            confirm,
            event("ike-updown", "5")
        )),
        (Texts{
            "ike-updown {n=0}",
            "1 {}",
            "ike-updown {n=1}",
            "2 {}",
            "ike-updown {n=2}",
            "ike-updown {n=4}",
            "3 {} {n=3}",
            "ike-updown {n=5}"})
    );
}

TEST_F(ViciSession, never_registers_an_event_twice)
{
    ASSERT_TRUE(session.subscribe("log", soon));
    ASSERT_TRUE(session.stream("list-sas", "list-sa", {}, soon));
    EXPECT_FALSE(session.subscribe("log", soon));
    EXPECT_FALSE(session.stream("list", "log", {}, soon));
    EXPECT_FALSE(session.subscribe("list-sa", soon));
    arrive(confirm);
    EXPECT_FALSE(session.subscribe("log", soon));
    arrive(confirm, empty_answer);
    EXPECT_FALSE(session.subscribe("list-sa", soon));
    arrive(confirm);
    EXPECT_TRUE(session.subscribe("list-sa", soon));
}

TEST_F(ViciSession, tells_events_until_their_end_is_confirmed)
{
    EXPECT_FALSE(session.unsubscribe("log", soon));
    ASSERT_TRUE(session.subscribe("log", soon));
    ASSERT_TRUE(session.unsubscribe("log", soon));
    EXPECT_EQ(
        told(arrive(confirm, event("log", "1"), confirm)), (Texts{"1 {}", "log {n=1}", "2 {}"})
    );
    EXPECT_FALSE(session.unsubscribe("log", soon));
    EXPECT_TRUE(session.subscribe("log", soon));
}

TEST_F(ViciSession, says_when_an_event_subscribed_to_is_unknown)
{
    ASSERT_TRUE(session.subscribe("nonsense", soon));
    EXPECT_EQ(
        told(arrive(Packet{PacketType::event_unknown, {}, {}})),
        Texts{"1 failed: charon does not know the event nonsense"}
    );
    EXPECT_TRUE(session.subscribe("nonsense", soon));
}

TEST_F(ViciSession, refuses_a_message_over_a_limit_and_goes_on)
{
    EXPECT_FALSE(session.request("c", Message{}.add("a", std::string(65'536, 'v')), soon));
    EXPECT_FALSE(session.request(std::string(256, 'c'), {}, soon));
    EXPECT_FALSE(session.request("", {}, soon));
    EXPECT_TRUE(session.take_unsent().empty());
    ASSERT_TRUE(session.request("c", {}, soon));
    EXPECT_EQ(told(arrive(empty_answer)), Texts{"1 {}"});
}

TEST_F(ViciSession, refuses_more_requests_than_may_wait)
{
    session = Session{{.requests = 4, .request_octets = 1000, .streamed_octets = 1000}};
    ASSERT_TRUE(session.stream("list-sas", "list-sa", {}, soon));
    EXPECT_FALSE(session.stream("list-sas", "list-sa", {}, soon));
    EXPECT_TRUE(session.request("c", {}, soon));
    EXPECT_FALSE(session.request("c", {}, soon));
    arrive(confirm);
    EXPECT_FALSE(session.request("c", Message{}.add("a", std::string(990, 'v')), soon));
    EXPECT_TRUE(session.request("c", Message{}.add("a", std::string(700, 'v')), soon));
    arrive(empty_answer, confirm, empty_answer, empty_answer);
    EXPECT_EQ(session.waiting(), 0U);
    EXPECT_TRUE(session.request("c", Message{}.add("a", std::string(980, 'v')), soon));
}

} // namespace
} // namespace iwf::vici
