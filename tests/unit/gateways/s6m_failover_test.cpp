// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/generated/t4.hpp"
#include "support/gateway_world.hpp"

/// What happens when an HSS is not there, silent or too busy (TS 29.336, RFC 6733, 5.5.4
/// and 7.1.3).
namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using diameter::SendFailure;
using domain::RequestStatus;
using testing::IsEmpty;
using testing::SizeIs;
namespace command = diameter::command;
namespace s6m = diameter::s6m;

class S6mFailover : public testing::Test
{
protected:
    void TearDown() override { EXPECT_THAT(world_.transport.faults(), IsEmpty()); }

    [[nodiscard]] const FakeTransport::Sent& sent(std::size_t place) const
    {
        return world_.transport.sent().at(place);
    }

    /// The second SIR goes to the other HSS and is the first one again.
    void expect_failover(bool retransmitted)
    {
        ASSERT_THAT(world_.transport.sent(), SizeIs(2));
        EXPECT_EQ(sent(0).peer, peer::hss_a);
        EXPECT_EQ(sent(1).peer, peer::hss_b);
        EXPECT_EQ(sent(0).message.header.flags & diameter::flag::retransmitted, 0);
        EXPECT_EQ(
            (sent(1).message.header.flags & diameter::flag::retransmitted) != 0, retransmitted
        );
        EXPECT_EQ(sent(0).message.header.end_to_end, sent(1).message.header.end_to_end);
        auto first = *s6m::decode_subscriber_information_request(sent(0).message);
        const auto second = *s6m::decode_subscriber_information_request(sent(1).message);
        EXPECT_EQ(second.head.destination_host, "b.hss.internal");
        first.head.destination_host = second.head.destination_host;
        EXPECT_EQ(first, second); // the Session-Id too
    }

    GatewayWorld world_;
};

TEST_F(S6mFailover, a_lost_connection_brings_the_request_to_the_other_hss_with_the_t_flag)
{
    const Arrived dar = world_.look_up(1);
    world_.transport.close(peer::hss_a);
    world_.turn();
    expect_failover(true);
    EXPECT_TRUE(world_.answer(1, s6m::encode(sia(peer::hss_b))));
    EXPECT_EQ(world_.count_sent(command::device_trigger_request, peer::sms_sc_a), 1U);
    EXPECT_EQ(world_.status_of(dar), std::nullopt);
}

TEST_F(S6mFailover, a_silent_hss_is_left_after_its_share_of_the_time)
{
    world_.look_up(1);
    world_.pass(1999ms);
    EXPECT_THAT(world_.transport.sent(), SizeIs(1));
    world_.pass(1ms);
    expect_failover(true);
    EXPECT_EQ(sent(0).fate, FakeTransport::Fate::abandoned);
}

TEST_F(S6mFailover, an_hss_that_is_too_busy_or_cannot_deliver_is_left)
{
    for (const std::uint32_t code : {3002U, 3004U}) {
        world_.transport.crash();
        world_.restart();
        world_.open_all();
        const std::size_t first = world_.transport.sent().size();
        world_.look_up(1);
        EXPECT_TRUE(world_.answer(first, sia_refusal(peer::hss_a, {code, false})));
        ASSERT_THAT(world_.transport.sent(), SizeIs(first + 2)) << code;
        EXPECT_EQ(sent(first + 1).peer, peer::hss_b);
        EXPECT_NE(sent(first + 1).message.header.flags & diameter::flag::retransmitted, 0);
    }
}

TEST_F(S6mFailover, a_request_that_never_left_is_no_retransmission_elsewhere)
{
    for (const SendFailure failure : {SendFailure::not_connected, SendFailure::too_busy}) {
        GatewayWorld world;
        world.look_up(1);
        world.fail(0, failure);
        ASSERT_THAT(world.transport.sent(), SizeIs(2));
        EXPECT_EQ(
            world.transport.sent()[1].message.header.flags & diameter::flag::retransmitted, 0
        );
    }
}

TEST_F(S6mFailover, when_every_send_is_refused_the_server_is_told_in_the_same_turn)
{
    world_.transport.refuse_sends(SendFailure::too_busy);
    const Arrived dar = world_.look_up(1);
    EXPECT_EQ(world_.status_of(dar), RequestStatus::temporary_error);
    EXPECT_THAT(world_.transport.sent(), IsEmpty());
}

TEST_F(S6mFailover, without_any_hss_the_server_is_told_at_once)
{
    world_.transport.close(peer::hss_a);
    world_.transport.close(peer::hss_b);
    const Arrived dar = world_.look_up(1);
    EXPECT_EQ(world_.status_of(dar), RequestStatus::temporary_error);
}

TEST_F(S6mFailover, no_hss_is_asked_twice_and_after_the_last_the_server_is_told)
{
    const Arrived dar = world_.look_up(1);
    world_.pass(2s);
    world_.transport.close(peer::hss_a);
    world_.transport.open(peer::hss_a); // again there, but it has had its turn
    EXPECT_EQ(world_.status_of(dar), std::nullopt);
    world_.pass(2s);
    EXPECT_EQ(world_.status_of(dar), RequestStatus::temporary_error);
    EXPECT_THAT(world_.transport.sent(), SizeIs(2));
}

TEST_F(S6mFailover, all_attempts_together_take_no_longer_than_the_deadline)
{
    WorldSettings settings;
    settings.s6m.lookup_deadline = 3s;
    settings.s6m.attempt_timeout = 2s;
    GatewayWorld world{settings};
    const Arrived dar = world.look_up(1);
    world.pass(2s);
    ASSERT_THAT(world.transport.sent(), SizeIs(2));
    world.pass(999ms);
    EXPECT_EQ(world.status_of(dar), std::nullopt);
    world.pass(1ms);
    EXPECT_EQ(world.status_of(dar), RequestStatus::temporary_error);
}

TEST_F(S6mFailover, past_the_deadline_nobody_else_is_asked)
{
    WorldSettings settings;
    settings.s6m.lookup_deadline = 2s;
    GatewayWorld world{settings};
    const Arrived dar = world.look_up(1);
    world.pass(2s);
    EXPECT_EQ(world.status_of(dar), RequestStatus::temporary_error);
    EXPECT_THAT(world.transport.sent(), SizeIs(1));
}

TEST_F(S6mFailover, a_late_answer_changes_nothing)
{
    world_.look_up(1);
    world_.pass(2s);
    EXPECT_FALSE(world_.answer(0, s6m::encode(sia(peer::hss_a))));
    EXPECT_EQ(world_.count_sent(command::device_trigger_request, peer::sms_sc_a), 0U);
}

TEST_F(S6mFailover, each_lookup_has_identifiers_of_its_own)
{
    world_.look_up(1);
    world_.look_up(2);
    const auto first = *s6m::decode_subscriber_information_request(sent(0).message);
    const auto second = *s6m::decode_subscriber_information_request(sent(1).message);
    EXPECT_NE(first.head.session_id, second.head.session_id);
    EXPECT_NE(sent(0).message.header.end_to_end, sent(1).message.header.end_to_end);
}

} // namespace
} // namespace iwf::test
