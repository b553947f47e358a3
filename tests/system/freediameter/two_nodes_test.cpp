// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "node_process.hpp"

namespace iwf::test {
namespace {

using namespace std::chrono_literals;

TEST(TwoNodes, exchange_requests_and_answers_across_processes)
{
    NodeProcess server{{"--identity", "srv.test", "--peer", "cli.test"}};
    NodeProcess client{
        {"--identity",
         "cli.test",
         "--peer",
         "srv.test@127.0.0.1:" + std::to_string(server.port())}};

    ASSERT_TRUE(client.await_line("open 0 1 127.0.0.1", 10s)) << client.log();
    ASSERT_TRUE(server.await_line("open 0 1 127.0.0.1", 10s)) << server.log();
    client.write_line("send 3");
    for (const std::string number : {"1", "2", "3"}) {
        EXPECT_TRUE(server.await_line("request 0 1 ", 10s)) << server.log();
        const auto answer = client.await_line("answer " + number + " 0 1 ", 10s);
        ASSERT_TRUE(answer) << client.log();
        EXPECT_NE(answer->find("0000010c4000000c000007d1"), std::string::npos) << *answer;
    }
}

TEST(TwoNodes, part_with_dpr_when_one_stops_and_meet_again)
{
    NodeProcess server{{"--identity", "srv.test", "--peer", "cli.test"}};
    const std::string peer = "srv.test@127.0.0.1:" + std::to_string(server.port());
    {
        NodeProcess client{{"--identity", "cli.test", "--peer", peer}};
        ASSERT_TRUE(client.await_line("open 0 1", 10s)) << client.log();
        client.write_line("stop");
        EXPECT_TRUE(client.await_line("stopped", 10s)) << client.log();
        EXPECT_EQ(client.await_end(10s), "exit 0");
    }
    EXPECT_TRUE(server.await_line("closed 0 1 disconnected by DPR", 10s)) << server.log();
    NodeProcess client{{"--identity", "cli.test", "--peer", peer}};
    EXPECT_TRUE(server.await_line("open 0 2", 10s)) << server.log();
}

TEST(TwoNodes, dial_again_when_the_other_dies_and_send_at_once)
{
    auto server = std::make_unique<NodeProcess>(std::vector<std::string>{
        "--identity", "srv.test", "--peer", "cli.test", "--deaf", "yes"});
    const auto port = server->port();
    NodeProcess client{
        {"--identity", "cli.test", "--peer", "srv.test@127.0.0.1:" + std::to_string(port)}};
    ASSERT_TRUE(client.await_line("open 0 1", 10s)) << client.log();
    client.write_line("send 1");
    ASSERT_TRUE(server->await_line("request 0 1", 10s)) << server->log();
    server->kill(SIGKILL);
    EXPECT_TRUE(client.await_line("failure 1 connection_lost", 10s)) << client.log();
    EXPECT_TRUE(client.await_line("closed 0 1", 10s)) << client.log();
    client.write_line("send 1");
    EXPECT_TRUE(client.await_line("refused 2 not_connected", 10s)) << client.log();
    server.reset();

    NodeProcess again{{"--identity", "srv.test", "--peer", "cli.test"}, port};
    ASSERT_TRUE(client.await_line("open 0 2", 20s)) << client.log();
    client.write_line("send 1");
    EXPECT_TRUE(client.await_line("answer 3 0 2", 10s)) << client.log();
}

} // namespace
} // namespace iwf::test
