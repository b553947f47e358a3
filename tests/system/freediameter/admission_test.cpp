// SPDX-License-Identifier: Apache-2.0
/// Who gets in, and what a stranger can do before (README, failures 3, 6 and 12).
#include <gtest/gtest.h>

#include <array>

#include "node_process.hpp"
#include "support/raw_peer.hpp"

namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// An honest peer gets in and is answered.
void expect_service(NodeProcess& node, const std::string& host = "honest.test")
{
    RawPeer peer{node.port()};
    ASSERT_EQ(peer.exchange_capabilities(host), 2001U) << node.log();
    peer.send(raw_device_action("s;1;1", host, "test", "test", 7));
    const auto answer = peer.receive_application(5s);
    ASSERT_TRUE(answer) << node.log();
    EXPECT_EQ(result_code_of(*answer), 2001U);
    EXPECT_EQ(raw_header(*answer).hop_by_hop, 7U);
    EXPECT_EQ(raw_header(*answer).end_to_end, 7U);
}

void expect_refusal(NodeProcess& node, ByteView first, const std::string& reason)
{
    RawPeer peer{node.port()};
    peer.send(first);
    EXPECT_TRUE(peer.await_close(5s)) << reason;
    EXPECT_NE(node.log().find(reason), std::string::npos) << reason << "\n" << node.log();
}

TEST(Admission, refuses_by_closing_and_says_why_in_the_log)
{
    NodeProcess node{
        {"--peer", "honest.test", "--peer", "dialled.test@127.0.0.1:1", "--peer", "other.test"}};
    expect_refusal(node, raw_cer("stranger.test", "test"), "'stranger.test' is not configured");
    expect_refusal(node, raw_cer("", "test"), "is not an FQDN");
    expect_refusal(node, raw_cer("honest.test", ""), "is not an FQDN");
    expect_refusal(node, raw_cer("NODE.test", "test"), "it claims our own identity");
    expect_refusal(node, raw_cer("dialled.test", "test"), "one that we connect to");
    expect_refusal(node, raw_cer("honest.test", "test", 4), "no application in common");
    expect_refusal(
        node,
        raw_message({1, 0, 0x80, command::capabilities, 0}, {raw_avp(264, "honest.test")}),
        "one Origin-Host and one Origin-Realm"
    );
    expect_refusal(node, raw_device_action("s", "honest.test", "test", "test", 1), "not a CER");
    expect_service(node);
    EXPECT_EQ(node.stats()["refused"], 8);
}

TEST(Admission, refuses_a_known_identity_from_another_address)
{
    NodeProcess node{{"--peer", "honest.test", "--only-from", "127.0.0.1"}};
    RawPeer thief{node.port(), "127.0.0.1", "127.0.0.2"};
    thief.send(raw_cer("honest.test", "test"));
    EXPECT_TRUE(thief.await_close(5s));
    EXPECT_NE(node.log().find("remote=127.0.0.2 reason=not from 127.0.0.1"), std::string::npos)
        << node.log();
    expect_service(node);
}

TEST(Admission, keeps_the_first_connection_of_an_identity_when_a_second_comes)
{
    NodeProcess node{{"--peer", "honest.test"}};
    RawPeer first{node.port()};
    ASSERT_EQ(first.exchange_capabilities("honest.test"), 2001U);
    ASSERT_TRUE(node.await_line("open 0 1", 5s)) << node.log();
    expect_refusal(node, raw_cer("honest.test", "test"), "is connected already");
    first.send(raw_device_action("s;1;1", "honest.test", "test", "test", 1));
    EXPECT_TRUE(first.receive_application(5s)) << node.log();
}

TEST(Admission, tells_our_vendor_and_product)
{
    NodeProcess node{{"--peer", "honest.test"}};
    RawPeer peer{node.port()};
    peer.send(raw_cer("honest.test", "test"));
    const auto answer = peer.receive(5s);
    ASSERT_TRUE(answer) << node.log();
    EXPECT_EQ(base::to_hex(find_avp(*answer, 266)), "000028af");
    EXPECT_EQ(base::as_text(find_avp(*answer, 269)), "mtc-iwf");
    EXPECT_EQ(base::to_hex(find_avp(*answer, 257)), "00017f000001");
}

TEST(Admission, of_a_peer_can_be_withdrawn_and_given_while_running)
{
    NodeProcess node{{"--peer", "honest.test"}};
    RawPeer peer{node.port()};
    ASSERT_EQ(peer.exchange_capabilities("honest.test"), 2001U);
    ASSERT_TRUE(node.await_line("open 0 1", 5s));
    node.write_line("forbid 0");
    EXPECT_TRUE(peer.await_close(5s));
    EXPECT_TRUE(node.await_line("closed 0 1", 5s));
    expect_refusal(node, raw_cer("honest.test", "test"), "is not configured");
    node.write_line("allow 0");
    node.write_line("add late.test");
    EXPECT_TRUE(node.await_line("added 1", 5s)) << node.log();
    expect_service(node, "late.test");
    expect_service(node, "honest.test");
}

TEST(EmptyIdentity, is_let_in_by_stock_libfdcore_which_then_shuts_itself_down)
{
    NodeProcess node{Kind::stock, {}};
    RawPeer peer{node.port()};
    ASSERT_EQ(peer.exchange_capabilities(""), 2001U);
    bool leaves = false;
    for (int tries = 0; tries < 20 && !leaves; ++tries) {
        node.write_line("send 1"); // not before it considers the peer open
        leaves = peer.await_goodbye(500ms);
    }
    EXPECT_TRUE(leaves);
    EXPECT_EQ(node.await_end(20s), "exit 0") << node.log();
}

TEST(LengthZeroBeforeCer, only_closes_the_connection)
{
    NodeProcess node{{"--peer", "honest.test"}};
    Bytes message = raw_message({1, 0, 0x80, command::capabilities, 0}, {});
    message[3] = 0;
    RawPeer peer{node.port()};
    peer.send(message);
    EXPECT_TRUE(peer.await_close(5s));
    expect_service(node);
}

TEST(LengthZeroBeforeCer, ends_stock_libfdcore_with_hook_data)
{
    NodeProcess node{Kind::stock, {"--hook-data", "yes"}};
    Bytes message = raw_message({1, 0, 0x80, command::capabilities, 0}, {});
    message[3] = 0;
    RawPeer peer{node.port()};
    peer.send(message);
    const auto end = node.await_end(10s);
    EXPECT_TRUE(end == "signal 11" || end == "signal 6") << end.value_or("still runs");
}

std::vector<Bytes> malformed()
{
    const Bytes cer = raw_cer("honest.test", "test");
    std::vector<Bytes> all;
    for (const std::uint32_t length : {0U, 4U, 16U, 24U, 1U, 0xffffffU, 65'535U}) {
        Bytes bad = cer;
        bad[1] = static_cast<std::uint8_t>(length >> 16U);
        bad[2] = static_cast<std::uint8_t>(length >> 8U);
        bad[3] = static_cast<std::uint8_t>(length);
        all.push_back(bad);
    }
    for (const std::uint8_t version : {std::uint8_t{0}, std::uint8_t{2}, std::uint8_t{255}}) {
        Bytes bad = cer;
        bad[0] = version;
        all.push_back(bad);
    }
    for (const std::uint8_t length : {std::uint8_t{0}, std::uint8_t{7}, std::uint8_t{255}}) {
        Bytes bad = cer;
        bad[27] = length; // of the first AVP
        all.push_back(bad);
    }
    const auto with = [&cer](const Bytes& avp) {
        Bytes avps{cer.begin() + 20, cer.end()};
        return raw_message({1, 0, 0x80, command::capabilities, 0}, {avps, avp});
    };
    all.push_back(with(raw_avp(263, std::string_view{"a\0b", 3}))); // Session-Id with NUL
    all.push_back(with(raw_avp(999'999, "unknown, mandatory")));
    all.push_back(with(raw_avp(264, "again.test")));
    all.push_back(with(Bytes(20'000, 0)));
    all.push_back(raw_message({1, 0, 0x80, command::capabilities, 0}, {}));
    all.push_back(raw_message({1, 0, 0x00, command::capabilities, 0}, {}));
    all.push_back(raw_message({1, 0, 0xff, command::watchdog, 0xffffffff}, {}));
    all.push_back(Bytes(300, 0));
    all.push_back(Bytes(300, 255));
    all.push_back({1});
    all.push_back({'G', 'E', 'T', ' ', '/', '\r', '\n', '\r', '\n'});
    return all;
}

TEST(Malformed, before_the_cer_costs_nothing_but_the_connection)
{
    NodeProcess node{{"--peer", "honest.test", "--first-message", "1"}};
    for (const Bytes& octets : malformed()) {
        RawPeer peer{node.port()};
        peer.send(octets);
        EXPECT_TRUE(peer.await_close(5s)) << base::to_hex(octets).substr(0, 100) << node.log();
    }
    expect_service(node);
}

TEST(Malformed, on_an_open_connection_is_closed_or_told_but_the_node_lives)
{
    NodeProcess node{{"--peer", "honest.test"}};
    for (const Bytes& octets : malformed()) {
        RawPeer peer{node.port()};
        ASSERT_EQ(peer.exchange_capabilities("honest.test"), 2001U) << node.log();
        peer.send(octets);
        peer.half_close();
        EXPECT_TRUE(peer.await_close(5s)) << base::to_hex(octets).substr(0, 100) << node.log();
        ASSERT_TRUE(node.await_line("closed", 5s)) << node.log();
    }
    EXPECT_GT(node.stats()["p0.malformed"], 0);
    expect_service(node);
}

} // namespace
} // namespace iwf::test
