// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/core_world.hpp"

/// Recall and replace (TS 29.368, 5.7, 5.8; TS 23.682, 5.2.3).
namespace iwf::core {
namespace {

using domain::DeliveryOutcome;
using domain::RequestStatus;

class EngineRecallTest : public testing::Test
{
protected:
    /// An original at SMS-SC B, while new triggers go to A.
    TriggerId original_at_b()
    {
        world.engine().on_device_action(test::trigger_request(1, 0x1000, 7));
        const TriggerId id = world.last();
        SubscriberFound found = test::subscriber();
        found.sms_sc = test::sms_sc_b();
        world.engine().on_subscriber(id, found);
        world.write_all();
        world.engine().on_submitted(id, SmsScAccepted{});
        world.write_all();
        return id;
    }

    void finish(TriggerId id, const SubmissionEvent& result)
    {
        world.engine().on_submitted(id, result);
        world.write_all();
    }

    void report_acknowledged(TriggerId id, const ReportEvent& event)
    {
        world.engine().on_report(event);
        world.engine().on_notified(id, Acknowledged{});
        world.write_all();
    }

    test::World world;
};

TEST_F(EngineRecallTest, a_recall_goes_to_the_sms_sc_that_has_the_original_with_its_number)
{
    original_at_b();
    world.submit(test::recall_request(2, 0x1001, 7));
    const auto& sent = world.sms_sc.submitted.back();
    EXPECT_EQ(sent.record.submission->sms_sc, test::sms_sc_b());
    EXPECT_EQ(sent.record.old_reference, domain::ReferenceNumber{7});
    EXPECT_EQ(sent.record.trigger_data, std::nullopt);
    EXPECT_FALSE(sent.retransmission);
}

TEST_F(EngineRecallTest, a_recall_that_names_the_trigger_as_old_reference_means_the_same)
{
    const TriggerId original = original_at_b();
    DeviceActionEvent recall = test::recall_request(2, 0x1001, 9);
    recall.old_reference = domain::ReferenceNumber{7};
    finish(world.submit(recall), SmsScAccepted{});
    EXPECT_EQ(world.sms_sc.submitted.back().record.old_reference, domain::ReferenceNumber{7});
    EXPECT_EQ(world.journal.find(original)->state, TriggerState::closed);
}

TEST_F(EngineRecallTest, a_successful_recall_closes_the_original_without_a_dnr)
{
    const TriggerId original = world.accept(test::trigger_request(1, 0x1000, 7));
    finish(world.submit(test::recall_request(2, 0x1001, 7)), SmsScAccepted{});
    EXPECT_EQ(world.status_of(2), RequestStatus::success);
    EXPECT_EQ(world.journal.find(original)->state, TriggerState::closed);
    world.engine().on_report(test::report_about(1, 7));
    world.pass(std::chrono::hours{48});
    EXPECT_TRUE(world.scs.notified.empty());
    EXPECT_TRUE(world.sms_sc.accepted(ReportRequest{1})); // so that the SMS-SC stops
}

TEST_F(EngineRecallTest, a_recall_answered_112_leaves_the_original_to_its_own_report)
{
    const TriggerId original = world.accept(test::trigger_request(1, 0x1000, 7));
    finish(
        world.submit(test::recall_request(2, 0x1001, 7)),
        SmsScRefused{RequestStatus::original_message_sent, std::nullopt}
    );
    report_acknowledged(original, test::report_about(1, 7));
    EXPECT_EQ(world.scs.notified.size(), 1U);
}

TEST_F(EngineRecallTest, a_successful_replace_closes_the_original_and_the_new_number_reports)
{
    const TriggerId original = world.accept(test::trigger_request(1, 0x1000, 7));
    const TriggerId replace = world.submit(test::replace_request(2, 0x1001, 8, 7));
    finish(replace, SmsScAccepted{});
    EXPECT_EQ(world.journal.find(original)->state, TriggerState::closed);
    EXPECT_EQ(world.journal.find(replace)->state, TriggerState::accepted);
    world.engine().on_report(test::report_about(1, 7));
    EXPECT_TRUE(world.scs.notified.empty());
    world.engine().on_report(test::report_about(2, 8));
    ASSERT_EQ(world.scs.notified.size(), 1U);
    EXPECT_EQ(world.scs.notified[0].record.reference, domain::ReferenceNumber{8});
}

TEST_F(EngineRecallTest, a_replace_answered_112_leaves_both_triggers_alive)
{
    const TriggerId original = world.accept(test::trigger_request(1, 0x1000, 7));
    const TriggerId replace = world.submit(test::replace_request(2, 0x1001, 8, 7));
    finish(replace, SmsScRefused{RequestStatus::original_message_sent, std::nullopt});
    EXPECT_EQ(world.status_of(2), RequestStatus::original_message_sent);
    report_acknowledged(original, test::report_about(1, 7));
    report_acknowledged(replace, test::report_about(2, 8));
    EXPECT_EQ(world.scs.notified.size(), 2U);
}

TEST_F(EngineRecallTest, a_replace_answered_110_leaves_the_original_and_no_new_trigger)
{
    const TriggerId original = world.accept(test::trigger_request(1, 0x1000, 7));
    const TriggerId replace = world.submit(test::replace_request(2, 0x1001, 8, 7));
    finish(replace, SmsScRefused{RequestStatus::replace_fail, std::nullopt});
    world.engine().on_report(test::report_about(1, 8));
    EXPECT_TRUE(world.scs.notified.empty());
    report_acknowledged(original, test::report_about(2, 7));
    EXPECT_EQ(world.scs.notified.size(), 1U);
}

TEST_F(EngineRecallTest, what_the_original_has_reported_already_stands)
{
    const TriggerId original = world.accept(test::trigger_request(1, 0x1000, 7));
    const TriggerId recall = world.submit(test::recall_request(2, 0x1001, 7));
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_notified(original, NotAcknowledged{});
    world.write_all();
    finish(recall, SmsScAccepted{});
    EXPECT_EQ(world.journal.find(original)->state, TriggerState::reported);
    world.pass(std::chrono::seconds{1});
    EXPECT_EQ(world.scs.notified.size(), 2U);
}

// RELIABILITY A6
TEST_F(EngineRecallTest, A6_another_servers_trigger_of_the_same_number_is_not_found)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    const auto asked = world.hss.asked.size();
    world.engine().on_device_action(test::by_beta(test::recall_request(2, 0x1001, 7)));
    world.engine().on_device_action(test::by_beta(test::replace_request(3, 0x1002, 8, 7)));
    EXPECT_EQ(world.status_of(2), RequestStatus::recall_fail);
    EXPECT_EQ(world.status_of(3), RequestStatus::replace_fail);
    EXPECT_EQ(world.hss.asked.size(), asked);
}

TEST_F(EngineRecallTest, a_number_that_belongs_to_another_device_names_no_original)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    const auto asked = world.hss.asked.size();
    DeviceActionEvent recall = test::recall_request(2, 0x1001, 7);
    DeviceActionEvent replace = test::replace_request(3, 0x1002, 8, 7);
    std::string& recalled = *recall.claimed.external_identifier;
    recalled.insert(0, "other-");
    replace.claimed.external_identifier = recalled;
    world.engine().on_device_action(recall);
    world.engine().on_device_action(replace);
    EXPECT_EQ(world.status_of(2), RequestStatus::recall_fail);
    EXPECT_EQ(world.status_of(3), RequestStatus::replace_fail);
    EXPECT_EQ(world.hss.asked.size(), asked);
}

TEST_F(EngineRecallTest, a_replace_without_an_old_number_has_no_original)
{
    const TriggerId earlier = world.accept(test::trigger_request(1, 0x1000, 7));
    report_acknowledged(earlier, test::report_about(1, 7));
    DeviceActionEvent replace = test::replace_request(2, 0x1001, 7, 7);
    replace.old_reference.reset();
    world.engine().on_device_action(replace);
    EXPECT_EQ(world.status_of(2), RequestStatus::replace_fail);
}

// The number is free again once its transaction has ended (TS 29.368, 6.4.8).
TEST_F(EngineRecallTest, a_replace_under_the_number_of_its_ended_original_does_not_close_itself)
{
    const TriggerId earlier = world.accept(test::trigger_request(1, 0x1000, 7));
    report_acknowledged(earlier, test::report_about(1, 7));
    const TriggerId replace = world.submit(test::replace_request(2, 0x1001, 7, 7));
    finish(replace, SmsScAccepted{});
    EXPECT_EQ(world.journal.find(replace)->state, TriggerState::accepted);
    world.engine().on_report(test::report_about(2, 7));
    EXPECT_EQ(world.scs.notified.size(), 2U);
}

TEST_F(EngineRecallTest, a_recall_does_not_close_a_trigger_that_took_the_number_meanwhile)
{
    const TriggerId original = world.accept(test::trigger_request(1, 0x1000, 7));
    const TriggerId recall = world.submit(test::recall_request(2, 0x1001, 7));
    report_acknowledged(original, test::report_about(1, 7));
    DeviceActionEvent other = test::trigger_request(3, 0x1002, 7);
    other.trigger_data->payload = {'x'};
    const TriggerId next = world.accept(other);
    finish(recall, SmsScAccepted{});
    EXPECT_EQ(world.journal.find(next)->state, TriggerState::accepted);
}

TEST_F(EngineRecallTest, a_recall_of_the_next_trigger_of_that_number_is_no_repetition)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    finish(world.submit(test::recall_request(2, 0x1001, 7)), SmsScAccepted{});
    DeviceActionEvent other = test::trigger_request(3, 0x1002, 7);
    other.trigger_data->payload = {'x'};
    world.accept(other);
    const auto sent = world.sms_sc.submitted.size();
    world.submit(test::recall_request(4, 0x1003, 7));
    EXPECT_EQ(world.sms_sc.submitted.size(), sent + 1);
    EXPECT_EQ(world.status_of(4), std::nullopt);
}

// "The MTC-IWF may release the number once the trigger is successfully recalled" (TS 29.368, 5.7).
TEST_F(EngineRecallTest, the_same_trigger_asked_for_again_after_its_recall_is_a_new_one)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    finish(world.submit(test::recall_request(2, 0x1001, 7)), SmsScAccepted{});
    const auto sent = world.sms_sc.submitted.size();
    world.accept(test::trigger_request(3, 0x1002, 7));
    EXPECT_EQ(world.sms_sc.submitted.size(), sent + 1);
    world.engine().on_report(test::report_about(1, 7));
    EXPECT_EQ(world.scs.notified.size(), 1U);
}

TEST_F(EngineRecallTest, a_failed_recall_may_be_tried_again)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    finish(world.submit(test::recall_request(2, 0x1001, 7)), SmsScUnreachable{std::nullopt});
    EXPECT_EQ(world.status_of(2), RequestStatus::temporary_error);
    finish(world.submit(test::recall_request(3, 0x1002, 7)), SmsScAccepted{});
    EXPECT_EQ(world.status_of(3), RequestStatus::success);
}

// TS 29.368, 6.4.13
TEST(EngineWithoutRecallTest, a_recall_is_111_and_a_replace_is_a_new_trigger)
{
    EngineSettings settings;
    settings.recall_replace_supported = false;
    test::World world{settings};
    const TriggerId original = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_device_action(test::recall_request(2, 0x1001, 7));
    EXPECT_EQ(world.status_of(2), RequestStatus::recall_fail);
    const TriggerId replace = world.accept(test::replace_request(3, 0x1002, 8, 7));
    EXPECT_EQ(world.status_of(3), RequestStatus::success);
    EXPECT_EQ(
        world.scs.answer_to(ServerRequest{3})->action, domain::ActionType::device_trigger_replace
    );
    EXPECT_EQ(world.journal.find(replace)->old_reference, std::nullopt);
    EXPECT_EQ(world.journal.find(original)->state, TriggerState::accepted);
    world.engine().on_device_action(test::replace_request(4, 0x1003, 9, 77));
    EXPECT_EQ(world.status_of(4), std::nullopt); // an original is not looked for
}

} // namespace
} // namespace iwf::core
