// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/core_world.hpp"

/// What a crash leaves in the journal goes on (RELIABILITY D1, P5).
namespace iwf::core {
namespace {

using domain::DeliveryOutcome;
using domain::RequestStatus;

class EngineRestartTest : public testing::Test
{
protected:
    /// acme's trigger 7, with its outcome on disk and the server not told.
    TriggerId reported()
    {
        const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
        world.engine().on_report(test::report_about(1, 7));
        world.engine().on_notified(id, NotAcknowledged{});
        world.write_all();
        return id;
    }

    test::World world;
};

TEST_F(EngineRestartTest, an_intent_that_was_not_on_disk_never_was)
{
    world.engine().on_device_action(test::trigger_request(1, 0x1000, 7));
    world.engine().on_subscriber(world.last(), test::subscriber());
    world.restart();
    world.engine().resume_submissions(nullptr);
    EXPECT_TRUE(world.sms_sc.submitted.empty());
    EXPECT_EQ(world.engine().counters().triggers_now, 0U);
}

TEST_F(EngineRestartTest, intended_its_dtr_is_sent_again_the_same_with_the_t_flag)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    world.restart();
    EXPECT_EQ(world.sms_sc.submitted.size(), 1U);
    world.engine().resume_submissions(nullptr);
    ASSERT_EQ(world.sms_sc.submitted.size(), 2U);
    EXPECT_TRUE(world.sms_sc.submitted[1].retransmission);
    EXPECT_EQ(world.sms_sc.submitted[1].record, world.sms_sc.submitted[0].record);
    world.engine().on_submitted(id, SmsScAccepted{});
    world.write_all();
    EXPECT_EQ(world.journal.find(id)->state, TriggerState::accepted);
    EXPECT_TRUE(world.scs.confirmed.empty()); // nobody waits any more
    EXPECT_EQ(world.engine().in_progress(), 0U);
}

TEST_F(EngineRestartTest, intended_it_waits_for_its_own_sms_sc_and_is_sent_once)
{
    world.submit(test::trigger_request(1, 0x1000, 7));
    world.restart();
    const auto a = test::sms_sc_a();
    const auto b = test::sms_sc_b();
    world.engine().resume_submissions(&b);
    EXPECT_EQ(world.sms_sc.submitted.size(), 1U);
    world.engine().resume_submissions(&a);
    EXPECT_EQ(world.sms_sc.submitted.size(), 2U);
    world.engine().resume_submissions(&a);
    world.engine().resume_submissions(nullptr);
    EXPECT_EQ(world.sms_sc.submitted.size(), 2U);
}

TEST_F(EngineRestartTest, intended_a_report_proves_that_the_dtr_had_arrived)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    world.restart();
    world.engine().on_report(test::report_about(1, 7));
    EXPECT_EQ(world.sms_sc.answers(ReportRequest{1}), 0U);
    world.engine().resume_submissions(nullptr);
    EXPECT_EQ(world.sms_sc.submitted.size(), 1U); // no second DTR
    world.write_all();
    EXPECT_EQ(world.scs.notified.size(), 1U);
    world.engine().on_notified(id, Acknowledged{});
    world.write_all();
    EXPECT_TRUE(world.sms_sc.accepted(ReportRequest{1}));
}

TEST_F(EngineRestartTest, accepted_a_report_is_told_with_the_t_flag_as_it_may_have_been_before)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_notified(id, Acknowledged{}); // the end does not get to disk
    world.restart();
    world.engine().on_report(test::report_about(2, 7));
    ASSERT_EQ(world.scs.notified.size(), 2U);
    EXPECT_TRUE(world.scs.notified[1].retransmission);
    // The same message, so that the server knows it again (RFC 6733, 5.5.4).
    EXPECT_EQ(
        world.scs.notified[1].record.dnr_end_to_end, world.scs.notified[0].record.dnr_end_to_end
    );
    EXPECT_EQ(
        world.scs.notified[1].record.dnr_session_id, world.scs.notified[0].record.dnr_session_id
    );
}

TEST_F(EngineRestartTest, accepted_after_the_restart_its_report_is_new)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    world.restart();
    world.engine().resume_submissions(nullptr);
    world.engine().on_submitted(id, SmsScAccepted{});
    world.write_all();
    world.engine().on_report(test::report_about(1, 7));
    ASSERT_EQ(world.scs.notified.size(), 1U);
    EXPECT_FALSE(world.scs.notified[0].retransmission);
}

TEST_F(EngineRestartTest, accepted_the_guard_goes_on_by_the_wall_clock)
{
    world.accept(test::trigger_request(1, 0x1000, 7)); // one hour, margin five minutes
    world.clock.advance(std::chrono::minutes{30});
    world.restart(); // takes a second
    world.pass(std::chrono::minutes{35} - std::chrono::seconds{1} - std::chrono::milliseconds{1});
    EXPECT_TRUE(world.scs.notified.empty());
    world.pass(std::chrono::milliseconds{1});
    ASSERT_EQ(world.scs.notified.size(), 1U);
    EXPECT_EQ(world.scs.notified[0].record.delivery_outcome, DeliveryOutcome::unconfirmed);
}

// The SMS-SC holds the report back while we are away: it must have the time to come.
TEST_F(EngineRestartTest, accepted_a_guard_that_ran_out_meanwhile_leaves_the_margin_for_a_report)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    world.clock.advance(std::chrono::hours{10});
    world.restart();
    world.pass(std::chrono::seconds{1});
    EXPECT_TRUE(world.scs.notified.empty());
    world.engine().on_report(test::report_about(1, 7));
    ASSERT_EQ(world.scs.notified.size(), 1U);
    EXPECT_EQ(world.scs.notified[0].record.delivery_outcome, DeliveryOutcome::success);
}

TEST_F(EngineRestartTest, reported_the_server_is_told_with_the_t_flag_and_the_same_identifiers)
{
    const TriggerId id = reported();
    world.restart();
    EXPECT_EQ(world.scs.notified.size(), 1U);
    world.engine().resume_reports();
    ASSERT_EQ(world.scs.notified.size(), 2U);
    EXPECT_TRUE(world.scs.notified[1].retransmission);
    EXPECT_EQ(world.scs.notified[1].record, *world.journal.find(id));
    world.engine().resume_reports(); // once is enough
    EXPECT_EQ(world.scs.notified.size(), 2U);
    world.engine().on_notified(id, Acknowledged{});
    world.write_all();
    EXPECT_EQ(world.journal.find(id)->state, TriggerState::closed);
}

TEST_F(EngineRestartTest, reported_a_repeated_report_is_accepted_at_once_as_it_is_on_disk)
{
    reported();
    world.restart();
    world.engine().on_report(test::report_about(2, 7));
    EXPECT_TRUE(world.sms_sc.accepted(ReportRequest{2}));
    world.engine().resume_reports();
    world.engine().on_report(test::report_about(3, 7));
    EXPECT_TRUE(world.sms_sc.accepted(ReportRequest{3}));
}

TEST_F(EngineRestartTest, reported_past_the_age_limit_is_given_up_on_the_record)
{
    const TriggerId id = reported();
    world.clock.advance(std::chrono::hours{25});
    world.restart();
    world.engine().resume_reports();
    world.write_all();
    EXPECT_EQ(world.scs.notified.size(), 1U);
    EXPECT_EQ(world.engine().counters().notifications_given_up, 1U);
    EXPECT_EQ(world.log.count("report.undeliverable"), 1U);
    EXPECT_EQ(world.journal.find(id)->state, TriggerState::closed);
}

TEST_F(EngineRestartTest, closed_it_is_remembered_for_a_window_from_the_restart)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    world.engine().on_submitted(id, SmsScRefused{RequestStatus::permanent_error, std::nullopt});
    world.write_all();
    world.clock.advance(std::chrono::minutes{3});
    world.restart(); // takes a second
    world.engine().on_device_action(test::trigger_request(2, 0x1000, 7));
    EXPECT_EQ(world.status_of(2), RequestStatus::permanent_error);
    world.pass(std::chrono::seconds{239});
    EXPECT_NE(world.journal.find(id), nullptr);
    world.pass(std::chrono::seconds{1});
    world.write_all();
    EXPECT_EQ(world.journal.find(id), nullptr);
}

TEST_F(EngineRestartTest, a_recall_that_is_on_disk_closes_its_original_though_that_was_lost)
{
    const TriggerId original = world.accept(test::trigger_request(1, 0x1000, 7));
    const TriggerId recall = world.submit(test::recall_request(2, 0x1001, 7));
    world.engine().on_submitted(recall, SmsScAccepted{});
    world.journal.complete_next(world.engine());
    EXPECT_EQ(world.status_of(2), RequestStatus::success);
    EXPECT_EQ(world.journal.find(original)->state, TriggerState::accepted);
    world.restart();
    world.write_all();
    EXPECT_EQ(world.journal.find(original)->state, TriggerState::closed);
    world.engine().on_report(test::report_about(1, 7));
    world.pass(std::chrono::hours{48});
    EXPECT_TRUE(world.scs.notified.empty());
}

TEST_F(EngineRestartTest, a_recall_in_flight_is_sent_again_to_where_it_went)
{
    const TriggerId original = world.accept(test::trigger_request(1, 0x1000, 7));
    const TriggerId recall = world.submit(test::recall_request(2, 0x1001, 7));
    world.restart();
    world.engine().resume_submissions(nullptr);
    EXPECT_TRUE(world.sms_sc.submitted.back().retransmission);
    world.engine().on_submitted(recall, SmsScUnreachable{test::sms_sc_b()});
    world.write_all();
    EXPECT_EQ(world.sms_sc.submitted.size(), 3U);
    EXPECT_EQ(world.journal.find(original)->state, TriggerState::accepted);
}

TEST_F(EngineRestartTest, identifiers_of_triggers_go_on_above_those_on_disk)
{
    TriggerRecord record = test::sample_record();
    record.id = TriggerId{~std::uint64_t{0} - 10}; // as if the clock had once been far ahead
    record.state = TriggerState::accepted;
    record.guard_at = world.clock.wall_now() + std::chrono::hours{1};
    world.engine().restore({record});
    EXPECT_GT(world.accept(test::trigger_request(2, 0x1001, 8)), record.id);
}

TEST_F(EngineRestartTest, what_is_due_for_all_at_once_is_forgotten_in_turns)
{
    std::vector<TriggerRecord> records(2'500, test::sample_record());
    for (std::uint32_t number = 0; number < records.size(); ++number) {
        records[number].id = TriggerId{number + 1};
        records[number].reference = domain::ReferenceNumber{number};
        records[number].dar_end_to_end = number;
        records[number].state = TriggerState::closed;
    }
    world.engine().restore(std::move(records));
    world.pass(std::chrono::minutes{4});
    EXPECT_EQ(world.engine().counters().triggers_now, 1'500U);
    ASSERT_GT(world.engine().next_due(), world.clock.now());
    world.pass(std::chrono::milliseconds{1}); // too soon
    EXPECT_EQ(world.engine().counters().triggers_now, 1'500U);
    while (const auto due = world.engine().next_due()) {
        world.pass(std::chrono::ceil<std::chrono::milliseconds>(*due - world.clock.now()));
    }
    EXPECT_EQ(world.engine().counters().triggers_now, 0U);
}

} // namespace
} // namespace iwf::core
