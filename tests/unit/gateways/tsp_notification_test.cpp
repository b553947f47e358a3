// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "iwf/diameter/generated/tsp.hpp"
#include "support/gateway_world.hpp"

/// DNR and DNA (TS 29.368, 5.6), and servers that come, go and change.
namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using diameter::tsp::DeviceNotificationRequest;
using domain::DeliveryOutcome;
using testing::HasSubstr;
using testing::IsEmpty;
namespace command = diameter::command;

class TspNotification : public testing::Test
{
protected:
    void TearDown() override { EXPECT_THAT(world_.transport.faults(), IsEmpty()); }

    void report(std::uint32_t reference)
    {
        world_.ask(peer::sms_sc_a, diameter::t4::encode(drr(peer::sms_sc_a, reference)), 0x77);
    }

    [[nodiscard]] std::size_t dnr() const
    {
        return world_.waiting_for(command::device_notification_request);
    }

    [[nodiscard]] const FakeTransport::Sent& sent(std::size_t place) const
    {
        return world_.transport.sent().at(place);
    }

    [[nodiscard]] bool retransmitted(std::size_t place) const
    {
        return (sent(place).message.header.flags & diameter::flag::retransmitted) != 0;
    }

    [[nodiscard]] std::uint64_t acknowledged()
    {
        return world_.engine().counters().notified[DeliveryOutcome::success];
    }

    GatewayWorld world_;
};

TEST_F(TspNotification, the_server_is_told_which_trigger_and_how_it_ended)
{
    world_.accept(7);
    report(7);
    const auto request = *diameter::tsp::decode_device_notification_request(sent(dnr()).message);
    EXPECT_EQ(sent(dnr()).peer, peer::acme);
    EXPECT_EQ(request.head.origin_host, "iwf.operator.example");
    EXPECT_EQ(request.head.origin_realm, "operator.example");
    EXPECT_EQ(request.head.destination_host, "scs.acme.example");
    EXPECT_EQ(request.head.destination_realm, "acme.example");
    EXPECT_THAT(request.head.session_id, HasSubstr("iwf.operator.example;"));
    const auto& told = request.device_notification;
    EXPECT_EQ(told.external_identifier, "meter7@devices.acme.example");
    EXPECT_EQ(told.scs_identity, dar(7).device_action.scs_identity);
    EXPECT_EQ(told.reference_number, domain::ReferenceNumber{7});
    EXPECT_EQ(told.action_type, domain::ActionType::delivery_report);
    EXPECT_EQ(told.delivery_outcome, DeliveryOutcome::success);
    EXPECT_EQ(told.request_status, std::nullopt);
    EXPECT_EQ(told.mtc_error_diagnostic, std::nullopt);
    EXPECT_EQ(
        sent(dnr()).message.header.flags, diameter::flag::request | diameter::flag::proxiable
    );
    world_.answer(dnr(), dna());
    EXPECT_EQ(acknowledged(), 1U);
}

TEST_F(TspNotification, what_is_not_acknowledged_comes_again_the_same_with_the_t_flag)
{
    auto stranger = dna();
    diameter::tsp::DeviceNotificationAnswer other =
        *diameter::tsp::decode_device_notification_answer(stranger);
    other.head.origin_host = "scs.beta.example";
    stranger = diameter::tsp::encode(other);
    diameter::Message broken = dna();
    broken.avps.resize(broken.avps.size() - 1);
    world_.accept(7);
    report(7);
    const std::size_t first = dnr();
    EXPECT_FALSE(retransmitted(first));
    for (const diameter::Message& answer :
         {dna(acme, {5012, false}),
          dna(acme, {3004, false}),
          dna(acme, {5011, true}),
          stranger,
          broken}) {
        EXPECT_TRUE(world_.answer(dnr(), answer));
        for (int i = 0; i < 600 && world_.transport.waiting().empty(); ++i) {
            world_.pass(100ms);
        }
        EXPECT_TRUE(retransmitted(dnr()));
        EXPECT_EQ(sent(dnr()).message.avps, sent(first).message.avps);
        EXPECT_EQ(sent(dnr()).message.header.end_to_end, sent(first).message.header.end_to_end);
    }
    EXPECT_EQ(world_.log.count("tsp.notification_refused"), 5U);
    EXPECT_EQ(acknowledged(), 0U);
    world_.answer(dnr(), dna());
    EXPECT_EQ(acknowledged(), 1U);
}

TEST_F(TspNotification, limited_success_is_an_acknowledgement_too)
{
    world_.accept(7);
    report(7);
    world_.answer(dnr(), dna(acme, {2002, false}));
    EXPECT_EQ(acknowledged(), 1U);
}

TEST_F(TspNotification, a_silent_server_is_asked_again)
{
    world_.accept(7);
    report(7);
    const std::size_t first = dnr();
    world_.pass(4999ms);
    EXPECT_EQ(dnr(), first);
    world_.pass(1ms);
    EXPECT_THAT(world_.transport.waiting(), IsEmpty());
    world_.pass(1s);
    EXPECT_TRUE(retransmitted(dnr()));
}

TEST_F(TspNotification, a_server_that_comes_back_is_told_at_once)
{
    world_.accept(7);
    world_.transport.close(peer::acme);
    report(7);
    world_.pass(1h);
    EXPECT_EQ(world_.count_sent(command::device_notification_request, peer::acme), 0U);
    world_.transport.open(peer::acme);
    world_.turn();
    EXPECT_TRUE(retransmitted(dnr()));
    world_.answer(dnr(), dna());
    EXPECT_EQ(acknowledged(), 1U);
}

TEST_F(TspNotification, a_server_without_contract_is_refused_and_not_told)
{
    world_.accept(7);
    world_.servers().remove(peer::acme);
    report(7);
    world_.pass(1h);
    EXPECT_EQ(world_.count_sent(command::device_notification_request, peer::acme), 0U);
    const Arrived asked = world_.look_up(8);
    EXPECT_EQ(world_.daa(asked)->head.outcome, (diameter::Outcome{3010, false}));
}

TEST_F(TspNotification, a_dna_that_comes_after_the_removal_of_the_server_still_counts)
{
    world_.accept(7);
    report(7);
    world_.servers().remove(peer::acme);
    EXPECT_TRUE(world_.answer(dnr(), dna()));
    EXPECT_EQ(acknowledged(), 1U);
}

TEST_F(TspNotification, a_daa_is_given_also_after_the_removal_of_the_server)
{
    const Arrived asked = world_.submit(7);
    world_.servers().remove(peer::acme);
    world_.answer(world_.transport.waiting().at(0), diameter::t4::encode(dta(peer::sms_sc_a)));
    EXPECT_EQ(world_.status_of(asked), domain::RequestStatus::success);
}

gateways::ServerPeer server(diameter::PeerId id, std::string_view contract, std::string_view host)
{
    return {id, std::string{contract}, *domain::NorthHost::parse(host), "acme.example"};
}

TEST_F(TspNotification, two_contracts_that_change_their_hosts_with_each_other_are_both_told)
{
    world_.accept(7);
    world_.servers().add(server(peer::beta, acme, "scs.beta.example"));
    world_.servers().add(server(peer::acme, beta, "scs.acme.example"));
    report(7);
    EXPECT_EQ(sent(dnr()).peer, peer::beta);
}

TEST_F(TspNotification, a_contract_with_another_host_is_told_there_and_by_that_name)
{
    world_.accept(7);
    world_.servers().remove(peer::beta);
    world_.servers().remove(peer::acme);
    world_.servers().add(server(peer::beta, acme, "scs.beta.example"));
    report(7);
    EXPECT_EQ(sent(dnr()).peer, peer::beta);
    const auto request = *diameter::tsp::decode_device_notification_request(sent(dnr()).message);
    EXPECT_EQ(request.head.destination_host, "scs.beta.example");
    world_.answer(dnr(), dna(beta));
    EXPECT_EQ(acknowledged(), 1U);
}

} // namespace
} // namespace iwf::test
