// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <deque>
#include <iostream>

#include <gtest/gtest.h>

#include "charon.hpp"
#include "ipsec/sa_feed.hpp"
#include "iwf/base/overloaded.hpp"

/// What two charons do with each other, as the core is told: every event that there is, in order.
namespace iwf::ipsec {
namespace {

using namespace std::chrono_literals;
namespace sa_event = core::sa_event;

constexpr auto patience = 60s;

vici::Message end(const char* identity)
{
    return vici::Message{}.add("auth", "psk").add("id", identity);
}

vici::Message
connection(const char* local, const char* remote, const char* from, const char* to, bool is_server)
{
    vici::Message child = vici::Message{}
                              .add("esp_proposals", vici::List{"aes256gcm16-ecp384"})
                              .add("start_action", "none");
    if (is_server) {
        child.add("local_ts", vici::List{"10.200.1.1-10.200.1.3"});
        child.add("remote_ts", vici::List{"10.200.0.1/32[tcp/3868]"});
    } else {
        child.add("local_ts", vici::List{"10.200.0.1/32[tcp/3868]"});
        child.add("remote_ts", vici::List{"10.200.1.0/24"});
    }
    return vici::Message{}.add(
        "link",
        vici::Message{}
            .add("version", "2")
            .add("local_addrs", vici::List{from})
            .add("remote_addrs", vici::List{to})
            .add("proposals", vici::List{"aes256gcm16-prfsha384-ecp384"})
            .add("local", end(local))
            .add("remote", end(remote))
            .add("children", vici::Message{}.add("dia", std::move(child)))
    );
}

class ViciFeed : public ::testing::Test
{
protected:
    void SetUp() override
    {
        for (Charon* charon : {&here, &there}) {
            charon->start();
        }
        iwf.on_connected = [this] { feed.on_connected(); };
        iwf.on_lost = [this](const std::string& reason) { feed.on_lost(reason); };
        iwf.on_event = [this](const std::string& event, const vici::Message& message) {
            feed.on_event(event, message);
        };
        iwf.client().start();
        scs.client().start();
        ASSERT_TRUE(
            iwf.run_until([&] { return has<sa_event::Baseline>() && scs.connected == 1; }, patience)
        );
        join();
        load(iwf, "iwf.example", "scs.example", "198.51.100.1", "198.51.100.11", false);
        load(scs, "scs.example", "iwf.example", "198.51.100.11", "198.51.100.1", true);
        told.clear();
    }

    void TearDown() override
    {
        if (HasFailure()) {
            std::cerr << here.log() << "\n----\n" << there.log();
        }
    }

    /// A link between the two namespaces, which ends with them.
    void join() const
    {
        const std::string first = std::to_string(here.pid());
        const std::string second = std::to_string(there.pid());
        run("ip link add name wan netns " + first + " type veth peer name wan netns " + second);
        const auto in = [](const std::string& pid, const std::string& command) {
            run("nsenter -t " + pid + " -n ip " + command);
        };
        in(first, "addr add 10.200.0.1/32 dev wan");
        in(first, "addr add 198.51.100.1/24 dev wan");
        in(second, "addr add 10.200.1.1/32 dev wan");
        in(second, "addr add 198.51.100.11/24 dev wan");
        for (const std::string& pid : {first, second}) {
            in(pid, "link set lo up");
            in(pid, "link set wan up");
        }
    }

    static void run(const std::string& command)
    {
        test::ChildProcess process{{"/bin/sh", "-c", "exec " + command}};
        EXPECT_EQ(process.await_end(patience), "exit 0") << command << "\n" << process.log();
    }

    static void load(
        Watched& watched,
        const char* local,
        const char* remote,
        const char* from,
        const char* to,
        bool is_server
    )
    {
        const auto secret = vici::Message{}
                                .add("id", "link")
                                .add("type", "IKE")
                                .add("data", "a secret of the test, and of nothing else")
                                .add("owners", vici::List{local, remote});
        must(watched, "load-shared", secret);
        must(watched, "load-conn", connection(local, remote, from, to, is_server));
    }

    static void must(Watched& watched, const char* command, const vici::Message& message)
    {
        const auto answer = watched.ask(command, message);
        ASSERT_TRUE(answer) << command << ": " << watched.error;
        const auto verdict = vici::verdict(*answer);
        ASSERT_TRUE(verdict) << command << ": " << verdict.error().text;
    }

    /// Never with a timeout: that would hold charon up.
    static vici::Message without_waiting() { return vici::Message{}.add("timeout", "-1"); }

    template <class Event>
    [[nodiscard]] bool has() const
    {
        return find<Event>() != nullptr;
    }

    template <class Event>
    [[nodiscard]] const Event* find() const
    {
        for (const core::SaEvent& event : told) {
            if (const Event* found = std::get_if<Event>(&event)) {
                return found;
            }
        }
        return nullptr;
    }

    template <class Event>
    Event await()
    {
        EXPECT_TRUE(iwf.run_until([&] { return has<Event>(); }, patience));
        const Event* found = find<Event>();
        return found ? *found : Event{};
    }

    /// Both are up: the IKE_SA, and a child in it.
    core::IkeSa establish()
    {
        must(scs, "initiate", without_waiting().add("ike", "link").add("child", "dia"));
        core::IkeSa association;
        const auto is_up = [&] {
            for (const core::SaEvent& event : told) {
                const auto* up = std::get_if<sa_event::Up>(&event);
                if (up && !up->association.children.empty()) {
                    association = up->association;
                    return true;
                }
            }
            return false;
        };
        EXPECT_TRUE(iwf.run_until(is_up, patience));
        return association;
    }

    /// As often as it takes: just after an event charon is still busy with the IKE_SA it told of,
    /// and leaves it out.
    void refresh_until_told()
    {
        told.clear();
        const auto deadline = Watched::Clock::now() + patience;
        while (!has<sa_event::Up>() && Watched::Clock::now() < deadline) {
            bool done = false;
            feed.refresh([&](const base::Result<void>& result) { done = result.has_value(); });
            ASSERT_TRUE(iwf.run_until([&] { return done; }, patience));
        }
    }

    boost::asio::io_context io;
    Charon here;
    Charon there;
    Watched iwf{io, here, feed_events()};
    Watched scs{io, there, {"child-updown"}};
    std::vector<core::SaEvent> told;
    SaFeed feed{feed_ports(iwf.client(), [this](core::SaEvent event) {
        told.push_back(std::move(event));
    })};
};

TEST_F(ViciFeed, tells_who_is_there_and_by_what_it_is_protected)
{
    const core::IkeSa ike = establish();
    EXPECT_TRUE(ike.is_established);
    EXPECT_EQ(ike.connection, "link");
    EXPECT_EQ(ike.local_identity, "iwf.example");
    EXPECT_EQ(ike.remote_identity, "scs.example");
    EXPECT_EQ(ike.remote_address, "198.51.100.11");
    EXPECT_EQ(
        ike.algorithms,
        (core::Algorithms{"AES_GCM_16", 256, "", "PRF_HMAC_SHA2_384", "ECP_384", false})
    );
    ASSERT_EQ(ike.children.size(), 1U);
    const core::ChildSa& child = ike.children.front();
    EXPECT_TRUE(child.is_usable && child.is_esp);
    EXPECT_EQ(child.name, "dia");
    EXPECT_EQ(child.algorithms, (core::Algorithms{"AES_GCM_16", 256, "", "", "", false}));
    const auto network = [](const char* text) { return domain::Network::parse(text).value(); };
    EXPECT_EQ(
        child.local, (std::vector<core::TrafficSelector>{{network("10.200.0.1"), 6, 3868, 3868}})
    );
    EXPECT_EQ(
        child.remote,
        (std::vector<core::TrafficSelector>{
            {network("10.200.1.1"), 0, 0, 0xffff}, {network("10.200.1.2/31"), 0, 0, 0xffff}})
    );
}

TEST_F(ViciFeed, tells_of_rekeyings_and_of_the_end)
{
    const core::IkeSa ike = establish();
    ASSERT_EQ(ike.children.size(), 1U);
    const auto id_of = [](const auto& id) { return std::to_string(id.value()); };

    must(iwf, "rekey", vici::Message{}.add("child-id", id_of(ike.children[0].id)));
    const auto child = await<sa_event::ChildRekeyed>();
    EXPECT_EQ(child.ike, ike.id);
    EXPECT_EQ(child.old, ike.children[0].id);
    EXPECT_TRUE(child.replacement.is_usable);
    EXPECT_EQ(child.replacement.algorithms.group, "ECP_384");
    EXPECT_EQ(child.replacement.remote, ike.children[0].remote);

    must(iwf, "rekey", vici::Message{}.add("ike-id", id_of(ike.id)));
    const auto rekeyed = await<sa_event::IkeRekeyed>();
    EXPECT_EQ(rekeyed.old, ike.id);
    EXPECT_TRUE(rekeyed.replacement.is_established);
    EXPECT_EQ(rekeyed.replacement.remote_identity, "scs.example");

    must(iwf, "terminate", without_waiting().add("child-id", id_of(child.replacement.id)));
    const auto down = await<sa_event::ChildrenDown>();
    EXPECT_EQ(down.ike, rekeyed.replacement.id);
    EXPECT_EQ(down.children, std::vector{child.replacement.id});

    must(iwf, "terminate", without_waiting().add("ike-id", id_of(rekeyed.replacement.id)));
    EXPECT_EQ(await<sa_event::IkeDown>().ike, rekeyed.replacement.id);
}

TEST_F(ViciFeed, asks_again_when_told_to)
{
    const core::IkeSa ike = establish();
    refresh_until_told();
    const auto* up = find<sa_event::Up>();
    ASSERT_NE(up, nullptr);
    EXPECT_EQ(up->association.id, ike.id);
    EXPECT_EQ(up->association.children, ike.children);
}

TEST_F(ViciFeed, tells_all_there_is_when_it_finds_charon_again)
{
    const core::IkeSa ike = establish();
    refresh_until_told();
    told.clear();
    iwf.client().reconnect("a test");
    const auto baseline = await<sa_event::Baseline>();
    ASSERT_TRUE(std::holds_alternative<sa_event::Unreachable>(told.front()));
    ASSERT_EQ(baseline.associations.size(), 1U);
    EXPECT_EQ(baseline.associations.front(), ike);
}

TEST_F(ViciFeed, tells_that_there_is_nothing_after_charon_was_killed)
{
    establish();
    told.clear();
    here.kill();
    await<sa_event::Unreachable>();
    here.start();
    EXPECT_TRUE(await<sa_event::Baseline>().associations.empty());
}

} // namespace
} // namespace iwf::ipsec
