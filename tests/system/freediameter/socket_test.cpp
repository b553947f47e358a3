// SPDX-License-Identifier: Apache-2.0
/// How the node uses the host's sockets and names (README of iwf/freediameter, below failure 11).
#include <gtest/gtest.h>

#include <list>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "node_process.hpp"
#include "support/raw_peer.hpp"

namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

bool is_listening(const std::string& address, std::uint16_t port)
{
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    ::inet_pton(AF_INET, address.c_str(), &to.sin_addr);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected =
        ::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    ::close(socket);
    return connected;
}

TEST(Listener, is_bound_to_the_configured_address_and_no_other)
{
    const NodeProcess node{{"--peer", "honest.test"}};
    EXPECT_TRUE(is_listening("127.0.0.1", node.port()));
    EXPECT_FALSE(is_listening("127.0.0.2", node.port()));
}

TEST(Listener, of_stock_libfdcore_ignores_a_loopback_address_and_takes_them_all)
{
    const NodeProcess node{Kind::stock, {}};
    EXPECT_TRUE(is_listening("127.0.0.2", node.port()));
}

TEST(Listener, on_a_port_that_is_taken_is_an_error_that_says_so)
{
    const RawListener other;
    ChildProcess node{
        {FREEDIAMETER_NODE,
         "--listen",
         "127.0.0.1",
         "--port",
         std::to_string(other.port()),
         "--peer",
         "honest.test"}};
    EXPECT_EQ(node.await_end(20s), "exit 1");
    EXPECT_NE(node.log().find(std::to_string(other.port())), std::string::npos) << node.log();
}

/// TCP_NODELAY of the node's socket whose other end is `peer`; -1 when it has none.
int no_delay_of(const NodeProcess& node, const RawPeer& peer)
{
    const int process = static_cast<int>(::syscall(SYS_pidfd_open, node.pid(), 0));
    sockaddr_in ours{};
    socklen_t size = sizeof ours;
    ::getsockname(peer.socket(), reinterpret_cast<sockaddr*>(&ours), &size);
    int value = -1;
    for (int number = 0; number < 64 && value < 0; ++number) {
        const int copy = static_cast<int>(::syscall(SYS_pidfd_getfd, process, number, 0));
        sockaddr_in theirs{};
        size = sizeof theirs;
        if (copy >= 0 && ::getpeername(copy, reinterpret_cast<sockaddr*>(&theirs), &size) == 0 &&
            theirs.sin_port == ours.sin_port) {
            size = sizeof value;
            ::getsockopt(copy, IPPROTO_TCP, TCP_NODELAY, &value, &size);
        }
        ::close(copy);
    }
    ::close(process);
    return value;
}

TEST(Nagle, is_off_so_that_delayed_acks_delay_nothing)
{
    NodeProcess node{{"--peer", "honest.test"}};
    RawPeer peer{node.port()};
    ASSERT_EQ(peer.exchange_capabilities("honest.test"), 2001U);
    EXPECT_EQ(no_delay_of(node, peer), 1);
}

TEST(Nagle, is_on_in_stock_libfdcore)
{
    NodeProcess node{Kind::stock, {}};
    RawPeer peer{node.port()};
    ASSERT_EQ(peer.exchange_capabilities("honest.test"), 2001U);
    EXPECT_EQ(no_delay_of(node, peer), 0);
}

/// How long a new peer waits for its CEA while the resolver takes three seconds for a name.
Clock::duration time_to_get_in(Kind kind)
{
    ::setenv("LD_PRELOAD", SLOW_RESOLVER, 1);
    NodeProcess node{kind, {"--peer", "honest.test"}};
    ::unsetenv("LD_PRELOAD");
    const auto start = Clock::now();
    RawPeer peer{node.port()};
    EXPECT_EQ(peer.exchange_capabilities("honest.test", "test", 10s), 2001U) << node.log();
    return Clock::now() - start;
}

TEST(SlowResolver, does_not_matter_as_no_name_is_asked_for)
{
    EXPECT_LT(time_to_get_in(Kind::corrected), 2s);
}

TEST(SlowResolver, delays_every_connection_of_stock_libfdcore)
{
    EXPECT_GE(time_to_get_in(Kind::stock), 3s);
}

TEST(IdleConnections, do_not_keep_a_newcomer_out)
{
    NodeProcess node{{"--peer", "honest.test", "--newcomers", "8", "--first-message", "1"}};
    std::list<RawPeer> idle;
    for (int count = 0; count < 20; ++count) {
        idle.emplace_back(node.port());
    }
    RawPeer peer{node.port()};
    EXPECT_EQ(peer.exchange_capabilities("honest.test", "test", 8s), 2001U) << node.log();
}

TEST(IdleConnections, keep_a_newcomer_out_of_stock_libfdcore)
{
    NodeProcess node{Kind::stock, {}};
    std::list<RawPeer> idle;
    for (int count = 0; count < 5; ++count) {
        idle.emplace_back(node.port());
    }
    RawPeer peer{node.port()};
    EXPECT_EQ(peer.exchange_capabilities("honest.test", "test", 8s), std::nullopt);
}

/// Leaves the node no descriptor for a new connection; gives them back.
void starve(const NodeProcess& node, rlim_t descriptors)
{
    const rlimit limit{descriptors, 4096};
    ASSERT_EQ(::prlimit(node.pid(), RLIMIT_NOFILE, &limit, nullptr), 0);
}

TEST(NoDescriptors, is_waited_out)
{
    NodeProcess node{{"--peer", "honest.test"}};
    starve(node, 3);
    {
        RawPeer unlucky{node.port()};
        for (int tries = 0; tries < 500 && node.stats()["accept_failures"] == 0; ++tries) {
        }
        EXPECT_GT(node.stats()["accept_failures"], 0);
    }
    starve(node, 1024);
    RawPeer peer{node.port()};
    EXPECT_EQ(peer.exchange_capabilities("honest.test"), 2001U) << node.log();
}

TEST(NoDescriptors, ends_stock_libfdcore)
{
    NodeProcess node{Kind::stock, {}};
    starve(node, 3);
    const RawPeer unlucky{node.port()};
    EXPECT_EQ(node.await_end(20s), "exit 0");
}

TEST(Proof, refuses_a_build_of_libfdcore_it_does_not_know)
{
    ::setenv("LD_LIBRARY_PATH", CHANGED_LIBRARY_DIR, 1);
    ChildProcess node{{FREEDIAMETER_NODE, "--listen", "127.0.0.1", "--peer", "honest.test"}};
    ::unsetenv("LD_LIBRARY_PATH");
    EXPECT_EQ(node.await_end(20s), "exit 1");
    EXPECT_NE(node.log().find(CHANGED_LIBRARY_DIR), std::string::npos) << node.log();
    EXPECT_NE(node.log().find("build-id"), std::string::npos) << node.log();
}

TEST(Proof, refuses_to_start_when_a_correction_is_not_in_force)
{
    ChildProcess node{{FREEDIAMETER_NODE_HIDDEN, "--listen", "127.0.0.1", "--peer", "honest.test"}};
    EXPECT_EQ(node.await_end(20s), "exit 1");
    EXPECT_NE(node.log().find("fd_psm_change_state"), std::string::npos) << node.log();
}

} // namespace
} // namespace iwf::test
