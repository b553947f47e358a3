// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/gateways/mo_sms_case.hpp"

/// MSISDN-less MO-SMS that comes again, comes in numbers, or is not served at all.
namespace iwf::test {
namespace {

using namespace std::chrono_literals;

TEST_F(MoSms, F8_a_repetition_gets_the_same_answer_and_the_server_one_message)
{
    const Arrived first = send();
    const Arrived second = send(ofr(), 0x50, diameter::flag::retransmitted);
    name_device();
    const Arrived third = send(ofr(), 0x50, diameter::flag::retransmitted);
    world_.answer(dnr(), dna());
    const Arrived fourth = send(ofr(), 0x50, diameter::flag::retransmitted);
    for (const Arrived& one : {first, second, third, fourth}) {
        ASSERT_TRUE(ofa(one));
        EXPECT_EQ(ofa(one)->head.outcome, diameter::Outcome{});
        EXPECT_EQ(ofa(one)->external_identifier, mo_device);
    }
    EXPECT_EQ(told(), 1U);
    EXPECT_EQ(looked_up(), 1U);
    EXPECT_EQ(world_.mo_sms().counters().duplicates, 3U);
    world_.pass(5min);
    send(ofr(), 0x50);
    EXPECT_EQ(looked_up(), 2U) << "after the window it is another message";
    name_device();
    world_.answer(dnr(), dna());
}

TEST_F(MoSms, F8_the_same_end_to_end_id_of_another_sender_or_content_is_another_message)
{
    send();
    name_device();
    world_.answer(dnr(), dna());
    auto other = ofr();
    other.sm_rp_ui.back() = 'o';
    send(other);
    name_device();
    world_.answer(dnr(), dna());
    send(ofr(sms_sc_b()), 0x50, 0, peer::sms_sc_b);
    name_device();
    world_.answer(dnr(), dna());
    EXPECT_EQ(told(), 3U);
}

TEST_F(MoSms, F10_a_contract_that_has_changed_counts_for_the_next_message)
{
    deliver();
    world_.answer(dnr(), dna());
    world_.mo_sms().use_contracts(both_contracts());
    const Arrived asked = send(ofr(), 0x51);
    name_device();
    expect_failure(asked, DeliveryFailure::invalid_sme_address);
}

TEST_F(MoSms, while_ending_no_new_one_is_begun_and_the_old_one_is_finished)
{
    const Arrived old = deliver();
    world_.mo_sms().drain();
    expect_failure(send(ofr(), 0x51), DeliveryFailure::sc_congestion);
    EXPECT_EQ(world_.mo_sms().in_progress(), 1U);
    world_.answer(dnr(), dna());
    EXPECT_EQ(ofa(old)->head.outcome, diameter::Outcome{});
}

TEST_F(MoSms, many_refusals_alike_are_one_line_and_a_number)
{
    for (std::uint32_t i = 0; i < 20; ++i) {
        send(ofr(), 0x100 + i);
        name_device("meter1@devices.beta.example");
    }
    EXPECT_EQ(world_.log.count("mo_sms.refused"), 1U);
    world_.clock.advance(10s);
    world_.turn();
    EXPECT_EQ(world_.log.count("mo_sms.refused_again"), 1U);
}

WorldSettings narrow()
{
    WorldSettings settings;
    settings.mo_sms.max_in_progress = 3;
    settings.mo_sms.max_in_progress_per_server = 2;
    settings.sgd.max_messages = 5;
    return settings;
}

struct NarrowMoSms : MoSms
{
    NarrowMoSms()
        : MoSms{narrow()}
    {}
};

TEST_F(NarrowMoSms, S6_no_more_are_in_progress_than_there_may_be)
{
    for (std::uint32_t i = 0; i < 3; ++i) {
        EXPECT_EQ(ofa(send(ofr(), i)), std::nullopt);
    }
    expect_failure(send(ofr(), 3), DeliveryFailure::sc_congestion);
    EXPECT_EQ(world_.mo_sms().counters().busy, 1U);
    send(ofr(), 0, diameter::flag::retransmitted);
    send(ofr(), 0, diameter::flag::retransmitted);
    EXPECT_EQ(ofa(send(ofr(), 0, diameter::flag::retransmitted))->head.outcome.code, 3004U)
        << "repetitions that wait count too";
}

TEST_F(NarrowMoSms, S6_one_slow_server_does_not_use_up_all)
{
    for (std::uint32_t i = 0; i < 2; ++i) {
        send(ofr(), i);
        name_device();
    }
    const Arrived third = send(ofr(), 2);
    name_device();
    expect_failure(third, DeliveryFailure::sc_congestion);
    EXPECT_EQ(told(), 2U);
    world_.answer(world_.transport.waiting().front(), dna());
    const Arrived fourth = send(ofr(), 3);
    name_device();
    EXPECT_EQ(told(), 3U);
    EXPECT_EQ(ofa(fourth), std::nullopt);
}

WorldSettings rated()
{
    WorldSettings settings;
    settings.mo_sms.rate = core::RateLimit{{1, 1s}, 2};
    settings.mo_sms.refuse_unaudited = true;
    return settings;
}

struct RatedMoSms : MoSms
{
    RatedMoSms()
        : MoSms{rated()}
    {}
};

TEST_F(RatedMoSms, S6_faster_ones_are_told_congestion)
{
    send(ofr(), 1);
    send(ofr(), 2);
    expect_failure(send(ofr(), 3), DeliveryFailure::sc_congestion);
    world_.pass(1s);
    EXPECT_EQ(ofa(send(ofr(), 4)), std::nullopt);
}

TEST_F(RatedMoSms, F11_what_cannot_be_audited_is_not_begun)
{
    world_.audit.accepting = false;
    expect_failure(send(), DeliveryFailure::sc_congestion);
    EXPECT_EQ(looked_up(), 0U);
}

WorldSettings without()
{
    WorldSettings settings;
    settings.serves_mo_sms = false;
    return settings;
}

TEST(NoMoSms, it_is_taken_from_nobody_when_it_is_not_configured)
{
    GatewayWorld world{without()};
    const Arrived asked = world.ask(peer::sms_sc_a, diameter::sgd::encode(ofr()), 1);
    const auto answer =
        *diameter::sgd::decode_mo_forward_short_message_answer(*world.transport.answer_of(asked));
    EXPECT_EQ(answer.head.outcome.code, 3007U);
}

} // namespace
} // namespace iwf::test
