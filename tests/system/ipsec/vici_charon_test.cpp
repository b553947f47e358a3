// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <csignal>
#include <iostream>

#include <gtest/gtest.h>

#include "charon.hpp"

/// The client against charon itself: what it answers, and that it may stand still, die and return.
namespace iwf::ipsec {
namespace {

using namespace std::chrono_literals;

class ViciCharon : public ::testing::Test
{
protected:
    using Clock = base::Instant::clock;
    static constexpr auto patience = 60s;

    void SetUp() override
    {
        charon.start();
        watched.client().start();
        ASSERT_TRUE(watched.run_until([&] { return watched.connected == 1; }, patience))
            << charon.log();
    }

    void TearDown() override
    {
        if (HasFailure()) {
            std::cerr << charon.log();
        }
    }

    static vici::Message connection(const char* proposal)
    {
        return vici::Message{}.add(
            "scs1",
            vici::Message{}
                .add("version", "2")
                .add("remote_addrs", vici::List{"198.51.100.11"})
                .add("proposals", vici::List{proposal})
                .add("local", vici::Message{}.add("auth", "psk").add("id", "iwf.example"))
                .add("remote", vici::Message{}.add("auth", "psk").add("id", "scs1.example"))
                .add(
                    "children",
                    vici::Message{}.add(
                        "dia",
                        vici::Message{}
                            .add("local_ts", vici::List{"10.200.0.1/32[tcp/3868]"})
                            .add("remote_ts", vici::List{"10.200.1.1/32"})
                    )
                )
        );
    }

    std::optional<std::vector<vici::Message>>
    stream(const std::string& command, const std::string& event)
    {
        std::optional<base::Result<std::vector<vici::Message>>> result;
        watched.client().stream(command, event, {}, Clock::now() + patience, [&](auto streamed) {
            result = std::move(streamed);
        });
        EXPECT_TRUE(watched.run_until([&] { return result.has_value(); }, 2 * patience));
        return result && *result ? std::optional{**result} : std::nullopt;
    }

    void expect_it_works()
    {
        const auto version = watched.ask("version");
        ASSERT_TRUE(version) << watched.error;
        EXPECT_EQ(version->value("daemon"), "charon-systemd");
    }

    boost::asio::io_context io;
    Charon charon;
    Watched watched{io, charon, {"ike-updown", "child-updown", "ike-rekey", "child-rekey"}};
};

TEST_F(ViciCharon, says_who_it_is_and_how_it_does)
{
    const auto version = watched.ask("version");
    ASSERT_TRUE(version) << watched.error;
    EXPECT_EQ(version->value("daemon"), "charon-systemd");
    EXPECT_TRUE(version->value("version"));

    const auto stats = watched.ask("stats");
    ASSERT_TRUE(stats) << watched.error;
    ASSERT_NE(stats->section("ikesas"), nullptr);
    EXPECT_EQ(stats->section("ikesas")->number("total"), 0U);
    ASSERT_NE(stats->list("plugins"), nullptr);
    EXPECT_TRUE(std::ranges::count(*stats->list("plugins"), "vici"));
}

TEST_F(ViciCharon, takes_a_connection_and_lists_it)
{
    const auto loaded = watched.ask("load-conn", connection("aes256gcm16-prfsha384-ecp384"));
    ASSERT_TRUE(loaded) << watched.error;
    const auto verdict = vici::verdict(*loaded);
    ASSERT_TRUE(verdict) << verdict.error().text;

    const auto listed = stream("list-conns", "list-conn");
    ASSERT_TRUE(listed);
    ASSERT_EQ(listed->size(), 1U);
    const vici::Message* scs1 = listed->front().section("scs1");
    ASSERT_NE(scs1, nullptr);
    EXPECT_EQ(scs1->section("remote-1")->value("id"), "scs1.example");
    const vici::Message* child = scs1->section("children")->section("dia");
    EXPECT_EQ(*child->list("local-ts"), vici::List{"10.200.0.1/32[tcp/3868]"});
}

TEST_F(ViciCharon, refuses_a_connection_and_says_why)
{
    const auto loaded = watched.ask("load-conn", connection("rot13"));
    ASSERT_TRUE(loaded) << watched.error;
    const auto verdict = vici::verdict(*loaded);
    ASSERT_FALSE(verdict);
    EXPECT_NE(verdict.error().text.find("proposals"), std::string::npos) << verdict.error().text;
    EXPECT_EQ(stream("list-conns", "list-conn"), std::vector<vici::Message>{});
}

TEST_F(ViciCharon, answers_a_thousand_requests_that_were_sent_at_once)
{
    std::size_t answered = 0;
    std::size_t right = 0;
    for (int i = 0; i < 1000; ++i) {
        const bool is_known = i % 2 == 0;
        watched.client().request(
            is_known ? "version" : "nonsense",
            {},
            Clock::now() + patience,
            [&, is_known](const base::Result<vici::Message>& answer) {
                ++answered;
                right += answer.has_value() == is_known ? 1U : 0U;
            }
        );
    }
    ASSERT_TRUE(watched.run_until([&] { return answered == 1000; }, 2 * patience));
    EXPECT_EQ(right, 1000U);
    EXPECT_EQ(watched.connected, 1);
    expect_it_works();
}

TEST_F(ViciCharon, says_that_it_does_not_know_a_command)
{
    EXPECT_FALSE(watched.ask("nonsense"));
    EXPECT_EQ(watched.error, "charon does not know the command nonsense");
    expect_it_works();
    EXPECT_EQ(watched.connected, 1);
}

TEST_F(ViciCharon, is_not_sent_a_message_that_is_too_long)
{
    vici::Message huge;
    for (int i = 0; i < 9; ++i) {
        huge.add("a", std::string(65'535, 'v'));
    }
    EXPECT_FALSE(watched.ask("load-conn", huge));
    EXPECT_NE(watched.error.find("524288"), std::string::npos) << watched.error;
    expect_it_works();
    EXPECT_EQ(watched.connected, 1);
}

TEST_F(ViciCharon, that_stands_still_is_left_and_found_again)
{
    const auto lost = watched.lost.size();
    charon.stop();
    std::string error;
    const auto asked = Clock::now();
    watched.client().request("stats", {}, asked + 500ms, [&](const auto& answer) {
        error = answer ? "an answer" : answer.error().text;
    });
    ASSERT_TRUE(watched.run_until([&] { return watched.lost.size() > lost; }, patience));
    EXPECT_GE(Clock::now() - asked, 500ms);
    EXPECT_EQ(error, "charon did not answer in time (stats)");
    EXPECT_EQ(watched.lost.back(), error);
    // Long enough for its list of waiting connections to fill.
    watched.run_until([] { return false; }, 1s);
    EXPECT_EQ(watched.connected, 1);

    charon.signal(SIGCONT);
    ASSERT_TRUE(watched.run_until([&] { return watched.connected == 2; }, patience));
    expect_it_works();
}

TEST_F(ViciCharon, that_is_killed_is_missed_at_once_and_found_when_it_returns)
{
    const auto lost = watched.lost.size();
    ASSERT_TRUE(watched.ask("load-conn", connection("aes256gcm16-prfsha384-ecp384")));
    charon.kill();
    const auto killed = Clock::now();
    ASSERT_TRUE(watched.run_until([&] { return watched.lost.size() > lost; }, patience));
    EXPECT_LT(Clock::now() - killed, 1s);

    charon.start();
    ASSERT_TRUE(watched.run_until([&] { return watched.connected == 2; }, patience));
    EXPECT_EQ(watched.lost.size(), lost + 1) << "told once";
    expect_it_works();
    EXPECT_EQ(stream("list-conns", "list-conn"), std::vector<vici::Message>{})
        << "it has forgotten";
}

} // namespace
} // namespace iwf::ipsec
