// SPDX-License-Identifier: Apache-2.0
/// How connections begin, fall silent and end, and what becomes of what was under way on them.
#include <chrono>

#include "exchange.hpp"

namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

TEST(PeerThatReconnects, after_a_broken_connection_is_served_at_once)
{
    NodeProcess node{{"--peer", "honest.test"}};
    for (std::uint32_t number = 1; number <= 5; ++number) {
        RawPeer peer{node.port()};
        ASSERT_EQ(peer.exchange_capabilities("honest.test"), 2001U) << number << node.log();
        expect_answer(peer, node, number);
        peer.reset();
    }
}

TEST(SilentPeer, is_closed_after_the_watchdog_and_may_come_again)
{
    NodeProcess node{{"--peer", "honest.test", "--watchdog", "1"}};
    RawPeer silent{node.port()};
    ASSERT_EQ(silent.exchange_capabilities("honest.test"), 2001U);
    EXPECT_TRUE(node.await_line("closed 0 1 no answer to the watchdog", 15s)) << node.log();
    EXPECT_TRUE(silent.await_close(5s));
    RawPeer peer{node.port()};
    ASSERT_EQ(peer.exchange_capabilities("honest.test"), 2001U) << node.log();
    expect_answer(peer, node, 1);
}

TEST(BusyPeer, that_answers_no_watchdog_stays_connected)
{
    NodeProcess node{{"--peer", "honest.test", "--watchdog", "1", "--quiet", "yes"}};
    RawPeer peer{node.port()};
    ASSERT_EQ(peer.exchange_capabilities("honest.test"), 2001U);
    // The watchdog is due after one to three seconds; what it was not told of would end this.
    std::uint32_t number = 0;
    for (const auto end = Clock::now() + 8s; Clock::now() < end;) {
        peer.send(request_of("honest.test", ++number));
        for (std::uint32_t got = 0; got != number;) {
            const auto message = peer.receive(5s); // a watchdog among them
            ASSERT_TRUE(message) << number << node.log();
            got = raw_header(*message).is_request() ? 0 : raw_header(*message).end_to_end;
        }
    }
    EXPECT_EQ(node.stats()["p0.connections"], 1);
}

TEST(FirstRequests, that_come_with_the_cer_are_served_in_order)
{
    for (int tries = 0; tries < 20; ++tries) {
        NodeProcess node{{"--peer", "honest.test", "--quiet", "yes"}};
        RawPeer peer{node.port()};
        Bytes burst = raw_cer("honest.test", "test");
        for (std::uint32_t number = 1; number <= 20; ++number) {
            const Bytes request = request_of("honest.test", number);
            burst.insert(burst.end(), request.begin(), request.end());
        }
        peer.send(burst);
        ASSERT_TRUE(peer.receive(5s)) << "CEA" << node.log();
        for (std::uint32_t number = 1; number <= 20; ++number) {
            const auto answer = peer.receive_application(5s);
            ASSERT_TRUE(answer) << number << node.log();
            ASSERT_EQ(raw_header(*answer).end_to_end, number) << "of try " << tries;
        }
    }
}

TEST(CutPeer, is_closed_at_once_and_what_was_in_flight_is_lost)
{
    NodeProcess node{{"--peer", "honest.test"}};
    RawPeer peer{node.port()};
    ASSERT_EQ(peer.exchange_capabilities("honest.test"), 2001U);
    ASSERT_TRUE(node.await_line("open 0 1", 5s));
    node.write_line("send 2");
    ASSERT_TRUE(peer.receive_application(5s));
    node.write_line("abandon 1");
    node.write_line("cut 0");
    EXPECT_TRUE(peer.await_close(5s));
    EXPECT_TRUE(node.await_line("failure 2 connection_lost", 5s)) << node.log();
    EXPECT_TRUE(node.await_line("closed 0 1", 5s)) << node.log();
    EXPECT_EQ(node.stats()["failures"], 1);
}

TEST(LateAnswer, is_dropped_and_counted)
{
    NodeProcess node{{"--peer", "honest.test"}};
    RawPeer peer{node.port()};
    ASSERT_EQ(peer.exchange_capabilities("honest.test"), 2001U);
    ASSERT_TRUE(node.await_line("open 0 1", 5s));
    node.write_line("send 1");
    const auto request = peer.receive_application(5s);
    ASSERT_TRUE(request);
    node.write_line("abandon 1");
    EXPECT_EQ(node.stats()["p0.in_flight"], 0);
    peer.send(raw_answer(*request, 2001, "honest.test", "test"));
    expect_answer(peer, node, 9);
    auto stats = node.stats();
    EXPECT_EQ(stats["p0.unknown"], 1);
    EXPECT_EQ(stats["answers"], 0);
}

TEST(Unanswered, requests_of_ours_are_bounded_and_the_abandoned_ones_forgotten)
{
    NodeProcess node{{"--peer", "mute.test", "--in-flight", "10"}};
    RawPeer peer{node.port()};
    ASSERT_EQ(peer.exchange_capabilities("mute.test"), 2001U);
    ASSERT_TRUE(node.await_line("open 0 1", 5s));
    for (int number = 1; number <= 10; ++number) {
        node.write_line("send 1");
        ASSERT_TRUE(peer.receive_application(5s));
    }
    node.write_line("send 1");
    EXPECT_TRUE(node.await_line("refused 11 too_busy", 5s)) << node.log();
    for (int number = 1; number <= 10; ++number) {
        node.write_line("abandon " + std::to_string(number));
    }
    node.write_line("send 1");
    EXPECT_TRUE(peer.receive_application(5s)) << node.log();
    EXPECT_EQ(node.stats()["p0.in_flight"], 1);
    EXPECT_EQ(node.stats()["p0.cut"], 0);
}

TEST(Stopping, does_not_wait_long_for_a_peer_that_ignores_the_dpr)
{
    NodeProcess node{{"--peer", "rude.test", "--peer", "polite.test"}};
    RawPeer rude{node.port()};
    RawPeer polite{node.port()};
    ASSERT_EQ(rude.exchange_capabilities("rude.test"), 2001U) << node.log();
    ASSERT_EQ(polite.exchange_capabilities("polite.test"), 2001U);
    ASSERT_TRUE(node.await_line("open 1", 5s)) << node.log();
    node.write_line("stop");
    EXPECT_TRUE(polite.await_goodbye(5s)) << node.log();
    EXPECT_TRUE(rude.await_close(5s)) << "cut after a second";
    EXPECT_EQ(node.await_end(8s), "exit 0") << node.log();
}

} // namespace
} // namespace iwf::test
