// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/generated/t4.hpp"
#include "iwf/diameter/generated/tsp.hpp"
#include "support/gateway_world.hpp"

/// Whole transactions, message by message, some over virtual days.
namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using domain::DeliveryOutcome;
using domain::RequestStatus;
using testing::IsEmpty;
using testing::SizeIs;
namespace command = diameter::command;

class Scenario : public testing::Test
{
protected:
    void TearDown() override { EXPECT_THAT(world_.transport.faults(), IsEmpty()); }

    Arrived report(std::uint32_t reference, diameter::PeerId from = peer::sms_sc_a)
    {
        return world_.ask(from, diameter::t4::encode(drr(from, reference)), 0x50000);
    }

    [[nodiscard]] std::size_t dnr() const
    {
        return world_.waiting_for(command::device_notification_request);
    }

    [[nodiscard]] std::size_t dnrs() const
    {
        return world_.count_sent(command::device_notification_request, peer::acme);
    }

    [[nodiscard]] std::size_t dtrs() const
    {
        return world_.count_sent(command::device_trigger_request, peer::sms_sc_a);
    }

    [[nodiscard]] DeliveryOutcome outcome_told() const
    {
        return *diameter::tsp::decode_device_notification_request(
                    world_.transport.sent()[dnr()].message
        )
                    ->device_notification.delivery_outcome;
    }

    GatewayWorld world_;
};

TEST_F(Scenario, a_trigger_from_the_request_to_the_acknowledged_report)
{
    const Arrived dar = world_.accept(7);
    EXPECT_EQ(world_.status_of(dar), RequestStatus::success);
    world_.pass(20min);
    const Arrived drr = report(7);
    EXPECT_EQ(outcome_told(), DeliveryOutcome::success);
    EXPECT_EQ(world_.dra(drr), std::nullopt);
    world_.answer(dnr(), dna());
    EXPECT_EQ(world_.dra(drr)->head.outcome, diameter::Outcome{});
    EXPECT_EQ(world_.transport.sent().size(), 3U); // SIR, DTR, DNR
    EXPECT_EQ(world_.transport.answers().size(), 2U);
    world_.pass(48h);
    EXPECT_EQ(world_.engine().counters().triggers_now, 0U);
    EXPECT_THAT(world_.journal.durable(), IsEmpty());
    EXPECT_EQ(world_.transport.sent().size(), 3U);
}

TEST_F(Scenario, the_server_hears_of_the_acceptance_before_the_report_that_overtook_it)
{
    const Arrived dar = world_.submit(7);
    const Arrived drr = report(7);
    EXPECT_EQ(world_.status_of(dar), RequestStatus::success);
    world_.answer(dnr(), dna());
    EXPECT_EQ(world_.dra(drr)->head.outcome, diameter::Outcome{});
    world_.answer(
        world_.waiting_for(command::device_trigger_request),
        diameter::t4::encode(dta(peer::sms_sc_a, {5531, true}))
    );
    EXPECT_THAT(world_.transport.answers(), SizeIs(2));
}

TEST_F(Scenario, a_report_is_retried_less_and_less_often_until_its_age_limit)
{
    world_.accept(7);
    world_.transport.close(peer::acme);
    const Arrived drr = report(7);
    EXPECT_EQ(world_.dra(drr)->head.outcome, diameter::Outcome{}); // taken over: it is on disk
    world_.transport.open(peer::acme);
    world_.turn();
    // From now on it is silent: 5 s for each DNR, then 2, 4, ... 60 s of waiting.
    std::vector<base::Instant> at;
    const base::Instant start = world_.clock.now();
    std::size_t before = dnrs();
    while (world_.clock.now() - start < 25h) {
        world_.pass(1s);
        if (dnrs() != before) {
            before = dnrs();
            at.push_back(world_.clock.now());
        }
    }
    ASSERT_GT(at.size(), 1'000U);
    EXPECT_EQ(at[1] - at[0] - 5s, 2 * (at[0] - start - 5s));
    EXPECT_EQ(at[10] - at[9], 65s);
    EXPECT_EQ(at.back() - at[at.size() - 2], 65s);
    EXPECT_LT(at.back() - start, 24h + 65s);
    EXPECT_EQ(world_.engine().counters().notifications_given_up, 1U);
    EXPECT_EQ(world_.log.count("report.undeliverable"), 1U);
    EXPECT_EQ(world_.engine().counters().triggers_now, 0U);
}

TEST_F(Scenario, without_any_report_the_outcome_is_unconfirmed_after_validity_and_margin)
{
    auto request = dar(7);
    request.device_action.validity_time_s = 3 * 86400;
    world_.ask(peer::acme, diameter::tsp::encode(request), 1);
    world_.answer(0, diameter::s6m::encode(sia(peer::hss_a)));
    world_.answer(1, diameter::t4::encode(dta(peer::sms_sc_a)));
    world_.pass(72h + 5min - 1ms);
    EXPECT_EQ(dnrs(), 0U);
    world_.pass(1ms);
    EXPECT_EQ(outcome_told(), DeliveryOutcome::unconfirmed);
    world_.answer(dnr(), dna());
    const Arrived late = report(7);
    EXPECT_EQ(world_.dra(late)->head.outcome, diameter::Outcome{});
    EXPECT_EQ(dnrs(), 1U);
}

TEST_F(Scenario, a_repeated_request_gets_the_same_answer_until_the_duplicate_window_ends)
{
    const auto message = diameter::tsp::encode(dar(7));
    world_.accept(7);
    report(7);
    world_.answer(dnr(), dna());
    const Arrived again = world_.ask(peer::acme, message, 0x1007, diameter::flag::retransmitted);
    EXPECT_EQ(world_.status_of(again), RequestStatus::success);
    world_.pass(3min + 59s);
    const Arrived still = world_.ask(peer::acme, message, 0x1007, diameter::flag::retransmitted);
    EXPECT_EQ(world_.status_of(still), RequestStatus::success);
    EXPECT_EQ(dtrs(), 1U);
    world_.pass(2s);
    const Arrived anew = world_.ask(peer::acme, message, 0x1007);
    EXPECT_EQ(world_.status_of(anew), std::nullopt); // a new trigger: the HSS is asked
    EXPECT_EQ(world_.count_sent(command::subscriber_information_request, peer::hss_a), 2U);
}

TEST_F(Scenario, repetitions_while_it_runs_are_all_answered_by_one_trigger)
{
    const auto message = diameter::tsp::encode(dar(7));
    std::vector<Arrived> asked{world_.look_up(7)};
    asked.push_back(world_.ask(peer::acme, message, 0x1007, diameter::flag::retransmitted));
    world_.transport.close(peer::acme);
    world_.transport.open(peer::acme);
    asked.push_back(world_.ask(peer::acme, message, 0x1007, diameter::flag::retransmitted));
    world_.answer(0, diameter::s6m::encode(sia(peer::hss_a)));
    world_.answer(1, diameter::t4::encode(dta(peer::sms_sc_a)));
    for (const Arrived& one : asked) {
        EXPECT_EQ(world_.status_of(one), RequestStatus::success);
    }
    EXPECT_EQ(dtrs(), 1U);
}

TEST_F(Scenario, a_flood_of_repetitions_does_not_use_up_what_other_servers_need)
{
    WorldSettings settings;
    settings.engine.max_in_progress = 20;
    settings.engine.max_in_progress_per_server = 10;
    GatewayWorld world{settings};
    const auto message = diameter::tsp::encode(dar(7));
    const Arrived first = world.look_up(7);
    std::size_t held = 0;
    for (int i = 0; i < 100; ++i) {
        const Arrived again = world.ask(peer::acme, message, 0x1007, diameter::flag::retransmitted);
        held += world.status_of(again) ? 0U : 1U;
    }
    EXPECT_EQ(held, 9U);
    EXPECT_EQ(world.engine().in_progress(), 10U);
    const Arrived other = world.ask(peer::beta, diameter::tsp::encode(dar(7, beta)), 1);
    EXPECT_EQ(world.status_of(other), std::nullopt); // in progress
    world.answer(0, diameter::s6m::encode(sia(peer::hss_a)));
    world.answer(2, diameter::t4::encode(dta(peer::sms_sc_a)));
    EXPECT_EQ(world.status_of(first), RequestStatus::success);
}

TEST_F(Scenario, a_recalled_trigger_is_not_reported)
{
    world_.accept(7);
    const Arrived recall = world_.ask(peer::acme, diameter::tsp::encode(recall_dar(7)), 2);
    world_.answer(2, diameter::s6m::encode(sia(peer::hss_a)));
    world_.answer(3, diameter::t4::encode(dta(peer::sms_sc_a)));
    EXPECT_EQ(world_.status_of(recall), RequestStatus::success);
    const Arrived late = report(7);
    EXPECT_EQ(world_.dra(late)->head.outcome, diameter::Outcome{});
    world_.pass(72h);
    EXPECT_EQ(dnrs(), 0U);
}

TEST_F(Scenario, a_replaced_trigger_is_reported_under_its_new_number_only)
{
    world_.accept(7);
    const Arrived replace = world_.ask(peer::acme, diameter::tsp::encode(replace_dar(8, 7)), 2);
    world_.answer(2, diameter::s6m::encode(sia(peer::hss_a)));
    world_.answer(3, diameter::t4::encode(dta(peer::sms_sc_a)));
    EXPECT_EQ(world_.status_of(replace), RequestStatus::success);
    report(7);
    EXPECT_EQ(dnrs(), 0U);
    report(8);
    world_.answer(dnr(), dna());
    world_.pass(72h);
    EXPECT_EQ(dnrs(), 1U);
}

TEST_F(Scenario, after_a_crash_the_report_reaches_the_server_from_the_journal)
{
    world_.accept(7);
    world_.transport.close(peer::acme);
    report(7);
    const auto before = world_.journal.read_back().at(0);
    world_.restart();
    world_.open_all();
    const FakeTransport::Sent& sent = world_.transport.sent()[dnr()];
    EXPECT_NE(sent.message.header.flags & diameter::flag::retransmitted, 0);
    EXPECT_EQ(sent.message.header.end_to_end.value(), before.dnr_end_to_end);
    world_.answer(dnr(), dna());
    world_.pass(1h);
    EXPECT_THAT(world_.journal.durable(), IsEmpty());
}

TEST_F(Scenario, after_a_crash_between_dtr_and_dta_there_is_no_second_trigger)
{
    world_.submit(7);
    world_.restart();
    world_.open_all();
    const std::size_t dtr = world_.waiting_for(command::device_trigger_request);
    const auto& sent = world_.transport.sent();
    EXPECT_NE(sent[dtr].message.header.flags & diameter::flag::retransmitted, 0);
    EXPECT_EQ(sent[dtr].message.header.end_to_end, sent[1].message.header.end_to_end);
    // The server repeats its DAR on its new connection and gets the one answer.
    const Arrived again = world_.ask(
        peer::acme, diameter::tsp::encode(dar(7)), 0x1007, diameter::flag::retransmitted
    );
    world_.answer(dtr, diameter::t4::encode(dta(peer::sms_sc_a)));
    EXPECT_EQ(world_.status_of(again), RequestStatus::success);
}

TEST_F(Scenario, an_outcome_that_is_not_on_disk_is_not_told_as_success)
{
    world_.submit(7);
    world_.hold_disk();
    world_.answer(1, diameter::t4::encode(dta(peer::sms_sc_a)));
    EXPECT_THAT(world_.transport.answers(), IsEmpty());
    ASSERT_TRUE(world_.journal.fail_next(world_.engine()));
    ASSERT_THAT(world_.transport.answers(), SizeIs(1));
    const auto daa =
        *diameter::tsp::decode_device_action_answer(world_.transport.answers()[0].message);
    EXPECT_EQ(daa.device_notification->request_status, RequestStatus::temporary_error);
}

} // namespace
} // namespace iwf::test
