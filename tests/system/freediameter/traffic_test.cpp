// SPDX-License-Identifier: Apache-2.0
/// What an admitted peer can do with requests and connections (README, failures 4, 5, 7 to 10).
#include <sys/socket.h>

#include <gtest/gtest.h>

#include "exchange.hpp"

namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

const std::string wrong_realm = "elsewhere.test";

constexpr int identities = 30;

std::string churner(int count)
{
    return "churn" + std::to_string(count % identities) + ".test";
}

/// Requests that stock cannot route, and a reset before it can say so. Connections made.
int churn(NodeProcess& node, Clock::duration time)
{
    int count = 0;
    for (const auto end = Clock::now() + time; Clock::now() < end && node.is_running(); ++count) {
        auto connected = RawPeer::connect(node.port());
        if (!connected) {
            break;
        }
        RawPeer peer = *std::move(connected);
        const std::string host = churner(count);
        peer.send(raw_cer(host, "test"));
        for (std::uint32_t number = 1; number <= 3; ++number) {
            peer.send(request_of(host, number, wrong_realm));
        }
        if (count % 2 == 0) {
            (void)peer.receive(50ms);
        }
        peer.reset();
        (void)node.await_line("none", 0ms); // empties the pipe
    }
    return count;
}

TEST(UnroutableRequestAndReset, leaves_the_node_serving)
{
    std::vector<std::string> options{"--peer", "honest.test", "--quiet", "yes"};
    for (int count = 0; count < identities; ++count) {
        options.insert(options.end(), {"--peer", churner(count)});
    }
    NodeProcess node{options};
    RawPeer honest{node.port()};
    ASSERT_EQ(honest.exchange_capabilities("honest.test"), 2001U);
    const int connections = churn(node, 5s);
    EXPECT_GT(connections, 20);
    EXPECT_EQ(node.await_end(0ms), std::nullopt) << node.log();
    expect_answer(honest, node, 99);
    EXPECT_LT(node.log().size(), 100'000U) << "a peer filled the disk";
}

/// It has ended, or lets nobody in any more.
bool is_dead(NodeProcess& node)
{
    if (node.await_end(100ms)) {
        return true;
    }
    auto newcomer = RawPeer::connect(node.port());
    return !newcomer || newcomer->exchange_capabilities("newcomer.test") != 2001U;
}

TEST(UnroutableRequestAndReset, ends_stock_libfdcore_or_makes_it_stand_still)
{
    bool died = false;
    for (int tries = 0; tries < 8 && !died; ++tries) { // two in three die within three seconds
        NodeProcess node{Kind::stock, {}};
        (void)churn(node, 4s);
        died = is_dead(node);
    }
    EXPECT_TRUE(died) << "it survived: is this bug fixed?";
}

TEST(NulInSessionId, is_a_request_like_any_other)
{
    NodeProcess node{{"--peer", "honest.test"}};
    RawPeer peer{node.port()};
    ASSERT_EQ(peer.exchange_capabilities("honest.test"), 2001U);
    peer.send(raw_device_action(std::string_view{"a\0b", 3}, "honest.test", "test", "test", 1));
    EXPECT_TRUE(node.await_line("request 0 1 000001074000000b61006200", 5s)) << node.log();
    expect_answer(peer, node, 2);
}

TEST(NulInSessionId, ends_stock_libfdcore)
{
    NodeProcess node{Kind::stock, {}};
    RawPeer peer{node.port()};
    ASSERT_EQ(peer.exchange_capabilities("honest.test"), 2001U);
    peer.send(raw_device_action(std::string_view{"a\0b", 3}, "honest.test", "test", "node.test", 1)
    );
    peer.send(raw_device_action(std::string_view{"a\0b", 3}, "honest.test", "test", "test", 2));
    EXPECT_TRUE(peer.await_goodbye(10s));
    EXPECT_EQ(node.await_end(10s), "exit 0") << node.log();
}

TEST(QuickReconnects, with_valid_traffic_leave_the_node_serving)
{
    NodeProcess node{{"--peer", "quick.test", "--quiet", "yes"}};
    int served = 0;
    int tries = 0;
    for (const auto end = Clock::now() + 6s; Clock::now() < end; ++tries) {
        RawPeer peer{node.port()};
        if (peer.exchange_capabilities("quick.test", "test", 1s) != 2001U) {
            continue; // its last connection was not yet put away
        }
        peer.send(request_of("quick.test", 1));
        served += peer.receive_application(1s) ? 1 : 0;
        if (tries % 2 == 0) {
            peer.reset();
        }
        (void)node.await_line("none", 0ms); // empties the pipe
    }
    EXPECT_TRUE(node.is_running()) << node.log();
    EXPECT_GT(served, 50);
    EXPECT_GT(served, tries * 9 / 10) << "of " << tries;
}

TEST(OnlyPeerDies, while_the_core_sends_again_and_the_node_goes_on)
{
    RawListener listener;
    NodeProcess node{
        {"--peer",
         "raw.test@127.0.0.1:" + std::to_string(listener.port()),
         "--quiet",
         "yes",
         "--refill",
         "200000"}};
    for (int round = 1; round <= 3; ++round) {
        auto peer = listener.accept(10s);
        ASSERT_TRUE(peer) << node.log();
        ASSERT_TRUE(peer->accept_capabilities("raw.test"));
        ASSERT_TRUE(node.await_line("open 0 " + std::to_string(round), 5s)) << node.log();
        node.write_line("send 1000");
        for (int count = 0; count < 500; ++count) {
            const auto request = peer->receive_application(5s);
            ASSERT_TRUE(request) << node.log();
            peer->send(raw_answer(*request, 2001, "raw.test", "test"));
        }
        peer->reset();
        ASSERT_TRUE(node.await_line("closed 0 " + std::to_string(round), 10s)) << node.log();
    }
    auto stats = node.stats();
    EXPECT_EQ(stats["p0.in_flight"], 0);
    EXPECT_EQ(stats["answers"] + stats["failures"] + stats["refusals"], stats["sent"])
        << "each request ends once";
}

TEST(OnlyPeerDies, while_its_callback_sends_again_and_stock_libfdcore_stands_still)
{
    RawListener listener;
    NodeProcess node{
        Kind::stock,
        {"--peer",
         "raw.test@127.0.0.1:" + std::to_string(listener.port()),
         "--refill",
         "100000000"}};
    auto peer = listener.accept(10s);
    ASSERT_TRUE(peer) << node.log();
    ASSERT_TRUE(peer->accept_capabilities("raw.test"));
    node.write_line("send 1000");
    for (int count = 0; count < 2000; ++count) {
        const auto request = peer->receive_application(5s);
        if (!request) {
            break;
        }
        peer->send(raw_answer(*request, 2001, "raw.test", "test"));
    }
    peer->reset();
    // Its command thread soon waits like all others; before that, its counters stop.
    std::optional<std::string> before = "";
    bool stands_still = false;
    for (int tries = 0; tries < 6 && !stands_still; ++tries) {
        (void)node.await_end(1s);
        node.write_line("stats");
        const auto now = node.await_line("stats", 3s);
        stands_still = !now || now == before;
        before = now;
    }
    EXPECT_TRUE(stands_still) << before.value_or("");
    EXPECT_TRUE(node.is_running());
}

#ifdef __SANITIZE_ADDRESS__
constexpr long bound_kib = 400L * 1024; // it keeps freed memory back
#else
constexpr long bound_kib = 64L * 1024;
#endif

/// Sends requests as fast as it can for `time`, or until the node is larger than the bound, and
/// reads nothing, or `trickle` octets each 5 ms; the highest resident size (KiB).
long flood(NodeProcess& node, Clock::duration time, std::size_t trickle = 0)
{
    RawPeer peer{node.port()};
    EXPECT_EQ(peer.exchange_capabilities("flood.test"), 2001U) << node.log();
    Bytes burst;
    for (std::uint32_t number = 1; number <= 500; ++number) {
        const Bytes request = request_of("flood.test", number);
        burst.insert(burst.end(), request.begin(), request.end());
    }
    long highest = 0;
    std::size_t at = 0;
    Bytes read(std::max<std::size_t>(trickle, 1));
    auto next_read = Clock::now() + 5ms;
    for (const auto end = Clock::now() + time; Clock::now() < end && highest <= bound_kib;) {
        const long sent = peer.send_some(ByteView{burst}.subspan(at));
        if (sent < 0) {
            break; // it cut us: that is a bound as well
        }
        at = (at + static_cast<std::size_t>(sent)) % burst.size();
        highest = std::max(highest, node.resident_kib());
        if (trickle > 0 && Clock::now() >= next_read) {
            (void)::recv(peer.socket(), read.data(), read.size(), MSG_DONTWAIT);
            next_read += 5ms;
        }
    }
    return highest;
}

TEST(Flood, by_a_peer_that_reads_nothing_is_bounded_in_memory_and_hurts_nobody_else)
{
    NodeProcess node{{"--peer", "flood.test", "--peer", "honest.test", "--quiet", "yes"}};
    RawPeer honest{node.port()};
    ASSERT_EQ(honest.exchange_capabilities("honest.test"), 2001U);
    EXPECT_LE(flood(node, 30s), bound_kib); // it is cut: nobody waits for it longer than seconds
    EXPECT_TRUE(node.await_line("closed 0 1", 5s)) << node.log();
    expect_answer(honest, node, 1);
}

TEST(Flood, by_a_peer_that_reads_little_is_read_as_slowly)
{
    NodeProcess node{{"--peer", "flood.test", "--peer", "honest.test", "--quiet", "yes"}};
    RawPeer honest{node.port()};
    ASSERT_EQ(honest.exchange_capabilities("honest.test"), 2001U);
    EXPECT_LE(flood(node, 5s, 2048), bound_kib);
    EXPECT_EQ(node.stats()["p0.cut"], 0);
    EXPECT_EQ(node.stats()["p0.answers_dropped"], 0) << "it asked no more than it can be told";
    expect_answer(honest, node, 1);
}

TEST(Flood, is_not_bounded_by_stock_libfdcore)
{
    NodeProcess node{Kind::stock, {}};
    EXPECT_GT(flood(node, 15s), bound_kib);
}

TEST(Inbox, that_is_full_answers_too_busy)
{
    NodeProcess node{{"--peer", "honest.test", "--inbox", "1", "--quiet", "yes"}};
    RawPeer peer{node.port()};
    ASSERT_EQ(peer.exchange_capabilities("honest.test"), 2001U);
    Bytes burst;
    constexpr std::uint32_t count = 3000;
    for (std::uint32_t number = 1; number <= count; ++number) {
        const Bytes request = request_of("honest.test", number);
        burst.insert(burst.end(), request.begin(), request.end());
    }
    peer.send(burst);
    std::uint32_t busy = 0;
    std::uint32_t good = 0;
    while (busy + good < count) {
        const auto answer = peer.receive_application(5s);
        ASSERT_TRUE(answer) << busy << " " << good << node.log();
        if (result_code_of(*answer) == 3004) {
            ++busy;
            EXPECT_NE(raw_header(*answer).flags & 0x20U, 0U);
            EXPECT_FALSE(find_avp(*answer, 263).empty());
        } else {
            ++good;
        }
    }
    EXPECT_GT(busy, 0U);
    EXPECT_EQ(node.stats()["p0.too_busy_in"], static_cast<long>(busy));
}

} // namespace
} // namespace iwf::test
