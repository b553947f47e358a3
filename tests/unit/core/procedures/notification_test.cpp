// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/procedures/notification.hpp"

#include "procedure_names.hpp"

namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using test::names;
using Names = std::vector<std::string>;

constexpr NotificationSettings settings{
    .first_retry = 1000ms, .longest_retry = 60'000ms, .age_limit = 24h};

class NotificationTest : public testing::Test
{
protected:
    NotificationTest()
    {
        record.state = TriggerState::accepted;
        record.delivery_outcome = domain::DeliveryOutcome::success;
        record.reported_at = start;
    }

    /// Brought to where the first DNR failed and the outcome is on disk.
    void bring_to_waiting()
    {
        static_cast<void>(procedure.start());
        static_cast<void>(procedure.on(NotAcknowledged{}));
        static_cast<void>(procedure.on(Recorded{}));
        EXPECT_TRUE(procedure.waiting());
    }

    void expect_deaf()
    {
        EXPECT_TRUE(procedure.done());
        const std::vector<NotificationEvent> events{
            Acknowledged{}, NotAcknowledged{}, RetryDue{start}, Recorded{}, RecordFailed{}};
        for (const NotificationEvent& event : events) {
            EXPECT_EQ(names(procedure.on(event)), Names{}) << event.index();
        }
    }

    base::WallTime start{1'800'000'000'000ms};
    TriggerRecord record{test::sample_record()};
    Notification procedure{record, settings};
};

TEST_F(NotificationTest, acknowledged_at_once_the_report_is_answered_when_the_end_is_on_disk)
{
    EXPECT_EQ(names(procedure.start()), Names{"notify"});
    EXPECT_EQ(record.state, TriggerState::accepted);
    EXPECT_EQ(names(procedure.on(Acknowledged{})), Names{"record"});
    EXPECT_EQ(record.state, TriggerState::closed);
    EXPECT_FALSE(procedure.done());
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"reports accepted"});
    EXPECT_FALSE(procedure.gave_up());
    expect_deaf();
}

TEST_F(NotificationTest, not_acknowledged_the_report_is_answered_when_the_outcome_is_on_disk)
{
    static_cast<void>(procedure.start());
    EXPECT_EQ(names(procedure.on(NotAcknowledged{})), Names{"record"});
    EXPECT_EQ(record.state, TriggerState::reported);
    EXPECT_FALSE(procedure.waiting());
    EXPECT_FALSE(procedure.outcome_recorded());
    EXPECT_EQ(names(procedure.on(Recorded{})), (Names{"reports accepted", "retry after 1000"}));
    EXPECT_TRUE(procedure.waiting());
    EXPECT_TRUE(procedure.outcome_recorded());
}

TEST_F(NotificationTest, an_outcome_that_was_not_written_is_refused_to_the_sms_sc_and_still_told)
{
    static_cast<void>(procedure.start());
    static_cast<void>(procedure.on(NotAcknowledged{}));
    EXPECT_EQ(names(procedure.on(RecordFailed{})), (Names{"reports refused", "retry after 1000"}));
    EXPECT_FALSE(procedure.outcome_recorded());
    EXPECT_EQ(names(procedure.on(RetryDue{start + 1s})), Names{"notify T"});
    // The next failure tries to write it again.
    EXPECT_EQ(names(procedure.on(NotAcknowledged{})), Names{"record"});
    EXPECT_EQ(names(procedure.on(Recorded{})), (Names{"reports accepted", "retry after 2000"}));
    EXPECT_TRUE(procedure.outcome_recorded());
}

TEST_F(NotificationTest, an_end_that_was_not_written_is_answered_as_the_server_knows)
{
    static_cast<void>(procedure.start());
    static_cast<void>(procedure.on(Acknowledged{}));
    EXPECT_EQ(names(procedure.on(RecordFailed{})), Names{"reports accepted"});
    expect_deaf();
}

TEST_F(NotificationTest, retries_carry_the_t_flag_and_double_up_to_the_longest)
{
    bring_to_waiting();
    Names delays;
    for (int attempt = 0; attempt < 40; ++attempt) {
        EXPECT_EQ(names(procedure.on(RetryDue{start + 1s})), Names{"notify T"});
        delays.push_back(names(procedure.on(NotAcknowledged{})).back());
    }
    const Names expected{
        "retry after 2000",
        "retry after 4000",
        "retry after 8000",
        "retry after 16000",
        "retry after 32000",
        "retry after 60000",
        "retry after 60000"};
    EXPECT_EQ(Names(delays.begin(), delays.begin() + 7), expected);
    EXPECT_EQ(delays.back(), "retry after 60000");
}

TEST_F(NotificationTest, what_is_on_disk_is_not_written_again_and_late_reports_are_answered)
{
    bring_to_waiting();
    static_cast<void>(procedure.on(RetryDue{start + 1s}));
    EXPECT_EQ(
        names(procedure.on(NotAcknowledged{})), (Names{"reports accepted", "retry after 2000"})
    );
}

TEST_F(NotificationTest, the_age_limit_ends_it_on_the_record)
{
    bring_to_waiting();
    EXPECT_EQ(names(procedure.on(RetryDue{start + 24h - 1ms})), Names{"notify T"});
    static_cast<void>(procedure.on(NotAcknowledged{}));
    EXPECT_EQ(names(procedure.on(RetryDue{start + 24h})), Names{"record"});
    EXPECT_EQ(record.state, TriggerState::closed);
    EXPECT_TRUE(procedure.gave_up());
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"reports accepted"});
    expect_deaf();
}

TEST_F(NotificationTest, a_late_acknowledgement_ends_the_waiting)
{
    bring_to_waiting();
    EXPECT_EQ(names(procedure.on(Acknowledged{})), Names{"record"});
    EXPECT_EQ(names(procedure.on(RetryDue{start + 1s})), Names{});
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"reports accepted"});
    EXPECT_FALSE(procedure.gave_up());
    expect_deaf();
}

TEST_F(NotificationTest, after_a_restart_an_outcome_on_disk_is_told_with_the_t_flag)
{
    record.state = TriggerState::reported;
    EXPECT_EQ(names(procedure.resume(start + 1h)), Names{"notify T"});
    EXPECT_TRUE(procedure.outcome_recorded());
    EXPECT_EQ(
        names(procedure.on(NotAcknowledged{})), (Names{"reports accepted", "retry after 2000"})
    );
}

TEST_F(NotificationTest, after_a_restart_an_outcome_past_its_age_limit_is_given_up)
{
    record.state = TriggerState::reported;
    EXPECT_EQ(names(procedure.resume(start + 24h)), Names{"record"});
    EXPECT_TRUE(procedure.gave_up());
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"reports accepted"});
    expect_deaf();
}

// An earlier process may have told it and died before that was on disk (RELIABILITY D1).
TEST_F(NotificationTest, an_outcome_that_an_earlier_process_may_have_told_has_the_t_flag_at_once)
{
    EXPECT_EQ(names(procedure.start_again()), Names{"notify T"});
    EXPECT_FALSE(procedure.outcome_recorded());
    EXPECT_EQ(names(procedure.on(NotAcknowledged{})), Names{"record"});
    EXPECT_EQ(names(procedure.on(Recorded{})), (Names{"reports accepted", "retry after 1000"}));
}

// What comes at the wrong time is ignored

TEST_F(NotificationTest, while_telling_only_the_server_counts)
{
    static_cast<void>(procedure.start());
    EXPECT_EQ(names(procedure.on(RetryDue{start + 48h})), Names{});
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{});
    EXPECT_EQ(names(procedure.on(RecordFailed{})), Names{});
    EXPECT_EQ(names(procedure.on(Acknowledged{})), Names{"record"});
}

TEST_F(NotificationTest, while_the_outcome_is_written_only_the_journal_counts)
{
    static_cast<void>(procedure.start());
    static_cast<void>(procedure.on(NotAcknowledged{}));
    EXPECT_EQ(names(procedure.on(NotAcknowledged{})), Names{});
    EXPECT_EQ(names(procedure.on(Acknowledged{})), Names{});
    EXPECT_EQ(names(procedure.on(RetryDue{start})), Names{});
    EXPECT_EQ(record.state, TriggerState::reported);
}

TEST_F(NotificationTest, while_waiting_a_failure_or_a_write_changes_nothing)
{
    bring_to_waiting();
    EXPECT_EQ(names(procedure.on(NotAcknowledged{})), Names{});
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{});
    EXPECT_EQ(names(procedure.on(RecordFailed{})), Names{});
    EXPECT_TRUE(procedure.waiting());
}

TEST_F(NotificationTest, while_the_end_is_written_only_the_journal_counts)
{
    static_cast<void>(procedure.start());
    static_cast<void>(procedure.on(Acknowledged{}));
    EXPECT_EQ(names(procedure.on(Acknowledged{})), Names{});
    EXPECT_EQ(names(procedure.on(NotAcknowledged{})), Names{});
    EXPECT_EQ(names(procedure.on(RetryDue{start})), Names{});
    EXPECT_EQ(record.state, TriggerState::closed);
}

} // namespace
} // namespace iwf::core
