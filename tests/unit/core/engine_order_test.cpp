// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/core_world.hpp"

/// The order of writing is the guarantee: nothing is promised before what it rests on is on disk.
namespace iwf::core {
namespace {

using domain::DeliveryOutcome;
using domain::RequestStatus;
using test::Trace;

class EngineOrderTest : public testing::Test
{
protected:
    test::World world;
};

TEST_F(EngineOrderTest, the_intent_is_on_disk_before_the_dtr_and_the_outcome_before_the_daa)
{
    world.engine().on_device_action(test::trigger_request(1, 0x1000, 7));
    const TriggerId id = world.last();
    world.engine().on_subscriber(id, test::subscriber());
    EXPECT_EQ(world.take_trace(), (Trace{"lookup", "put intended"}));
    world.journal.complete_next(world.engine());
    EXPECT_EQ(world.take_trace(), (Trace{"written intended", "submit a.smsc.internal"}));
    world.engine().on_submitted(id, SmsScAccepted{});
    EXPECT_EQ(world.take_trace(), Trace{"put accepted"});
    world.journal.complete_next(world.engine());
    EXPECT_EQ(world.take_trace(), (Trace{"written accepted", "confirm SUCCESS"}));
    EXPECT_EQ(world.engine().in_progress(), 0U);
}

TEST_F(EngineOrderTest, a_server_that_acknowledges_has_the_trigger_closed_before_the_dra)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    static_cast<void>(world.take_trace());
    world.engine().on_report(test::report_about(1, 7));
    EXPECT_EQ(world.take_trace(), Trace{"notify SUCCESS"});
    world.engine().on_notified(id, Acknowledged{});
    EXPECT_EQ(world.take_trace(), Trace{"put closed"});
    world.journal.complete_next(world.engine());
    EXPECT_EQ(world.take_trace(), (Trace{"written closed", "report accepted"}));
    EXPECT_EQ(world.engine().counters().notified[DeliveryOutcome::success], 1U);
}

TEST_F(EngineOrderTest, a_server_that_cannot_be_told_has_the_outcome_on_disk_before_the_dra)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    static_cast<void>(world.take_trace());
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_notified(id, NotAcknowledged{});
    EXPECT_EQ(world.take_trace(), (Trace{"notify SUCCESS", "put reported"}));
    world.journal.complete_next(world.engine());
    EXPECT_EQ(world.take_trace(), (Trace{"written reported", "report accepted"}));
    EXPECT_EQ(world.journal.find(id)->delivery_outcome, DeliveryOutcome::success);
    world.pass(
        world.clock.now() < *world.engine().next_due() ? std::chrono::seconds{1}
                                                       : std::chrono::seconds{0}
    );
    EXPECT_EQ(world.take_trace(), Trace{"notify SUCCESS T"});
    world.engine().on_notified(id, Acknowledged{});
    world.write_all();
    EXPECT_EQ(world.take_trace(), (Trace{"put closed", "written closed"}));
}

TEST_F(EngineOrderTest, each_repetition_of_a_dnr_has_the_same_identifiers)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_notified(id, NotAcknowledged{});
    world.write_all();
    world.pass(std::chrono::seconds{1});
    ASSERT_EQ(world.scs.notified.size(), 2U);
    const TriggerRecord& first = world.scs.notified[0].record;
    const TriggerRecord& second = world.scs.notified[1].record;
    EXPECT_NE(first.dnr_end_to_end, 0U);
    EXPECT_EQ(second.dnr_end_to_end, first.dnr_end_to_end);
    EXPECT_EQ(second.dnr_session_id, first.dnr_session_id);
    EXPECT_NE(first.dnr_end_to_end, first.submission->end_to_end);
}

TEST_F(EngineOrderTest, another_sms_sc_is_on_disk_before_it_is_asked)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    static_cast<void>(world.take_trace());
    world.engine().on_submitted(id, SmsScUnreachable{test::sms_sc_b()});
    EXPECT_EQ(world.take_trace(), Trace{"put intended"});
    world.write_all();
    EXPECT_EQ(world.take_trace(), (Trace{"written intended", "submit b.smsc.internal T"}));
    EXPECT_EQ(world.journal.find(id)->submission->sms_sc, test::sms_sc_b());
}

// TS 23.682, 5.2.3.1 NOTE
TEST_F(EngineOrderTest, a_successful_recall_is_on_disk_before_its_original_is_closed_and_it_is_told)
{
    const TriggerId original = world.accept(test::trigger_request(1, 0x1000, 7));
    const TriggerId recall = world.submit(test::recall_request(2, 0x1001, 7));
    static_cast<void>(world.take_trace());
    world.engine().on_submitted(recall, SmsScAccepted{});
    EXPECT_EQ(world.take_trace(), Trace{"put closed"});
    world.journal.complete_next(world.engine());
    EXPECT_EQ(world.take_trace(), (Trace{"written closed", "put closed", "confirm SUCCESS"}));
    world.write_all();
    EXPECT_EQ(world.journal.find(original)->state, TriggerState::closed);
}

// Write failures at each place

TEST_F(EngineOrderTest, when_the_intent_cannot_be_written_nothing_is_sent_and_201_is_told)
{
    world.engine().on_device_action(test::trigger_request(1, 0x1000, 7));
    world.engine().on_subscriber(world.last(), test::subscriber());
    world.journal.fail_next(world.engine());
    EXPECT_TRUE(world.sms_sc.submitted.empty());
    EXPECT_EQ(world.status_of(1), RequestStatus::temporary_error);
    EXPECT_EQ(world.engine().counters().triggers_now, 0U);
    EXPECT_EQ(world.engine().counters().write_failures, 1U);
    EXPECT_EQ(world.log.count("journal.write_failed"), 1U);
    // It promised nothing: the same request begins anew.
    world.accept(test::trigger_request(2, 0x1000, 7));
    EXPECT_EQ(world.status_of(2), RequestStatus::success);
}

TEST_F(EngineOrderTest, when_the_acceptance_cannot_be_written_201_is_told_and_the_intent_forgotten)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    world.engine().on_submitted(id, SmsScAccepted{});
    world.journal.fail_next(world.engine());
    EXPECT_EQ(world.status_of(1), RequestStatus::temporary_error);
    world.write_all();
    EXPECT_EQ(world.journal.find(id), nullptr);
    EXPECT_EQ(world.engine().counters().triggers_now, 0U);
}

// The intent would otherwise be sent again after a restart, though the server was told 201.
TEST_F(EngineOrderTest, when_a_refusal_cannot_be_written_201_is_told_and_the_intent_forgotten)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    world.engine().on_submitted(id, SmsScRefused{RequestStatus::permanent_error, std::nullopt});
    world.journal.fail_next(world.engine());
    EXPECT_EQ(world.status_of(1), RequestStatus::temporary_error);
    world.write_all();
    EXPECT_EQ(world.journal.find(id), nullptr);
    world.restart();
    world.engine().resume_submissions(nullptr);
    EXPECT_EQ(world.sms_sc.submitted.size(), 1U);
}

TEST_F(EngineOrderTest, when_a_recall_cannot_be_written_its_original_stays_open)
{
    const TriggerId original = world.accept(test::trigger_request(1, 0x1000, 7));
    const TriggerId recall = world.submit(test::recall_request(2, 0x1001, 7));
    world.engine().on_submitted(recall, SmsScAccepted{});
    world.journal.fail_next(world.engine());
    world.write_all();
    EXPECT_EQ(world.status_of(2), RequestStatus::temporary_error);
    EXPECT_EQ(world.journal.find(original)->state, TriggerState::accepted);
    world.engine().on_report(test::report_about(1, 7));
    EXPECT_EQ(world.scs.notified.size(), 1U);
}

TEST_F(EngineOrderTest, when_the_outcome_cannot_be_written_the_report_is_refused_and_still_told)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_notified(id, NotAcknowledged{});
    world.journal.fail_next(world.engine());
    EXPECT_FALSE(world.sms_sc.accepted(ReportRequest{1}));
    EXPECT_EQ(world.sms_sc.answers(ReportRequest{1}), 1U);
    world.pass(std::chrono::seconds{1});
    EXPECT_EQ(world.scs.notified.size(), 2U);
}

// The outcome is in memory only: a crash now would lose it.
TEST_F(EngineOrderTest, a_report_repeated_while_the_outcome_is_not_on_disk_is_not_accepted)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_notified(id, NotAcknowledged{});
    world.journal.fail_next(world.engine());
    world.engine().on_report(test::report_about(2, 7));
    EXPECT_FALSE(world.sms_sc.accepted(ReportRequest{2}));
}

TEST_F(EngineOrderTest, when_the_end_cannot_be_written_the_report_is_accepted_as_the_server_knows)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_notified(id, Acknowledged{});
    world.journal.fail_next(world.engine());
    EXPECT_TRUE(world.sms_sc.accepted(ReportRequest{1}));
}

} // namespace
} // namespace iwf::core
