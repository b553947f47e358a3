// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <map>
#include <optional>
#include <set>

#include <gtest/gtest.h>

#include "certificates.hpp"
#include "charon.hpp"
#include "ipsec/connections.hpp"
#include "ipsec/reconciler.hpp"
#include "ipsec/sa_translation.hpp"

/// A plan, and what becomes of it in a real charon. Another charon is three servers.
namespace iwf::ipsec {
namespace {

using namespace std::chrono_literals;

domain::Network network(const std::string& text)
{
    return domain::Network::parse(text).value();
}

class ReconcilerCharon : public ::testing::Test
{
protected:
    void SetUp() override
    {
        here.start();
        there.start();
        iwf.on_connected = [this] { reconciler.on_connected(); };
        iwf.on_lost = [this](const std::string&) { reconciler.on_lost(); };
        iwf.client().start();
        servers.client().start();
        ASSERT_TRUE(
            iwf.run_until([&] { return iwf.connected == 1 && servers.connected == 1; }, patience)
        );
        join();
        load_servers();
        apply(plan());
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
        const auto in = [](const std::string& pid, const std::string& command) {
            run("nsenter -t " + pid + " -n ip " + command);
        };
        run("ip link add name wan netns " + first + " type veth peer name wan netns " + second);
        for (const char* address : {"10.200.0.1/32", "198.51.100.1/24"}) {
            in(first, std::string{"addr add "} + address + " dev wan");
        }
        for (const char* address :
             {"10.200.1.1/32", "10.200.2.1/32", "10.200.3.1/32", "198.51.100.11/24"}) {
            in(second, std::string{"addr add "} + address + " dev wan");
        }
        for (const std::string& pid : {first, second}) {
            in(pid, "link set lo up");
            in(pid, "link set wan up");
        }
    }

    void load_servers()
    {
        for (const char* name : {"a", "b", "c"}) {
            load_server(name, name);
        }
    }

    /// With the certificate of this name.
    void load_server(const std::string& name, const std::string& certificate)
    {
        must(
            servers,
            "load-key",
            vici::Message{}.add("type", "any").add("data", pki.content(certificate + ".key"))
        );
        const std::string address = "10.200." + std::to_string(name[0] - 'a' + 1) + ".1";
        vici::Message child;
        child.add("local_ts", vici::List{address + "[tcp]"})
            .add("remote_ts", vici::List{"10.200.0.1[tcp/3868]"})
            .add("esp_proposals", vici::List{"aes256gcm16-ecp384"});
        vici::Message local;
        local.add("auth", "pubkey")
            .add("id", name + ".example")
            .add("certs", vici::List{pki.content(certificate + ".crt")});
        vici::Message remote;
        remote.add("auth", "pubkey")
            .add("id", "iwf.example")
            .add("cacerts", vici::List{pki.content("ca.crt")});
        vici::Message connection;
        connection.add("version", "2")
            .add("local_addrs", vici::List{"198.51.100.11"})
            .add("remote_addrs", vici::List{"198.51.100.1"})
            .add("proposals", vici::List{"aes256gcm16-prfsha384-ecp384"})
            .add("local", std::move(local))
            .add("remote", std::move(remote))
            .add("children", vici::Message{}.add("diameter", std::move(child)));
        must(servers, "load-conn", vici::Message{}.add(name, std::move(connection)));
    }

    [[nodiscard]] Plan plan() const
    {
        Plan out;
        out.local = LocalEnd{
            "iwf.example", pki.content("iwf.crt"), pki.content("iwf.key"), {"198.51.100.1"}};
        out.authorities = {{pki.content("ca.crt"), {pki.content("ca.crl")}}};
        char number = '1';
        for (const char* name : {"a", "b", "c"}) {
            PlannedLink link;
            link.name = name;
            link.identity = link.name + ".example";
            link.selectors = {network(std::string{"10.200."} + number++ + ".1")};
            out.links.push_back(std::move(link));
        }
        out.ike_proposals = {"aes256gcm16-prfsha384-ecp384", "aes128-sha256-ecp256-modp2048"};
        out.esp_proposals = {"aes256gcm16-ecp384", "aes128-sha256-ecp256"};
        out.listening = {network("10.200.0.1")};
        return out;
    }

    /// Until it is reported, and all is well.
    void apply(Plan plan)
    {
        reports.clear();
        reconciler.apply(std::move(plan));
        await_good_report();
    }

    void await_good_report()
    {
        ASSERT_TRUE(iwf.run_until([&] { return !reports.empty(); }, patience));
        for (const LinkReport& link : reports.back().links) {
            EXPECT_EQ(link.error, "") << link.connection;
        }
        for (const std::string& problem : reports.back().problems) {
            ADD_FAILURE() << problem;
        }
    }

    /// From the server's side; false when it is refused. It may wait: it is another charon.
    bool call(const std::string& name)
    {
        const auto answer = servers.ask(
            "initiate",
            vici::Message{}.add("ike", name).add("child", "diameter").add("timeout", "20000")
        );
        return answer && vici::verdict(*answer);
    }

    static void must(Watched& watched, const char* command, const vici::Message& message)
    {
        const auto answer = watched.ask(command, message);
        ASSERT_TRUE(answer) << command << ": " << watched.error;
        const auto verdict = vici::verdict(*answer);
        ASSERT_TRUE(verdict) << command << ": " << verdict.error().text;
    }

    /// Of the IWF's charon; by connection.
    std::map<std::string, core::IkeSaId> associations()
    {
        std::map<std::string, core::IkeSaId> out;
        for (const vici::Message& message : list("list-sas", "list-sa")) {
            const auto read = read_list(message).value();
            for (const core::IkeSa& association : read) {
                if (association.is_established && !association.children.empty()) {
                    out[association.connection] = association.id;
                }
            }
        }
        return out;
    }

    std::vector<vici::Message> list(const char* command, const char* event)
    {
        std::optional<base::Result<std::vector<vici::Message>>> listed;
        iwf.client().stream(command, event, {}, Watched::Clock::now() + 30s, [&](auto result) {
            listed = std::move(result);
        });
        if (!iwf.run_until([&] { return listed.has_value(); }, patience) || !*listed) {
            std::abort(); // a handler that is never called may not outlive `listed`
        }
        return **listed;
    }

    bool await_associations(const std::vector<std::string>& names)
    {
        const auto deadline = Watched::Clock::now() + patience;
        std::vector<std::string> found;
        while (found != names && Watched::Clock::now() < deadline) {
            found.clear();
            for (const auto& [name, id] : associations()) {
                found.push_back(name);
            }
        }
        EXPECT_EQ(found, names);
        return found == names;
    }

    const Certificates pki;
    boost::asio::io_context io;
    Charon here;
    Charon there;
    Watched iwf{io, here, {"ike-updown"}};
    Watched servers{io, there, {"ike-updown"}};
    std::vector<Report> reports;
    Reconciler reconciler{reconciler_ports(iwf.client(), [this](const Report& report) {
        reports.push_back(report);
    })};
};

TEST_F(ReconcilerCharon, S4_three_servers_come_in_and_a_changed_and_a_removed_one_lose_their_tunnel)
{
    for (const char* name : {"a", "b", "c"}) {
        ASSERT_TRUE(call(name)) << name;
    }
    const auto first = associations();
    ASSERT_EQ(first.size(), 3U);

    Plan changed = plan();
    changed.links[1].selectors = {network("10.200.22.1")};
    apply(changed);
    EXPECT_EQ(reports.back().terminated, 1U);
    ASSERT_TRUE(await_associations({"iwf-a", "iwf-c"}));
    EXPECT_FALSE(call("b")); // asks for an address that is not its own any more

    Plan removed = plan();
    removed.links.erase(removed.links.begin());
    apply(removed);
    ASSERT_TRUE(await_associations({"iwf-c"}));
    EXPECT_EQ(associations().at("iwf-c"), first.at("iwf-c"));
    EXPECT_FALSE(call("a"));
    EXPECT_TRUE(call("b")); // as at first
}

TEST_F(ReconcilerCharon, C4_an_operator_s_connection_survives_whatever_becomes_of_ours)
{
    const auto secret = vici::Message{}
                            .add("id", "theirs")
                            .add("type", "IKE")
                            .add("data", "a secret of the test, and of nothing else")
                            .add("owners", vici::List{"iwf.example", "d.example"});
    must(iwf, "load-shared", secret);
    const auto end = [](const char* id) {
        return vici::Message{}.add("auth", "psk").add("id", id);
    };
    vici::Message theirs;
    theirs.add("version", "2").add("local", end("iwf.example")).add("remote", end("d.example"));
    theirs.add("children", vici::Message{}.add("x", vici::Message{}.add("mode", "tunnel")));
    must(iwf, "load-conn", vici::Message{}.add("theirs", std::move(theirs)));
    Plan none = plan();
    none.links.clear();
    none.external = {{"theirs"}};
    apply(none);
    ASSERT_EQ(reports.back().links.size(), 1U);
    EXPECT_EQ(reports.back().links[0].authentication, core::Authentication::pre_shared_key);
    const auto listed = read_connections(list("list-conns", "list-conn"));
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_TRUE(listed.contains("theirs"));
    const auto keys = iwf.ask("get-shared");
    ASSERT_TRUE(keys);
    EXPECT_EQ(read_names(*keys, "keys"), std::set<std::string>{"theirs"});
}

TEST_F(ReconcilerCharon, S14_a_charon_that_was_killed_is_given_everything_again)
{
    ASSERT_TRUE(call("a"));
    reports.clear();
    here.kill();
    ASSERT_TRUE(iwf.run_until([&] { return !iwf.lost.empty(); }, patience));
    here.start();
    await_good_report();
    EXPECT_EQ(reports.back().loaded, 7U);
    join(); // the first namespace ended with its charon
    // The server still believes in its old tunnel.
    (void)servers.ask(
        "terminate", vici::Message{}.add("ike", "a").add("force", "yes").add("timeout", "-1")
    );
    EXPECT_TRUE(call("a"));
    EXPECT_TRUE(await_associations({"iwf-a"}));
}

TEST_F(ReconcilerCharon, S4_a_revoked_server_loses_its_tunnel_and_does_not_come_back)
{
    ASSERT_TRUE(call("a"));
    ASSERT_TRUE(call("b"));
    pki.revoke("b");
    apply(plan());
    EXPECT_EQ(reports.back().terminated, 2U);
    EXPECT_FALSE(call("b"));
    EXPECT_TRUE(call("a"));
    EXPECT_TRUE(await_associations({"iwf-a"}));
}

TEST_F(ReconcilerCharon, a_CRL_with_nothing_new_disturbs_nobody)
{
    ASSERT_TRUE(call("a"));
    const auto before = associations();
    pki.revoke("");
    apply(plan());
    EXPECT_EQ(reports.back().loaded, 1U);
    EXPECT_EQ(reports.back().terminated, 0U);
    EXPECT_EQ(associations(), before);
}

TEST_F(ReconcilerCharon, S4_a_pre_shared_key_is_loaded_and_unloaded_with_its_server)
{
    Plan secret = plan();
    secret.links[0].pre_shared_key = "a secret of the test, and of nothing else";
    apply(secret);
    EXPECT_EQ(reports.back().links[0].authentication, core::Authentication::pre_shared_key);
    EXPECT_FALSE(call("a")); // it has a certificate
    apply(plan());
    const auto keys = iwf.ask("get-shared");
    ASSERT_TRUE(keys);
    EXPECT_TRUE(read_names(*keys, "keys").empty());
    EXPECT_TRUE(call("a"));
}

// TS 33.310, 6.1.1. charon only logs a constraint that it does not understand.
TEST_F(ReconcilerCharon, S4_a_certificate_that_is_too_weak_is_none)
{
    for (const char* size : {"1024", "2048"}) {
        const std::string name = std::string{"rsa"} + size;
        pki.issue(name, "a.example", std::string{"rsa --size "} + size);
        load_server("a", name);
        EXPECT_EQ(call("a"), name == "rsa2048") << name;
    }
    EXPECT_TRUE(call("b")); // ECDSA
}

TEST_F(ReconcilerCharon, S4_only_the_pinned_certificate_of_a_server_is_accepted)
{
    pki.issue("second", "a.example", "ecdsa --size 256");
    Plan pinned = plan();
    pinned.links[0].certificate = pki.content("second.crt");
    apply(pinned);
    EXPECT_FALSE(call("a"));
    load_server("a", "second");
    EXPECT_TRUE(call("a"));
}

// On an idle machine 2 s, and less than 0.2 s for each of the others.
TEST_F(ReconcilerCharon, a_thousand_servers_are_loaded_and_a_change_of_one_costs_one)
{
    Plan many = plan();
    for (int i = 0; i < 1000; ++i) {
        PlannedLink link;
        link.name = "many" + std::to_string(i);
        link.identity = link.name + ".example";
        link.selectors = {
            network("10.201." + std::to_string(i / 250) + "." + std::to_string(i % 250))};
        many.links.push_back(std::move(link));
    }
    const auto timed = [&](const char* what) {
        const auto begin = Watched::Clock::now();
        apply(many);
        std::cout << what << ": " << (Watched::Clock::now() - begin) / 1ms << " ms\n";
    };
    timed("load_1000");
    EXPECT_EQ(reports.back().loaded, 1000U);
    timed("nothing_changed");
    EXPECT_EQ(reports.back().loaded, 0U);
    many.links[500].selectors = {network("10.202.0.1")};
    timed("one_changed");
    EXPECT_EQ(reports.back().loaded, 1U);
    many.links.resize(3);
    timed("unload_1000");
    EXPECT_EQ(reports.back().unloaded, 1000U);
}

TEST_F(ReconcilerCharon, a_server_is_called_when_it_shall_be)
{
    Plan calling = plan();
    calling.links[2].initiate = true;
    calling.links[2].remote_addresses = {"198.51.100.11"};
    apply(calling);
    EXPECT_TRUE(await_associations({"iwf-c"}));
}

} // namespace
} // namespace iwf::ipsec
