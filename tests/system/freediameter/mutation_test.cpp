// SPDX-License-Identifier: Apache-2.0
/// What an admitted peer says, changed at random.
#include <random>

#include <gtest/gtest.h>

#include "node_process.hpp"
#include "support/raw_peer.hpp"

namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// What a peer may say after its CER, with `number` as both identifiers.
std::vector<Bytes> conversation(std::uint32_t number)
{
    RawHeader header{1, 0, 0x80, command::watchdog, 0, number, number};
    const std::vector<Bytes> origin{raw_avp(264, "mutant.test"), raw_avp(296, "test")};
    std::vector<Bytes> all{
        raw_device_action("s;1;1", "mutant.test", "test", "test", number),
        raw_message(header, origin)};
    header.flags = 0;
    all.push_back(raw_message(header, {raw_avp_u32(268, 2001), origin[0], origin[1]}));
    header.command = command::disconnect;
    all.push_back(raw_message(header, {raw_avp_u32(268, 2001), origin[0], origin[1]}));
    header.flags = 0x80;
    all.push_back(raw_message(header, {origin[0], origin[1], raw_avp_u32(273, 0)}));
    all.push_back(raw_cer("mutant.test", "test"));
    return all;
}

/// Changes up to four octets; now and then the end is missing.
void mutate(Bytes& message, std::mt19937& random)
{
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
        message[random() % message.size()] = static_cast<std::uint8_t>(random());
    }
    if (random() % 8 == 0) {
        message.resize(message.size() - random() % 12);
    }
}

/// Connects and speaks in mutations for `time`; connections made.
int speak_in_mutations(NodeProcess& node, Clock::duration time, unsigned seed)
{
    std::mt19937 random{seed};
    int connections = 0;
    for (const auto end = Clock::now() + time; Clock::now() < end && node.is_running();) {
        auto connected = RawPeer::connect(node.port());
        if (!connected) {
            break;
        }
        RawPeer peer = *std::move(connected);
        (void)peer.exchange_capabilities("mutant.test", "test", 300ms);
        ++connections;
        for (std::uint32_t number = 1; number <= 20; ++number) {
            for (Bytes& message : conversation(number)) {
                if (random() % 2 == 0) {
                    mutate(message, random);
                }
                peer.send(message);
            }
        }
        while (peer.receive(5ms)) {
        }
        if (random() % 2 == 0) {
            peer.reset();
        }
        (void)node.await_line("none", 0ms); // empties the pipe
    }
    return connections;
}

TEST(Mutations, of_a_known_peer_leave_the_node_serving)
{
    NodeProcess node{{"--peer", "mutant.test", "--peer", "honest.test", "--quiet", "yes"}};
    RawPeer honest{node.port()};
    ASSERT_EQ(honest.exchange_capabilities("honest.test"), 2001U);
    EXPECT_GT(speak_in_mutations(node, 6s, 1), 10);
    EXPECT_EQ(node.await_end(0ms), std::nullopt) << node.log();
    honest.send(raw_device_action("s;1;1", "honest.test", "test", "test", 1));
    EXPECT_TRUE(honest.receive_application(5s)) << node.log();
}

TEST(Mutations, end_stock_libfdcore)
{
    NodeProcess node{Kind::stock, {}};
    (void)speak_in_mutations(node, 15s, 1);
    EXPECT_TRUE(node.await_end(2s)) << "it survived: are its bugs fixed?";
}

} // namespace
} // namespace iwf::test
