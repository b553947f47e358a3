// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/core_world.hpp"

/// A request that comes twice has one effect and one answer (RFC 6733, 5.5.4; RELIABILITY P9, P10).
namespace iwf::core {
namespace {

using domain::RequestStatus;

class EngineDuplicateTest : public testing::Test
{
protected:
    test::World world;
};

TEST_F(EngineDuplicateTest, P9_a_hundred_repetitions_in_progress_wait_and_get_the_one_answer)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    for (std::uint64_t request = 2; request <= 100; ++request) {
        world.engine().on_device_action(test::trigger_request(request, 0x1000, 7));
        EXPECT_EQ(world.status_of(request), std::nullopt);
    }
    EXPECT_EQ(world.engine().in_progress(), 100U);
    world.engine().on_submitted(id, SmsScAccepted{});
    world.write_all();
    ASSERT_EQ(world.scs.confirmed.size(), 100U);
    for (const auto& [request, confirmation] : world.scs.confirmed) {
        EXPECT_EQ(confirmation, world.scs.confirmed.front().second);
    }
    EXPECT_EQ(world.engine().in_progress(), 0U);
    EXPECT_EQ(world.sms_sc.submitted.size(), 1U);
    EXPECT_EQ(world.hss.asked.size(), 1U);
    EXPECT_EQ(world.engine().counters().duplicates, 99U);
}

TEST_F(EngineDuplicateTest, P9_afterwards_the_stored_answer_is_given_again)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_device_action(test::trigger_request(2, 0x1000, 7));
    EXPECT_EQ(world.scs.answer_to(ServerRequest{2}), world.scs.answer_to(ServerRequest{1}));
    EXPECT_EQ(world.sms_sc.submitted.size(), 1U);
}

TEST_F(EngineDuplicateTest, P9_also_after_a_restart_from_the_journal)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    world.restart();
    world.engine().on_device_action(test::trigger_request(2, 0x1000, 7));
    EXPECT_EQ(world.status_of(2), RequestStatus::success);
    EXPECT_EQ(world.hss.asked.size(), 1U);
}

TEST_F(EngineDuplicateTest, P9_a_repetition_that_meets_an_unanswered_dtr_after_a_restart_waits)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    world.restart();
    world.engine().on_device_action(test::trigger_request(2, 0x1000, 7));
    EXPECT_EQ(world.status_of(2), std::nullopt);
    world.engine().resume_submissions(nullptr);
    world.engine().on_submitted(id, SmsScAccepted{});
    world.write_all();
    EXPECT_EQ(world.status_of(2), RequestStatus::success);
    EXPECT_EQ(world.hss.asked.size(), 1U);
}

TEST_F(EngineDuplicateTest, the_same_reference_and_content_under_another_end_to_end_is_a_repetition)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    world.engine().on_device_action(test::trigger_request(2, 0x1001, 7));
    EXPECT_EQ(world.status_of(2), std::nullopt);
    world.engine().on_submitted(id, SmsScAccepted{});
    world.write_all();
    world.engine().on_device_action(test::trigger_request(3, 0x1002, 7));
    EXPECT_EQ(world.status_of(2), RequestStatus::success);
    EXPECT_EQ(world.status_of(3), RequestStatus::success);
    EXPECT_EQ(world.sms_sc.submitted.size(), 1U);
}

TEST_F(EngineDuplicateTest, P10_the_same_end_to_end_with_other_content_is_refused)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    world.engine().on_device_action(test::trigger_request(2, 0x1000, 8));
    EXPECT_EQ(world.status_of(2), RequestStatus::permanent_error);
    world.engine().on_submitted(id, SmsScAccepted{});
    world.write_all();
    EXPECT_EQ(world.status_of(1), RequestStatus::success); // and the first is none the worse
}

TEST_F(EngineDuplicateTest, P10_the_same_open_reference_with_other_content_is_refused)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    DeviceActionEvent other = test::trigger_request(2, 0x1001, 7);
    other.trigger_data->payload = {'x'};
    world.engine().on_device_action(other);
    EXPECT_EQ(world.status_of(2), RequestStatus::permanent_error);
    EXPECT_EQ(world.sms_sc.submitted.size(), 1U);
}

TEST_F(EngineDuplicateTest, a_reference_whose_transaction_has_ended_is_free_for_other_content)
{
    const TriggerId id = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_notified(id, Acknowledged{});
    world.write_all();
    DeviceActionEvent other = test::trigger_request(2, 0x1001, 7);
    other.trigger_data->payload = {'x'};
    world.accept(other);
    EXPECT_EQ(world.status_of(2), RequestStatus::success);
    EXPECT_EQ(world.sms_sc.submitted.size(), 2U);
    // The first is still known by its own End-to-End identifier.
    world.engine().on_device_action(test::trigger_request(3, 0x1000, 7));
    EXPECT_EQ(world.status_of(3), RequestStatus::success);
    EXPECT_EQ(world.sms_sc.submitted.size(), 2U);
}

TEST_F(EngineDuplicateTest, after_a_restart_the_later_of_two_triggers_of_one_number_is_meant)
{
    const TriggerId first = world.accept(test::trigger_request(1, 0x1000, 7));
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_notified(first, Acknowledged{});
    world.write_all();
    DeviceActionEvent other = test::trigger_request(2, 0x1001, 7);
    other.trigger_data->payload = {'x'};
    const TriggerId second = world.accept(other);
    auto records = world.journal.read_back();
    std::reverse(records.begin(), records.end()); // whatever the order they are read in
    test::World after;
    after.engine().restore(records);
    after.engine().on_report(test::report_about(2, 7));
    ASSERT_EQ(after.scs.notified.size(), 1U);
    EXPECT_EQ(after.scs.notified[0].record.id, second);
}

TEST_F(EngineDuplicateTest, two_servers_may_use_the_same_numbers)
{
    world.accept(test::trigger_request(1, 0x1000, 7));
    world.accept(test::by_beta(test::trigger_request(2, 0x1000, 7)));
    EXPECT_EQ(world.status_of(2), RequestStatus::success);
    EXPECT_EQ(world.sms_sc.submitted.size(), 2U);
    ReportEvent report = test::report_about(1, 7);
    report.scs = test::scs_identity(test::beta);
    world.engine().on_report(report);
    ASSERT_EQ(world.scs.notified.size(), 1U);
    EXPECT_EQ(world.scs.notified[0].record.contract, test::beta);
}

TEST_F(EngineDuplicateTest, a_refusal_is_repeated_inside_the_window_and_judged_anew_after_it)
{
    DeviceActionEvent event = test::trigger_request(1, 0x1000, 7);
    event.claimed.external_identifier = "meter7@elsewhere.example";
    world.engine().on_device_action(event);
    event.request = ServerRequest{2};
    world.engine().on_device_action(event);
    EXPECT_EQ(world.status_of(2), RequestStatus::invalid_external_id);
    EXPECT_EQ(world.engine().counters().duplicates, 1U);
    // The same identifier for something else is no repetition.
    world.engine().on_device_action(test::trigger_request(3, 0x1000, 8));
    EXPECT_EQ(world.status_of(3), RequestStatus::permanent_error);
    world.pass(std::chrono::minutes{4} + std::chrono::milliseconds{1});
    world.accept(test::trigger_request(4, 0x1000, 9));
    EXPECT_EQ(world.status_of(4), RequestStatus::success);
}

TEST_F(EngineDuplicateTest, a_refusal_of_the_hss_is_repeated_without_asking_it_again)
{
    world.engine().on_device_action(test::trigger_request(1, 0x1000, 7));
    world.engine().on_subscriber(world.last(), LookupRefused{RequestStatus::invalid_external_id});
    world.engine().on_device_action(test::trigger_request(2, 0x1000, 7));
    EXPECT_EQ(world.status_of(2), RequestStatus::invalid_external_id);
    EXPECT_EQ(world.hss.asked.size(), 1U);
}

// The SMS-SC may have it for all we know: the same trigger is not submitted twice (F8).
TEST_F(EngineDuplicateTest, after_201_from_the_sms_sc_the_same_trigger_gets_201_and_no_second_dtr)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    world.engine().on_submitted(id, SmsScSilent{});
    world.write_all();
    EXPECT_EQ(world.status_of(1), RequestStatus::temporary_error);
    const std::size_t submitted = world.sms_sc.submitted.size();
    world.engine().on_device_action(test::trigger_request(2, 0x1001, 7));
    EXPECT_EQ(world.status_of(2), RequestStatus::temporary_error);
    EXPECT_EQ(world.sms_sc.submitted.size(), submitted);
    world.accept(test::trigger_request(3, 0x1002, 8)); // under another number it is another trigger
    EXPECT_EQ(world.status_of(3), RequestStatus::success);
}

TEST_F(EngineDuplicateTest, an_answer_is_forgotten_after_the_window_in_memory_and_on_disk)
{
    const TriggerId id = world.submit(test::trigger_request(1, 0x1000, 7));
    world.engine().on_submitted(id, SmsScRefused{RequestStatus::permanent_error, std::nullopt});
    world.write_all();
    world.pass(std::chrono::minutes{4} - std::chrono::milliseconds{1});
    EXPECT_EQ(world.engine().counters().triggers_now, 1U);
    world.pass(std::chrono::milliseconds{1});
    world.write_all();
    EXPECT_EQ(world.engine().counters().triggers_now, 0U);
    EXPECT_EQ(world.journal.find(id), nullptr);
    EXPECT_EQ(world.engine().next_due(), std::nullopt);
}

} // namespace
} // namespace iwf::core
