// SPDX-License-Identifier: Apache-2.0
#include "client_world.hpp"

namespace iwf::ipsec {
namespace {

class ViciClient : public ClientWorld
{};

TEST_F(ViciClient, subscribes_to_each_event_once_before_it_is_connected)
{
    charon.listen();
    charon.accept();
    make_client();
    Texts seen_before;
    on_connected = [&] { seen_before = charon.seen; };
    client->start();
    EXPECT_FALSE(client->is_connected());

    ASSERT_TRUE(run_until([&] { return connected == 1; }));
    EXPECT_TRUE(client->is_connected());
    EXPECT_EQ(seen_before, (Texts{"EVENT_REGISTER ike-updown", "EVENT_REGISTER log"}));
    EXPECT_EQ(lost, Texts{});
    request("version");
    ASSERT_TRUE(run_until([&] { return answers.size() == 1; }));
    EXPECT_EQ(charon.connections, 2U);
}

TEST_F(ViciClient, asks_and_is_answered_in_order)
{
    connect();
    int answered = 0;
    charon.answer = [&](const vici::Packet& packet) {
        return test::FakeCharon::Packets{test::FakeCharon::response(
            vici::Message{}.add("to", packet.name).add("n", std::to_string(++answered))
        )};
    };
    for (const char* command : {"a", "b", "c"}) {
        request(command);
    }
    EXPECT_EQ(answers, Texts{});
    ASSERT_TRUE(run_until([&] { return answers.size() == 3; }));
    EXPECT_EQ(answers, (Texts{"a {to=a n=1}", "b {to=b n=2}", "c {to=c n=3}"}));
}

TEST_F(ViciClient, asks_a_thousand_times_without_waiting)
{
    connect();
    for (int i = 0; i < 1000; ++i) {
        request("stats");
    }
    ASSERT_TRUE(run_until([&] { return answers.size() == 1000; }));
    EXPECT_EQ(answers, Texts(1000, "stats {}"));
}

TEST_F(ViciClient, gathers_what_a_command_streams)
{
    connect();
    charon.answer = [&](const vici::Packet&) {
        return test::FakeCharon::Packets{
            {vici::PacketType::event, "list-sa", vici::Message{}.add("n", "1")},
            {vici::PacketType::event, "list-sa", vici::Message{}.add("n", "2")},
            test::FakeCharon::response()};
    };
    std::vector<vici::Message> listed;
    client->stream("list-sas", "list-sa", {}, Clock::now() + 20s, [&](auto result) {
        listed = result.value();
    });
    ASSERT_TRUE(run_until([&] { return !listed.empty(); }));
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[1].value("n"), "2");
}

TEST_F(ViciClient, takes_a_stream_that_charon_calls_failed_for_an_error)
{
    connect();
    charon.answer = [&](const vici::Packet&) {
        return test::FakeCharon::Packets{
            test::FakeCharon::response(vici::Message{}.add("success", "no").add("errmsg", "not now")
            )};
    };
    std::string error;
    client->stream("list-sas", "list-sa", {}, Clock::now() + 20s, [&](const auto& result) {
        error = result ? "none" : result.error().text;
    });
    ASSERT_TRUE(run_until([&] { return !error.empty(); }));
    EXPECT_EQ(error, "not now");
}

TEST_F(ViciClient, tells_events)
{
    connect();
    charon.emit("log", vici::Message{}.add("msg", "a"));
    charon.emit("ike-updown", vici::Message{}.add("up", "yes"));
    ASSERT_TRUE(run_until([&] { return events.size() == 2; }));
    EXPECT_EQ(events, (Texts{"log {msg=a}", "ike-updown {up=yes}"}));
}

TEST_F(ViciClient, says_that_a_command_is_unknown_and_goes_on)
{
    connect();
    charon.answer = [&](const vici::Packet& packet) {
        const bool known = packet.name == "version";
        return test::FakeCharon::Packets{
            known ? test::FakeCharon::response()
                  : vici::Packet{vici::PacketType::command_unknown, {}, {}}};
    };
    request("nonsense");
    request("version");
    ASSERT_TRUE(run_until([&] { return answers.size() == 2; }));
    EXPECT_EQ(
        answers, (Texts{"nonsense failed: charon does not know the command nonsense", "version {}"})
    );
    EXPECT_EQ(lost, Texts{});
}

TEST_F(ViciClient, refuses_what_is_too_long_without_sending_it)
{
    connect();
    const auto seen = charon.seen.size();
    vici::Message huge;
    for (int i = 0; i < 9; ++i) {
        huge.add("a", std::string(65'535, 'v'));
    }
    client->request("load-conn", huge, Clock::now() + 20s, note("huge"));
    EXPECT_EQ(answers, Texts{}) << "never from inside";
    request("version");
    ASSERT_TRUE(run_until([&] { return answers.size() == 2; }));
    EXPECT_EQ(answers[0].find("huge failed: load-conn: 589"), 0U) << answers[0];
    EXPECT_EQ(answers[1], "version {}");
    EXPECT_EQ(charon.seen.size(), seen + 1);
}

TEST_F(ViciClient, refuses_more_requests_than_may_wait)
{
    settings.limits.requests = 3;
    connect();
    charon.is_silent = true;
    for (int i = 0; i < 4; ++i) {
        request("version");
    }
    ASSERT_TRUE(run_until([&] { return answers.size() == 1; }));
    EXPECT_EQ(answers, Texts{"version failed: too many requests wait for charon"});
}

TEST_F(ViciClient, refuses_requests_while_there_is_no_charon)
{
    make_client();
    client->start();
    request("version");
    client->stream("list-sas", "list-sa", {}, Clock::now() + 20s, [&](const auto& result) {
        answers.push_back(result ? "listed" : result.error().text);
    });
    EXPECT_EQ(answers, Texts{}) << "never from inside";
    ASSERT_TRUE(run_until([&] { return answers.size() == 2; }));
    EXPECT_EQ(
        answers, (Texts{"version failed: charon is not connected", "charon is not connected"})
    );
}

TEST_F(ViciClient, completes_what_waits_when_it_is_stopped_and_does_nothing_more)
{
    connect();
    charon.is_silent = true;
    request("a");
    request("b");
    client->stop();
    EXPECT_EQ(answers, (Texts{"a failed: stopped", "b failed: stopped"}));
    run_until([] { return false; }, 100ms);
    EXPECT_LE(charon.connections, 2U);
    EXPECT_EQ(connected, 1);
    EXPECT_EQ(lost, Texts{});
    EXPECT_EQ(answers.size(), 2U);
}

TEST_F(ViciClient, calls_nobody_after_its_end)
{
    connect();
    charon.is_silent = true;
    request("a", 50ms);
    charon.emit("log", {});
    client.reset();
    run_until([] { return false; }, 150ms);
    EXPECT_EQ(answers, Texts{});
    EXPECT_EQ(events, Texts{});
    EXPECT_EQ(lost, Texts{});
}

} // namespace
} // namespace iwf::ipsec
