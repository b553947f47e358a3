// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/core_world.hpp"

/// Delivery reports and what servers are told of them (TS 29.368, 5.6).
namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using domain::DeliveryOutcome;
using domain::RequestStatus;
using test::Trace;

class EngineReportTest : public testing::Test
{
protected:
    void expect_forged(const ReportEvent& event)
    {
        world.engine().on_report(event);
        EXPECT_TRUE(world.scs.notified.empty());
        EXPECT_EQ(world.journal.waiting(), 0U);
        EXPECT_EQ(world.sms_sc.answers(event.request), 1U);
    }

    test::World world;
};

TEST_F(EngineReportTest, a_report_that_overtakes_the_dta_proves_acceptance_and_daa_comes_first)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    static_cast<void>(world.take_trace());
    world.engine().on_report(test::report_about(1, 7));
    EXPECT_EQ(world.take_trace(), Trace{"put accepted"});
    world.write_all();
    EXPECT_EQ(world.take_trace(), (Trace{"written accepted", "confirm SUCCESS", "notify SUCCESS"}));
    world.engine().on_submitted(id, SmsScAccepted{}); // the DTA is late
    world.engine().on_notified(id, Acknowledged{});
    world.write_all();
    EXPECT_EQ(world.take_trace(), (Trace{"put closed", "written closed", "report accepted"}));
}

TEST_F(EngineReportTest, a_report_that_overtakes_our_writing_waits_for_it)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    world.engine().on_submitted(id, SmsScAccepted{});
    world.engine().on_report(test::report_about(1, 7));
    EXPECT_TRUE(world.scs.notified.empty());
    world.write_all();
    EXPECT_EQ(world.scs.notified.size(), 1U);
    EXPECT_EQ(world.status_of(1), RequestStatus::success);
}

TEST_F(EngineReportTest, a_report_that_overtakes_an_acceptance_that_is_not_written_is_dropped)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    world.engine().on_submitted(id, SmsScAccepted{});
    world.engine().on_report(test::report_about(1, 7));
    world.journal.fail_next(world.engine());
    EXPECT_EQ(world.status_of(1), RequestStatus::temporary_error);
    EXPECT_TRUE(world.scs.notified.empty()); // no report after a negative DAA (spec/tsp.md 7.4)
    EXPECT_EQ(world.sms_sc.answers(ReportRequest{1}), 1U);
}

TEST_F(EngineReportTest, a_second_report_while_the_server_is_told_is_answered_together)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_report(test::report_about(2, 7));
    EXPECT_EQ(world.scs.notified.size(), 1U);
    EXPECT_EQ(world.sms_sc.answered.size(), 0U);
    world.engine().on_notified(id, Acknowledged{});
    world.write_all();
    EXPECT_TRUE(world.sms_sc.accepted(ReportRequest{1}));
    EXPECT_TRUE(world.sms_sc.accepted(ReportRequest{2}));
}

TEST_F(EngineReportTest, a_second_report_while_the_end_is_written_waits_for_that)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_notified(id, Acknowledged{});
    world.engine().on_report(test::report_about(2, 7));
    EXPECT_EQ(world.sms_sc.answers(ReportRequest{2}), 0U);
    world.write_all();
    EXPECT_TRUE(world.sms_sc.accepted(ReportRequest{2}));
    EXPECT_EQ(world.engine().counters().reports_unknown, 0U);
}

TEST_F(EngineReportTest, a_second_report_while_the_server_is_told_again_is_not_kept_waiting)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_notified(id, NotAcknowledged{});
    world.write_all();
    world.pass(1s); // the second DNR is out
    world.engine().on_report(test::report_about(2, 7));
    world.engine().on_notified(id, NotAcknowledged{});
    EXPECT_TRUE(world.sms_sc.accepted(ReportRequest{2}));
    EXPECT_EQ(world.sms_sc.answers(ReportRequest{2}), 1U);
}

TEST_F(EngineReportTest, a_report_after_the_end_is_accepted_so_that_the_sms_sc_stops)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_notified(id, Acknowledged{});
    world.write_all();
    world.engine().on_report(test::report_about(2, 7));
    EXPECT_TRUE(world.sms_sc.accepted(ReportRequest{2}));
    EXPECT_EQ(world.scs.notified.size(), 1U);
    EXPECT_EQ(world.engine().counters().reports_unknown, 1U);
}

// RELIABILITY A13

TEST_F(EngineReportTest, A13_a_report_of_another_sms_sc_is_refused_and_counted)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    ReportEvent forged = test::report_about(1, 7);
    forged.from = test::sms_sc_b();
    expect_forged(forged);
    EXPECT_FALSE(world.sms_sc.accepted(forged.request));
    EXPECT_EQ(world.engine().counters().reports_forged, 1U);
    EXPECT_EQ(world.log.count("report.forged"), 1U);
}

TEST_F(EngineReportTest, A13_a_report_about_another_subscriber_changes_nothing)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    ReportEvent forged = test::report_about(1, 7);
    forged.imsi = test::other_imsi();
    expect_forged(forged);
    EXPECT_EQ(world.engine().counters().reports_unknown, 1U);
}

TEST_F(EngineReportTest, A13_a_report_about_an_unknown_number_or_server_changes_nothing)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    expect_forged(test::report_about(1, 8));
    ReportEvent of_beta = test::report_about(2, 7);
    of_beta.scs = test::scs_identity(test::beta);
    expect_forged(of_beta);
    EXPECT_EQ(world.engine().counters().reports_unknown, 2U);
}

TEST_F(EngineReportTest, A13_a_report_about_a_trigger_that_is_not_submitted_yet_changes_nothing)
{
    world.engine().on_device_action(test::trigger_request(1, 0x1000, 7));
    expect_forged(test::report_about(1, 7));
    world.engine().on_subscriber(world.last(), test::subscriber());
    world.write_all();
    EXPECT_EQ(world.sms_sc.submitted.size(), 1U);
    EXPECT_EQ(world.status_of(1), std::nullopt);
}

TEST_F(EngineReportTest, A13_a_report_of_an_sms_sc_that_was_not_asked_yet_changes_nothing)
{
    world.engine().on_device_action(test::trigger_request(1, 0x1000, 7));
    const TriggerId id = world.last();
    world.engine().on_subscriber(id, test::subscriber());
    world.engine().on_report(test::report_about(1, 7)); // the intent is being written
    EXPECT_EQ(world.engine().counters().reports_unknown, 1U);
    world.write_all();
    world.engine().on_submitted(id, SmsScUnreachable{test::sms_sc_b()});
    ReportEvent of_b = test::report_about(2, 7);
    of_b.from = test::sms_sc_b();
    world.engine().on_report(of_b);
    EXPECT_EQ(world.engine().counters().reports_unknown, 2U);
    world.write_all();
    world.engine().on_submitted(id, SmsScAccepted{});
    world.write_all();
    EXPECT_EQ(world.status_of(1), RequestStatus::success);
    EXPECT_TRUE(world.scs.notified.empty());
}

TEST_F(EngineReportTest, a_report_without_a_subscriber_is_matched_by_server_and_number)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    ReportEvent report = test::report_about(1, 7);
    report.imsi.reset();
    world.engine().on_report(report);
    EXPECT_EQ(world.scs.notified.size(), 1U);
}

// Retries

TEST_F(EngineReportTest, P8_a_server_that_is_away_is_tried_with_back_off_and_told_at_once_when_back)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    std::vector<std::chrono::milliseconds> waits;
    for (int attempt = 0; attempt < 8; ++attempt) {
        world.engine().on_notified(id, NotAcknowledged{});
        world.write_all();
        const auto wait = *world.engine().next_due() - world.clock.now();
        waits.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(wait));
        world.pass(waits.back());
    }
    EXPECT_EQ(waits, (std::vector<std::chrono::milliseconds>{1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}));
    EXPECT_TRUE(world.sms_sc.accepted(ReportRequest{1}));
    world.engine().on_notified(id, NotAcknowledged{});
    const auto before = world.scs.notified.size();
    world.engine().on_server_connected(test::beta);
    world.engine().on_time();
    EXPECT_EQ(world.scs.notified.size(), before);
    world.engine().on_server_connected(test::acme);
    world.engine().on_time();
    EXPECT_EQ(world.scs.notified.size(), before + 1);
}

TEST_F(EngineReportTest, the_age_limit_ends_the_retries_on_the_record)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    while (world.journal.find(id)->state != TriggerState::closed) {
        world.engine().on_notified(id, NotAcknowledged{});
        world.write_all();
        world.pass(*world.engine().next_due() - world.clock.now() > 60s ? 60s : 1s);
        world.write_all();
        ASSERT_LT(world.scs.notified.size(), 100'000U);
    }
    EXPECT_EQ(world.engine().counters().notifications_given_up, 1U);
    EXPECT_EQ(world.engine().counters().notified[DeliveryOutcome::success], 0U);
    EXPECT_EQ(world.log.count("report.undeliverable"), 1U);
}

TEST_F(EngineReportTest, a_late_acknowledgement_whose_writing_is_slow_still_counts)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_notified(id, NotAcknowledged{});
    world.write_all();
    world.engine().on_notified(id, Acknowledged{}); // after its deadline, before the retry
    world.pass(5s);                                 // the disk is slower than the retry
    world.write_all();
    EXPECT_EQ(world.scs.notified.size(), 1U);
    EXPECT_EQ(world.engine().counters().notified[DeliveryOutcome::success], 1U);
    EXPECT_EQ(world.journal.find(id)->state, TriggerState::closed);
}

TEST_F(EngineReportTest, what_comes_for_a_trigger_that_is_gone_is_ignored)
{
    const TriggerId gone{12345};
    world.engine().on_subscriber(gone, test::subscriber());
    world.engine().on_submitted(gone, SmsScAccepted{});
    world.engine().on_notified(gone, Acknowledged{});
    world.engine().on_written(WriteId{99});
    EXPECT_EQ(world.take_trace(), Trace{});
}

} // namespace
} // namespace iwf::core
