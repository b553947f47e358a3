// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "client_world.hpp"

/// charon that is not there, goes away, or cannot be trusted.
namespace iwf::ipsec {
namespace {

class ViciClientLoss : public ClientWorld
{
protected:
    /// Lost once, connected again, and it works.
    void expect_recovery(const std::string& reason)
    {
        ASSERT_TRUE(run_until([&] { return connected == 2; }));
        ASSERT_EQ(lost.size(), 1U);
        EXPECT_NE(lost[0].find(reason), std::string::npos) << lost[0];
        charon.is_silent = false;
        answers.clear();
        request("version");
        ASSERT_TRUE(run_until([&] { return answers.size() == 1; }));
        EXPECT_EQ(answers, Texts{"version {}"});
    }
};

TEST_F(ViciClientLoss, waits_for_a_charon_that_is_not_there_yet)
{
    make_client();
    client->start();
    EXPECT_EQ(lost.size(), 1U);
    EXPECT_NE(lost[0].find("No such file"), std::string::npos) << lost[0];
    run_until([] { return false; }, 100ms);
    EXPECT_EQ(lost.size(), 1U) << "told once";
    charon.listen();
    charon.accept();
    EXPECT_TRUE(run_until([&] { return connected == 1; }));
}

TEST_F(ViciClientLoss, waits_for_a_charon_that_has_left_its_socket)
{
    charon.listen();
    charon.die();
    make_client();
    client->start();
    ASSERT_EQ(lost.size(), 1U);
    EXPECT_NE(lost[0].find("refused"), std::string::npos) << lost[0];
    charon.listen();
    charon.accept();
    EXPECT_TRUE(run_until([&] { return connected == 1; }));
}

TEST_F(ViciClientLoss, waits_while_charon_takes_no_more_connections)
{
    charon.listen(0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path().c_str(), sizeof address.sun_path - 1);
    const int other = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    ASSERT_EQ(::connect(other, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);

    make_client();
    client->start();
    ASSERT_EQ(lost.size(), 1U);
    EXPECT_NE(lost[0].find("temporarily unavailable"), std::string::npos) << lost[0];
    charon.accept();
    EXPECT_TRUE(run_until([&] { return connected == 1; }));
    ::close(other);
}

TEST_F(ViciClientLoss, says_that_the_path_is_too_long)
{
    settings.socket = "/" + std::string(107, 'x');
    make_client();
    client->start();
    ASSERT_EQ(lost.size(), 1U);
    EXPECT_NE(lost[0].find("107 characters"), std::string::npos) << lost[0];
}

TEST_F(ViciClientLoss, connects_again_when_charon_ends)
{
    connect();
    charon.is_silent = true;
    request("a");
    request("b");
    ASSERT_TRUE(run_until([&] { return charon.seen.size() == 4; }));
    Texts when_lost;
    on_lost = [&] { when_lost = answers; };
    charon.is_silent = false;
    charon.hang_up();
    ASSERT_TRUE(run_until([&] { return !lost.empty(); }));
    EXPECT_EQ(answers.size(), 2U) << "each exactly once";
    for (const auto& answer : answers) {
        EXPECT_NE(answer.find("failed: charon closed the connection"), std::string::npos) << answer;
    }
    expect_recovery("charon closed the connection");
}

TEST_F(ViciClientLoss, connects_again_when_charon_does_not_answer_in_time)
{
    connect();
    charon.is_silent = true;
    const auto asked = Clock::now();
    request("stats", 50ms);
    request("version", 20s);
    ASSERT_TRUE(run_until([&] { return answers.size() == 2; }));
    EXPECT_GE(Clock::now() - asked, 50ms);
    charon.is_silent = false;
    EXPECT_EQ(answers[0], "stats failed: charon did not answer in time (stats)");
    EXPECT_EQ(answers[1], "version failed: charon did not answer in time (stats)");
    expect_recovery("in time");
}

TEST_F(ViciClientLoss, waits_for_a_charon_that_accepts_and_says_nothing)
{
    settings.confirm_within = 30ms;
    charon.is_silent = true;
    charon.listen();
    charon.accept();
    make_client();
    client->start();
    ASSERT_TRUE(run_until([&] { return charon.connections > 4; }));
    EXPECT_EQ(lost, Texts{"charon did not answer in time (ike-updown)"});
    EXPECT_EQ(connected, 0);
    charon.is_silent = false;
    EXPECT_TRUE(run_until([&] { return connected == 1; }));
}

TEST_F(ViciClientLoss, is_not_connected_when_charon_does_not_know_an_event)
{
    charon.unknown_events = {"log"};
    charon.listen();
    charon.accept();
    make_client();
    client->start();
    ASSERT_TRUE(run_until([&] { return !lost.empty(); }));
    EXPECT_EQ(lost, Texts{"charon does not know the event log"});
    EXPECT_EQ(connected, 0);
}

TEST_F(ViciClientLoss, connects_again_after_octets_that_are_no_packet)
{
    connect();
    request("version");
    charon.send({0, 0, 0, 0});
    ASSERT_TRUE(run_until([&] { return answers.size() == 1 && !lost.empty(); }));
    expect_recovery("a packet of 0 octets");
}

TEST_F(ViciClientLoss, cuts_a_packet_that_is_too_long)
{
    connect();
    charon.send({0, 8, 0, 1});
    expect_recovery("a packet of 524289 octets");
}

TEST_F(ViciClientLoss, I7_cuts_a_packet_whose_rest_does_not_come)
{
    settings.rest_within = 50ms;
    connect();
    charon.send({0, 0, 0, 9, 1});
    expect_recovery("charon did not send the rest of a packet in time");
}

TEST_F(ViciClientLoss, cuts_a_stream_that_has_no_end)
{
    settings.limits.streamed_octets = 100'000;
    connect();
    charon.answer = [&](const vici::Packet& packet) {
        const bool is_list = packet.name == "list-sas";
        test::FakeCharon::Packets packets(
            is_list ? 1000 : 0,
            {vici::PacketType::event, "list-sa", vici::Message{}.add("a", std::string(1000, 'v'))}
        );
        if (!is_list) {
            packets.push_back(test::FakeCharon::response());
        }
        return packets;
    };
    client->stream("list-sas", "list-sa", {}, Clock::now() + 20s, [&](const auto& result) {
        answers.push_back(result ? "listed" : result.error().text);
    });
    ASSERT_TRUE(run_until([&] { return answers.size() == 1; }));
    EXPECT_EQ(answers, Texts{"charon's answer to list-sas has no end"});
    expect_recovery("has no end");
}

TEST_F(ViciClientLoss, is_made_by_who_cannot_believe_an_event)
{
    connect();
    charon.is_silent = true;
    request("a");
    on_event = [&] {
        charon.is_silent = false;
        client->reconnect("nonsense");
    };
    charon.emit("log", {});
    charon.emit("log", {});
    ASSERT_TRUE(run_until([&] { return !lost.empty(); }));
    EXPECT_EQ(answers, Texts{"a failed: nonsense"});
    EXPECT_EQ(events.size(), 1U) << "nothing of the old connection after it";
    expect_recovery("nonsense");
}

TEST_F(ViciClientLoss, may_be_met_by_asking_again_or_by_stopping)
{
    connect();
    charon.is_silent = true;
    client->request("a", {}, Clock::now() + 20s, [&](const auto&) { request("b"); });
    on_lost = [&] { client->stop(); };
    charon.hang_up();
    ASSERT_TRUE(run_until([&] { return answers.size() == 1 && lost.size() == 1; }));
    EXPECT_EQ(answers[0].find("b failed: "), 0U);
    run_until([] { return false; }, 100ms);
    EXPECT_EQ(connected, 1);
    EXPECT_LE(charon.connections, 2U);
}

TEST_F(ViciClientLoss, is_met_with_longer_and_longer_waits)
{
    settings.retry_min = 50ms;
    settings.retry_max = 20s;
    settings.confirm_within = 20s;
    charon.listen();
    make_client();
    client->start();
    charon.accept();
    on_connected = [&] { charon.hang_up(); };
    const auto start = Clock::now();
    ASSERT_TRUE(run_until([&] { return connected == 4; }));
    EXPECT_GE(Clock::now() - start, 50ms + 100ms + 200ms);
}

} // namespace
} // namespace iwf::ipsec
