// SPDX-License-Identifier: Apache-2.0
/// What a peer answers to a request of ours cannot end the node (FREEDIAMETER README, failures 1, 2
/// and 11), and reaches the core whatever it is.
#include <chrono>
#include <gtest/gtest.h>

#include "node_process.hpp"
#include "support/raw_peer.hpp"

namespace iwf::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t result_code = 268;

struct BadAnswer
{
    const char* name;
    Bytes (*make)(ByteView request);
    const char* fate; ///< of the request, at our node
};

Bytes with(ByteView request, const Bytes& first, std::uint32_t command = 0)
{
    RawHeader header = raw_header(request);
    header.length = 0;
    header.flags &= 0x40U;
    header.command = command != 0 ? command : header.command;
    std::vector<Bytes> avps;
    if (const auto session = find_avp(request, 263); !session.empty()) {
        avps.push_back(raw_avp(263, session));
    }
    avps.push_back(first);
    avps.push_back(raw_avp(264, "raw.test"));
    avps.push_back(raw_avp(296, "test"));
    return raw_message(header, avps);
}

Bytes long_result_code(ByteView request)
{
    return with(request, raw_avp(result_code, "eight..."));
}

Bytes empty_result_code(ByteView request)
{
    return with(request, raw_avp(result_code, ""));
}

Bytes unknown_mandatory_avp_first(ByteView request)
{
    Bytes avps = raw_avp(999'999, "what?");
    const Bytes code = raw_avp_u32(result_code, 5012);
    avps.insert(avps.end(), code.begin(), code.end());
    return with(request, avps);
}

Bytes unknown_command(ByteView request)
{
    return with(request, raw_avp_u32(result_code, 5012), 7'777'777);
}

Bytes no_origin_host(ByteView request)
{
    RawHeader header = raw_header(request);
    header.length = 0;
    header.flags &= 0x40U;
    return raw_message(
        header, {raw_avp(263, find_avp(request, 263)), raw_avp_u32(result_code, 2001)}
    );
}

const BadAnswer bad_answers[] = {
    {"long_result_code", &long_result_code, "answer 1 "},
    {"empty_result_code", &empty_result_code, "answer 1 "},
    {"unknown_mandatory_avp_first", &unknown_mandatory_avp_first, "answer 1 "},
    {"unknown_command", &unknown_command, ""},
};

/// A node that dialled `listener`, and the connection.
RawPeer connected(RawListener& listener)
{
    auto peer = listener.accept(10s);
    EXPECT_TRUE(peer);
    EXPECT_TRUE(peer->accept_capabilities("raw.test"));
    return *std::move(peer);
}

std::string dial(const RawListener& listener)
{
    return "raw.test@127.0.0.1:" + std::to_string(listener.port());
}

class AnsweredBadly : public testing::TestWithParam<BadAnswer>
{};

TEST_P(AnsweredBadly, the_node_lives_and_tells_the_core)
{
    RawListener listener;
    NodeProcess node{{"--peer", dial(listener)}};
    RawPeer peer = connected(listener);
    ASSERT_TRUE(node.await_line("open 0 1", 5s)) << node.log();
    node.write_line("send 1");
    auto request = peer.receive_application(5s);
    ASSERT_TRUE(request) << node.log();
    peer.send(GetParam().make(*request));
    if (*GetParam().fate != '\0') {
        EXPECT_TRUE(node.await_line(GetParam().fate, 5s)) << node.log();
    }
    // The next exchange shows that it was read.
    node.write_line("send 1");
    request = peer.receive_application(5s);
    ASSERT_TRUE(request) << node.log();
    peer.send(raw_answer(*request, 2001, "raw.test", "test"));
    EXPECT_TRUE(node.await_line("answer 2 ", 5s)) << node.log();
    EXPECT_EQ(node.stats()["p0.unknown"], *GetParam().fate == '\0' ? 1 : 0);
}

TEST_P(AnsweredBadly, stock_libfdcore_dies)
{
    RawListener listener;
    NodeProcess node{Kind::stock, {"--peer", dial(listener)}};
    RawPeer peer = connected(listener);
    std::optional<std::string> end;
    for (int tries = 0; tries < 20 && !end; ++tries) {
        node.write_line("send 1"); // not before it considers itself connected
        while (auto request = peer.receive_application(200ms)) {
            peer.send(GetParam().make(*request));
        }
        end = node.await_end(200ms);
    }
    EXPECT_EQ(end, "signal 6") << node.log();
}

class WatchdogAnsweredBadly : public testing::TestWithParam<BadAnswer>
{};

TEST_P(WatchdogAnsweredBadly, the_node_lives_and_comes_back)
{
    RawListener listener;
    NodeProcess node{{"--peer", dial(listener), "--watchdog", "1"}};
    RawPeer peer = connected(listener);
    ASSERT_TRUE(node.await_line("open 0 1", 5s)) << node.log();
    const auto watchdog = peer.receive(6s);
    ASSERT_TRUE(watchdog) << node.log();
    ASSERT_EQ(raw_header(*watchdog).command, command::watchdog);
    peer.send(GetParam().make(*watchdog));
    (void)peer.await_close(6s); // some are read as no answer at all: then it gives up later
    peer.close();
    RawPeer again = connected(listener);
    ASSERT_TRUE(node.await_line("open 0 2", 5s)) << node.log();
    node.write_line("send 1");
    const auto request = again.receive_application(5s);
    ASSERT_TRUE(request) << node.log();
    again.send(raw_answer(*request, 2001, "raw.test", "test"));
    EXPECT_TRUE(node.await_line("answer 1 ", 5s)) << node.log();
}

TEST_P(WatchdogAnsweredBadly, stock_libfdcore_dies)
{
    RawListener listener;
    NodeProcess node{Kind::stock, {"--peer", dial(listener), "--watchdog", "6"}};
    RawPeer peer = connected(listener);
    const auto watchdog = peer.receive(10s);
    ASSERT_TRUE(watchdog) << node.log();
    ASSERT_EQ(raw_header(*watchdog).command, command::watchdog);
    peer.send(GetParam().make(*watchdog));
    EXPECT_EQ(node.await_end(5s), "signal 6") << node.log();
}

std::string name_of(const testing::TestParamInfo<BadAnswer>& each)
{
    return each.param.name;
}

INSTANTIATE_TEST_SUITE_P(Each, AnsweredBadly, testing::ValuesIn(bad_answers), &name_of);

INSTANTIATE_TEST_SUITE_P(
    Some, WatchdogAnsweredBadly, testing::Values(bad_answers[0], bad_answers[3]), &name_of
);

TEST(Answer, that_libfdcore_would_drop_in_silence_reaches_the_core)
{
    RawListener listener;
    NodeProcess node{{"--peer", dial(listener)}};
    RawPeer peer = connected(listener);
    ASSERT_TRUE(node.await_line("open 0 1", 5s)) << node.log();
    node.write_line("send 1");
    const auto request = peer.receive_application(5s);
    ASSERT_TRUE(request) << node.log();
    peer.send(no_origin_host(*request));
    EXPECT_TRUE(node.await_line("answer 1 ", 5s)) << node.log();
}

TEST(Answer, that_stock_libfdcore_drops_never_reaches_its_callback)
{
    RawListener listener;
    NodeProcess node{Kind::stock, {"--peer", dial(listener)}};
    RawPeer peer = connected(listener);
    std::optional<Bytes> request;
    for (int tries = 0; tries < 50 && !request; ++tries) {
        node.write_line("send 1");
        request = peer.receive_application(200ms);
        if (request && (raw_header(*request).flags & 0x10U) != 0) {
            request.reset();
        }
    }
    ASSERT_TRUE(request) << node.log();
    const long before = node.stats()["answers"]; // of sends before it was connected
    peer.send(no_origin_host(*request));
    // An honest answer behind it shows that the first one was read.
    node.write_line("send 1");
    request = peer.receive_application(5s);
    ASSERT_TRUE(request) << node.log();
    peer.send(raw_answer(*request, 2001, "raw.test", "test"));
    long after = 0;
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    while (after <= before && std::chrono::steady_clock::now() < deadline) {
        after = node.stats()["answers"];
    }
    EXPECT_EQ(after, before + 1);
}

TEST(UnaskedDpa, does_not_end_a_peer_that_we_dial)
{
    RawListener listener;
    NodeProcess node{{"--peer", dial(listener)}};
    {
        RawPeer peer = connected(listener);
        ASSERT_TRUE(node.await_line("open 0 1", 5s)) << node.log();
        node.write_line("send 1");
        const auto request = peer.receive_application(5s);
        ASSERT_TRUE(request);
        RawHeader header = raw_header(*request);
        header.length = 0;
        header.flags = 0;
        header.command = command::disconnect;
        header.application = 0;
        peer.send(raw_message(
            header, {raw_avp_u32(result_code, 2001), raw_avp(264, "raw.test"), raw_avp(296, "test")}
        ));
        node.write_line("send 1");
        ASSERT_TRUE(peer.receive_application(5s)) << node.log();
    }
    EXPECT_TRUE(node.await_line("failure", 5s)) << node.log();
    auto again = listener.accept(10s);
    ASSERT_TRUE(again) << node.log();
    ASSERT_TRUE(again->accept_capabilities("raw.test"));
    EXPECT_TRUE(node.await_line("open 0 2", 5s)) << node.log();
}

TEST(UnaskedDpa, ends_stock_libfdcores_peer_for_good)
{
    RawListener listener;
    NodeProcess node{Kind::stock, {"--peer", dial(listener)}};
    RawPeer peer = connected(listener);
    std::optional<Bytes> request;
    for (int tries = 0; tries < 50 && !request; ++tries) {
        node.write_line("send 1");
        request = peer.receive_application(200ms);
    }
    ASSERT_TRUE(request) << node.log();
    RawHeader header = raw_header(*request);
    header.length = 0;
    header.flags = 0;
    header.command = command::disconnect;
    header.application = 0;
    peer.send(raw_message(
        header, {raw_avp_u32(result_code, 2001), raw_avp(264, "raw.test"), raw_avp(296, "test")}
    ));
    EXPECT_TRUE(peer.await_close(5s)) << node.log();
    EXPECT_FALSE(listener.accept(8s)) << "it was dialled again: is this bug fixed?";
}

} // namespace
} // namespace iwf::test
