// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/dispatcher.hpp"

#include <gmock/gmock.h>

#include "iwf/diameter/avp_reader.hpp"
#include "iwf/diameter/generated/base.hpp"
#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/generated/t4.hpp"
#include "iwf/diameter/generated/tsp.hpp"
#include "support/gateway_world.hpp"

namespace iwf::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
namespace command = diameter::command;

class Dispatcher : public testing::Test
{
protected:
    void TearDown() override { EXPECT_THAT(world_.transport.faults(), IsEmpty()); }

    /// The Result-Code that leaves at once; 0: none does.
    std::uint32_t code_for(diameter::PeerId from, diameter::Message request)
    {
        const Arrived asked = world_.ask(from, std::move(request), 1);
        const diameter::Message* const answer = world_.transport.answer_of(asked);
        if (answer == nullptr) {
            return 0;
        }
        EXPECT_NE(answer->header.flags & diameter::flag::error, 0);
        EXPECT_EQ(answer->header.end_to_end, diameter::EndToEndId{1});
        diameter::AvpReader in{answer->avps};
        std::uint32_t code = 0;
        in.require(diameter::avp::result_code, code);
        return code;
    }

    static diameter::Message sir()
    {
        diameter::s6m::SubscriberInformationRequest request;
        request.head = dar(1).head;
        request.user_identifier.external_identifier = "meter7@devices.acme.example";
        return diameter::s6m::encode(request);
    }

    static diameter::Message dtr()
    {
        diameter::t4::DeviceTriggerRequest request;
        request.head = dar(1).head;
        request.user_identifier.user_name = imsi().digits(domain::southbound);
        return diameter::t4::encode(request);
    }

    static diameter::Message dnr()
    {
        diameter::tsp::DeviceNotificationRequest request;
        request.head = dar(1).head;
        return diameter::tsp::encode(request);
    }

    static diameter::Message bare(std::uint32_t application, std::uint32_t code)
    {
        diameter::Message message;
        message.header.flags = diameter::flag::request;
        message.header.application = diameter::ApplicationId{application};
        message.header.command = diameter::CommandCode{code};
        return message;
    }

    GatewayWorld world_;
};

TEST_F(Dispatcher, a_server_sends_dar_and_nothing_else)
{
    EXPECT_EQ(code_for(peer::acme, diameter::tsp::encode(dar(1))), 0U);
    EXPECT_EQ(code_for(peer::acme, dnr()), 3001U);
    EXPECT_EQ(code_for(peer::acme, bare(16777309, 99)), 3001U);
    EXPECT_EQ(code_for(peer::acme, sir()), 3007U);
    EXPECT_EQ(code_for(peer::acme, dtr()), 3007U);
    EXPECT_EQ(code_for(peer::acme, diameter::t4::encode(drr(peer::sms_sc_a, 1))), 3007U);
    EXPECT_EQ(code_for(peer::acme, bare(16777346, 8388639)), 3007U);
}

TEST_F(Dispatcher, an_hss_sends_no_request_at_all)
{
    EXPECT_EQ(code_for(peer::hss_a, sir()), 3007U);
    EXPECT_EQ(code_for(peer::hss_a, diameter::tsp::encode(dar(1))), 3007U);
    EXPECT_EQ(code_for(peer::hss_a, diameter::t4::encode(drr(peer::sms_sc_a, 1))), 3007U);
}

TEST_F(Dispatcher, an_sms_sc_sends_drr_and_nothing_else)
{
    EXPECT_EQ(code_for(peer::sms_sc_a, dtr()), 3001U);
    EXPECT_EQ(code_for(peer::sms_sc_a, diameter::tsp::encode(dar(1))), 3007U);
    EXPECT_EQ(code_for(peer::sms_sc_a, sir()), 3007U);
    const Arrived asked =
        world_.ask(peer::sms_sc_a, diameter::t4::encode(drr(peer::sms_sc_a, 1)), 1);
    EXPECT_EQ(world_.dra(asked)->head.outcome, diameter::Outcome{});
}

TEST_F(Dispatcher, a_request_with_the_e_bit_is_refused_before_it_is_read)
{
    for (const diameter::PeerId from : {peer::acme, peer::hss_a, peer::sms_sc_a}) {
        diameter::Message request = diameter::tsp::encode(dar(1));
        request.header.flags |= diameter::flag::error;
        EXPECT_EQ(code_for(from, request), 3008U);
    }
    EXPECT_EQ(world_.engine().counters().requests, 0U);
}

TEST_F(Dispatcher, nobody_unknown_is_served)
{
    world_.transport.open(peer::stranger);
    EXPECT_EQ(code_for(peer::stranger, diameter::tsp::encode(dar(1))), 3010U);
    EXPECT_EQ(code_for(peer::stranger, sir()), 3010U);
    world_.transport.close(peer::stranger);
    EXPECT_EQ(world_.engine().counters().requests, 0U);
}

TEST_F(Dispatcher, S5_what_comes_over_a_link_that_does_not_hold_is_not_read_and_not_answered)
{
    world_.links().broken.insert(peer::acme);
    EXPECT_EQ(code_for(peer::acme, diameter::tsp::encode(dar(1))), 0U);
    EXPECT_EQ(code_for(peer::acme, sir()), 0U);
    EXPECT_EQ(world_.engine().counters().requests, 0U);
    world_.links().broken.clear();
    EXPECT_EQ(code_for(peer::acme, sir()), 3007U);
}

TEST_F(Dispatcher, refusals_are_logged_with_who_and_what)
{
    code_for(peer::hss_a, sir());
    EXPECT_THAT(
        world_.log.lines().back(),
        HasSubstr("peer.request_refused role=hss name=hss-a application=16777310 "
                  "command=8388641 result=3007")
    );
}

TEST_F(Dispatcher, nothing_that_was_refused_reached_the_core)
{
    code_for(peer::hss_a, diameter::tsp::encode(dar(1)));
    code_for(peer::sms_sc_a, diameter::tsp::encode(dar(2)));
    code_for(peer::acme, diameter::t4::encode(drr(peer::sms_sc_a, 1)));
    EXPECT_EQ(world_.engine().counters().requests, 0U);
    EXPECT_EQ(world_.engine().counters().reports, 0U);
    EXPECT_THAT(world_.transport.sent(), IsEmpty());
}

TEST_F(Dispatcher, a_peer_that_closes_is_not_asked_and_one_that_opens_is)
{
    world_.transport.close(peer::hss_a);
    world_.look_up(1);
    EXPECT_EQ(world_.transport.sent().at(0).peer, peer::hss_b);
    world_.transport.open(peer::hss_a);
    world_.look_up(2);
    EXPECT_EQ(world_.transport.sent().at(1).peer, peer::hss_a);
    EXPECT_EQ(world_.log.count("peer.closed"), 1U);
}

} // namespace
} // namespace iwf::test
