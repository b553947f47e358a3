// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/link_status.hpp"

#include "iwf/app/iwfd/admission.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/core_fakes.hpp"
#include "tests/unit/core/protection/sample_associations.hpp"

namespace iwf::daemon {
namespace {

using diameter::PeerId;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SilentTransport final : public diameter::Transport
{
public:
    tl::expected<void, diameter::SendFailure>
    send(diameter::TransactionId, PeerId, const diameter::Message&) override
    {
        return {};
    }
    void abandon(diameter::TransactionId) override {}
    void answer(diameter::Connection, const diameter::Message&) override {}
    void cut(PeerId, std::string_view) override {}
    [[nodiscard]] bool is_open(PeerId) const override { return true; }
    [[nodiscard]] double load() const override { return 0; }
};

core::ProtectedLink link(const std::string& contract)
{
    return {contract, {test::network("10.200.0.1")}, 3868, {}};
}

class LinkStatusTest : public ::testing::Test
{
protected:
    LinkStatusTest()
    {
        use({test::server("scs1", "10.200.1.1"), test::server("scs2", "10.200.2.0/24")});
        links_.apply(test::baseline());
    }

    void use(std::vector<core::ProtectedServer> servers)
    {
        std::map<PeerId, core::ProtectedLink> links;
        for (const core::ProtectedServer& server : servers) {
            links.emplace(
                PeerId{static_cast<std::uint32_t>(links.size() + 1)}, link(server.contract)
            );
        }
        links_.use({.servers = std::move(servers), .floor = {}, .grace = {}}, std::move(links));
    }

    [[nodiscard]] mtciwf::v1::LinkStatus status(const std::string& contract) const
    {
        const auto found = ipsec_status(links_, clock_, {.contract = contract, .after = {}});
        EXPECT_TRUE(found && found->links_size() == 1);
        return found->links(0);
    }

    SilentTransport transport_;
    Admission admission_;
    test::FakeClock clock_;
    test::CapturingLog log_;
    gateways::Links links_{
        {transport_, admission_, clock_, log_, [](PeerId) {}, [](core::IkeSaId) {}}};
};

TEST_F(LinkStatusTest, without_an_association_the_missing_link_is_told)
{
    const auto found = status("scs1");
    EXPECT_FALSE(found.bound());
    EXPECT_EQ(found.broken_link(), "no_association");
    EXPECT_THAT(found.reason(), HasSubstr("contract \"scs1\""));
    EXPECT_THAT(found.addresses(), ElementsAre("10.200.1.1"));
    EXPECT_EQ(status("scs2").broken_link(), "no_association") << "of a block no address is known";
}

TEST_F(LinkStatusTest, a_bound_link_names_its_associations)
{
    links_.apply(test::up(test::ike_sa(7, {test::child_sa(9)})));
    const auto found = status("scs1");
    EXPECT_TRUE(found.bound()) << found.reason();
    EXPECT_EQ(found.ike_sa(), 7U);
    EXPECT_EQ(found.child_sa(), 9U);
    EXPECT_EQ(found.connected_from(), "");
    ASSERT_EQ(found.associations_size(), 1);
    const auto& ike = found.associations(0);
    EXPECT_EQ(ike.algorithms(), "AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_384");
    EXPECT_EQ(ike.remote_address(), "198.51.100.11");
    EXPECT_THAT(ike.known_since(), ::testing::EndsWith("Z"));
    ASSERT_EQ(ike.children_size(), 1);
    EXPECT_THAT(ike.children(0).remote(), ElementsAre("10.200.1.1"));
    links_.opened({PeerId{1}, 1}, "10.200.1.1");
    EXPECT_EQ(status("scs1").connected_from(), "10.200.1.1");
}

TEST_F(LinkStatusTest, in_a_block_the_address_of_the_association_counts)
{
    links_.apply(test::up(test::ike_sa(1, {test::child_sa(1, "10.200.2.9/32")}, "scs2")));
    EXPECT_TRUE(status("scs2").bound()) << status("scs2").reason();
}

TEST_F(LinkStatusTest, an_association_of_another_connection_is_shown_and_not_ended)
{
    auto server = test::server("scs1", "10.200.1.1");
    server.connection = "iwf-scs1";
    use({server});
    links_.apply(test::up(test::ike_sa(1, {test::child_sa(1)})));
    EXPECT_EQ(status("scs1").broken_link(), "other_connection");
    EXPECT_EQ(status("scs1").associations_size(), 1);
    EXPECT_FALSE(status("scs1").external());
    EXPECT_THAT(*associations_of(links_, "scs1"), IsEmpty());
    auto own = test::ike_sa(2);
    own.connection = "iwf-scs1";
    links_.apply(test::up(own));
    EXPECT_THAT(*associations_of(links_, "scs1"), ElementsAre(core::IkeSaId{2}));
    EXPECT_FALSE(associations_of(links_, "scs9"));
}

TEST_F(LinkStatusTest, a_lost_daemon_is_told_with_the_moment)
{
    EXPECT_TRUE(ipsec_status(links_, clock_, {})->charon_reachable());
    links_.apply(core::sa_event::Unreachable{"gone"});
    const auto found = ipsec_status(links_, clock_, {});
    EXPECT_FALSE(found->charon_reachable());
    EXPECT_THAT(found->stale_since(), HasSubstr("T"));
    EXPECT_EQ(found->links(0).broken_link(), "stale");
}

TEST_F(LinkStatusTest, many_come_in_pages_and_one_that_is_not_there_does_not)
{
    std::vector<core::ProtectedServer> servers;
    for (int number = 0; number < 25; ++number) {
        servers.push_back(test::server(
            std::string{"s"} + static_cast<char>('a' + number), "10.9.0." + std::to_string(number)
        ));
    }
    use(std::move(servers));
    std::string after;
    std::vector<std::string> names;
    for (int pages = 0; pages == 0 || !after.empty(); ++pages) {
        ASSERT_LT(pages, 4);
        const auto page =
            ipsec_status(links_, clock_, {.contract = {}, .after = after, .most = 10});
        for (const auto& one : page->links()) {
            names.push_back(one.contract());
        }
        after = page->next();
    }
    EXPECT_EQ(names.size(), 25U);
    EXPECT_TRUE(std::ranges::is_sorted(names));
    EXPECT_FALSE(ipsec_status(links_, clock_, {.contract = "scs1", .after = {}}));
    EXPECT_EQ(ipsec_status(links_, clock_, {.contract = {}, .after = "so", .most = 10})->next(), "")
        << "exactly ten are left";
}

} // namespace
} // namespace iwf::daemon
