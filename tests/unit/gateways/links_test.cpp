// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/links.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/core_fakes.hpp"
#include "tests/unit/core/protection/sample_associations.hpp"

namespace iwf::gateways {
namespace {

using diameter::Connection;
using diameter::PeerId;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr PeerId scs1{1};
constexpr PeerId unprotected{2};
constexpr seconds grace{10};

/// Remembers who was cut, and nothing else.
class CuttingTransport final : public diameter::Transport
{
public:
    tl::expected<void, diameter::SendFailure>
    send(diameter::TransactionId, PeerId, const diameter::Message&) override
    {
        return {};
    }
    void abandon(diameter::TransactionId) override {}
    void answer(Connection, const diameter::Message&) override {}
    void cut(PeerId peer, std::string_view) override { cuts.push_back(peer); }
    [[nodiscard]] bool is_open(PeerId) const override { return true; }
    [[nodiscard]] double load() const override { return 0; }

    std::vector<PeerId> cuts;
};

/// Lets in who comes from one of `allowed`, or anybody when there is none.
class OpenAdmission final : public AdmissionPort
{
public:
    void see(Snapshot snapshot) override { seen = std::move(snapshot); }
    [[nodiscard]] bool allows(PeerId, const std::optional<domain::Network>& remote) const override
    {
        return !allowed || (remote && allowed->contains(*remote));
    }

    Snapshot seen;
    std::optional<domain::Network> allowed;
};

class LinksTest : public ::testing::Test
{
protected:
    LinksTest()
    {
        use({test::server("scs1", "10.200.1.1")});
        links_.apply(core::sa_event::Baseline{});
    }

    void use(std::vector<core::ProtectedServer> servers)
    {
        links_.use(
            {.servers = std::move(servers), .floor = {}, .grace = grace},
            {{scs1, core::ProtectedLink{"scs1", {test::network("10.200.0.1")}, 3868, {}}}}
        );
    }

    void connect()
    {
        links_.apply(test::up(test::ike_sa(1, {test::child_sa(1)})));
        links_.opened(first_, "10.200.1.1");
    }

    const Connection first_{scs1, 1};
    CuttingTransport transport_;
    OpenAdmission admission_;
    test::FakeClock clock_;
    test::CapturingLog log_;
    std::vector<core::IkeSaId> ended_;
    std::vector<PeerId> lost_;
    Links links_{
        {transport_,
         admission_,
         clock_,
         log_,
         [this](PeerId peer) { lost_.push_back(peer); },
         [this](core::IkeSaId ike) { ended_.push_back(ike); }}};
};

TEST_F(LinksTest, I1_a_connection_without_an_SA_is_cut_as_it_opens)
{
    links_.opened(first_, "10.200.1.1");
    EXPECT_FALSE(links_.holds(first_));
    EXPECT_THAT(transport_.cuts, ElementsAre(scs1));
}

TEST_F(LinksTest, I4_it_holds_as_long_as_its_SA_and_is_cut_with_it)
{
    connect();
    EXPECT_TRUE(links_.holds(first_));
    EXPECT_THAT(transport_.cuts, IsEmpty());
    links_.apply(test::ike_down(1));
    EXPECT_FALSE(links_.holds(first_));
    EXPECT_THAT(transport_.cuts, ElementsAre(scs1));
    EXPECT_THAT(lost_, ElementsAre(scs1)) << "nobody sends to it until it has ended";
}

TEST_F(LinksTest, I4_a_connection_of_ours_needs_an_SA_to_the_port_it_goes_to)
{
    core::ChildSa child = test::child_sa(1);
    child.remote.front().protocol = 6;
    child.remote.front().first_port = child.remote.front().last_port = 3868;
    links_.apply(test::up(test::ike_sa(1, {child})));
    const auto use_port = [this](std::uint16_t port) {
        links_.use(
            {.servers = {test::server("scs1", "10.200.1.1")}, .floor = {}, .grace = grace},
            {{scs1, core::ProtectedLink{"scs1", {test::network("10.200.0.1")}, {}, port}}}
        );
    };
    use_port(3868);
    links_.opened(first_, "10.200.1.1");
    EXPECT_TRUE(links_.holds(first_));
    use_port(3869);
    EXPECT_FALSE(links_.holds(first_));
    EXPECT_THAT(lost_, ElementsAre(scs1));
}

TEST_F(LinksTest, an_earlier_connection_of_the_same_peer_does_not_hold)
{
    connect();
    const Connection second{scs1, 2};
    links_.opened(second, "10.200.1.1");
    EXPECT_FALSE(links_.holds(first_));
    EXPECT_TRUE(links_.holds(second));
    links_.closed(first_);
    EXPECT_TRUE(links_.holds(second)) << "the end of the old one says nothing of the new one";
    links_.closed(second);
    EXPECT_FALSE(links_.holds(second));
}

TEST_F(LinksTest, a_second_identity_on_the_address_cuts)
{
    connect();
    links_.apply(test::up(test::ike_sa(2, {test::child_sa(2)}, "scs2")));
    EXPECT_FALSE(links_.holds(first_));
    EXPECT_THAT(transport_.cuts, ElementsAre(scs1));
}

TEST_F(LinksTest, I3_without_the_daemon_what_runs_goes_on_for_the_grace_and_no_longer)
{
    connect();
    links_.apply(core::sa_event::Unreachable{"killed"});
    ASSERT_EQ(links_.next_due(), clock_.now() + grace);
    clock_.advance(grace - seconds{1});
    links_.on_time();
    EXPECT_TRUE(links_.holds(first_));
    clock_.advance(seconds{1});
    EXPECT_FALSE(links_.holds(first_)) << "a message in this moment, before the timer";
    links_.on_time();
    EXPECT_THAT(transport_.cuts, ElementsAre(scs1));
    EXPECT_EQ(links_.next_due(), std::nullopt);
}

TEST_F(LinksTest, I3_a_daemon_that_comes_back_with_the_same_associations_changes_nothing)
{
    connect();
    links_.apply(core::sa_event::Unreachable{"slow"});
    links_.apply(core::sa_event::Baseline{{test::ike_sa(1, {test::child_sa(1)})}});
    clock_.advance(2 * grace);
    links_.on_time();
    EXPECT_TRUE(links_.holds(first_));
    EXPECT_THAT(transport_.cuts, IsEmpty());
}

TEST_F(LinksTest, I3_a_daemon_that_has_forgotten_everything_ends_everything)
{
    connect();
    links_.apply(core::sa_event::Unreachable{"killed"});
    links_.apply(core::sa_event::Baseline{});
    EXPECT_THAT(transport_.cuts, ElementsAre(scs1));
}

TEST_F(LinksTest, S4_an_association_below_the_floor_is_ended_and_reported)
{
    auto weak = test::ike_sa(7, {test::child_sa(7)});
    weak.algorithms.group = "MODP_1024";
    links_.apply(test::up(weak));
    EXPECT_THAT(ended_, ElementsAre(core::IkeSaId{7}));
    EXPECT_EQ(log_.count("ipsec.below_floor"), 1U);
    links_.opened(first_, "10.200.1.1");
    EXPECT_FALSE(links_.holds(first_));
}

TEST_F(LinksTest, S4_a_rekey_to_a_weaker_suite_is_ended)
{
    connect();
    auto weak = test::child_sa(2);
    weak.algorithms.encryption = "3DES_CBC";
    links_.apply(core::sa_event::ChildRekeyed{core::IkeSaId{1}, core::ChildSaId{1}, weak});
    EXPECT_THAT(ended_, ElementsAre(core::IkeSaId{1}));
    EXPECT_THAT(transport_.cuts, ElementsAre(scs1));
}

TEST_F(LinksTest, C4_a_weak_association_that_is_nobodys_of_the_contracts_is_left_alone)
{
    auto weak = test::ike_sa(7, {}, "somebody-else");
    weak.algorithms.group = "MODP_1024";
    links_.apply(test::up(weak));
    EXPECT_THAT(ended_, IsEmpty());
}

TEST_F(LinksTest, B9_an_association_that_is_told_again_is_logged_once)
{
    connect();
    connect(); // as each newcomer has charon asked
    EXPECT_EQ(log_.count("ipsec.negotiated"), 1U);
    links_.apply(test::up(test::ike_sa(1, {test::child_sa(2)})));
    EXPECT_EQ(log_.count("ipsec.negotiated"), 2U);
}

TEST_F(LinksTest, F10_a_contract_that_names_another_address_ends_the_connection)
{
    connect();
    use({test::server("scs1", "10.200.9.9")});
    EXPECT_THAT(transport_.cuts, ElementsAre(scs1));
}

TEST_F(LinksTest, F10_an_address_that_a_new_contract_does_not_have_ends_the_connection)
{
    const Connection plain{unprotected, 1};
    admission_.allowed = test::network("127.0.0.0/8");
    links_.opened(plain, "127.0.0.1");
    use({});
    EXPECT_THAT(transport_.cuts, IsEmpty());
    admission_.allowed = test::network("127.0.0.9");
    use({});
    EXPECT_THAT(transport_.cuts, ElementsAre(unprotected));
}

TEST_F(LinksTest, S4_how_the_other_end_proved_itself_is_what_the_daemon_says)
{
    auto external = test::server("scs1", "10.200.1.1");
    external.connection = "scs1";
    external.authentication = core::Authentication::none; // nothing is known yet
    use({external});
    connect();
    EXPECT_FALSE(links_.holds(first_));
    links_.learn({{"scs1", core::Authentication::certificate}});
    EXPECT_TRUE(links_.holds(first_));
    use({external});
    EXPECT_TRUE(links_.holds(first_)) << "a reload forgets nothing of charon";
    links_.learn({{"scs1", core::Authentication::pre_shared_key}});
    EXPECT_FALSE(links_.holds(first_));
    EXPECT_EQ(transport_.cuts.back(), scs1);
}

TEST_F(LinksTest, a_server_without_protection_needs_none)
{
    const Connection plain{unprotected, 1};
    links_.opened(plain, "127.0.0.1");
    EXPECT_TRUE(links_.holds(plain));
    links_.apply(core::sa_event::Unreachable{"killed"});
    clock_.advance(2 * grace);
    links_.on_time();
    EXPECT_TRUE(links_.holds(plain));
    EXPECT_THAT(transport_.cuts, IsEmpty());
}

} // namespace
} // namespace iwf::gateways
