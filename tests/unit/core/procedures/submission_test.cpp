// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/procedures/submission.hpp"

#include "iwf/core/procedures/device_trigger.hpp"
#include "procedure_names.hpp"

namespace iwf::core {
namespace {

using domain::RequestStatus;
using test::names;
using Names = std::vector<std::string>;

/// Device triggers; recall and replace: secondary_submission_test.cpp.
class SubmissionTest : public testing::Test
{
protected:
    SubmissionTest() { record.submission.reset(); }

    Submission make()
    {
        return {record, device_trigger_rules(), DtrIds{0x2000, "iwf;1;1"}, std::nullopt};
    }

    /// Brought to where the DTR is out.
    Submission submitting()
    {
        Submission procedure = make();
        static_cast<void>(procedure.start());
        static_cast<void>(procedure.on(test::subscriber()));
        EXPECT_EQ(names(procedure.on(Recorded{})), Names{"submit"});
        return procedure;
    }

    TriggerRecord record{test::sample_record()};
};

TEST_F(SubmissionTest, accepted_all_the_way_the_server_is_told_last)
{
    Submission procedure = make();
    EXPECT_EQ(names(procedure.start()), Names{"lookup"});
    EXPECT_EQ(names(procedure.on(test::subscriber())), Names{"record"});
    EXPECT_EQ(record.state, TriggerState::intended);
    EXPECT_EQ(record.submission->sms_sc, test::sms_sc_a());
    EXPECT_EQ(record.submission->imsi, test::imsi());
    EXPECT_EQ(record.submission->end_to_end, 0x2000U);
    EXPECT_EQ(record.submission->session_id, "iwf;1;1");
    EXPECT_FALSE(procedure.journaled());
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"submit"});
    EXPECT_TRUE(procedure.journaled());
    EXPECT_TRUE(procedure.submitting());
    EXPECT_EQ(names(procedure.on(SmsScAccepted{})), Names{"record"});
    EXPECT_EQ(record.state, TriggerState::accepted);
    EXPECT_EQ(record.request_status, RequestStatus::success);
    EXPECT_FALSE(procedure.done());
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"confirm"});
    EXPECT_TRUE(procedure.outcome_recorded());
    test::expect_deaf(procedure);
}

TEST_F(SubmissionTest, the_payload_is_kept_until_the_sms_sc_has_it_and_not_longer)
{
    Submission procedure = submitting();
    EXPECT_TRUE(record.trigger_data);
    static_cast<void>(procedure.on(SmsScAccepted{}));
    EXPECT_FALSE(record.trigger_data);
}

// Each step with its failure

TEST_F(SubmissionTest, a_refused_lookup_ends_it_without_a_write)
{
    Submission procedure = make();
    static_cast<void>(procedure.start());
    EXPECT_EQ(
        names(procedure.on(LookupRefused{RequestStatus::invalid_external_id})), Names{"confirm"}
    );
    EXPECT_EQ(record.request_status, RequestStatus::invalid_external_id);
    EXPECT_EQ(record.state, TriggerState::closed);
    EXPECT_FALSE(procedure.journaled());
    test::expect_deaf(procedure);
}

TEST_F(SubmissionTest, without_any_sms_sc_it_ends_as_temporary)
{
    Submission procedure = make();
    static_cast<void>(procedure.start());
    SubscriberFound found = test::subscriber();
    found.sms_sc.reset();
    EXPECT_EQ(names(procedure.on(found)), Names{"confirm"});
    EXPECT_EQ(record.request_status, RequestStatus::temporary_error);
    EXPECT_FALSE(record.submission);
    test::expect_deaf(procedure);
}

TEST_F(SubmissionTest, an_intent_that_was_not_written_is_not_sent)
{
    Submission procedure = make();
    static_cast<void>(procedure.start());
    static_cast<void>(procedure.on(test::subscriber()));
    EXPECT_EQ(names(procedure.on(RecordFailed{})), Names{"confirm"});
    EXPECT_EQ(record.request_status, RequestStatus::temporary_error);
    EXPECT_EQ(record.state, TriggerState::closed);
    EXPECT_FALSE(procedure.journaled());
    test::expect_deaf(procedure);
}

TEST_F(SubmissionTest, a_refusal_of_the_sms_sc_is_written_before_it_is_told)
{
    Submission procedure = submitting();
    EXPECT_EQ(
        names(procedure.on(SmsScRefused{RequestStatus::permanent_error, std::nullopt})),
        Names{"record"}
    );
    EXPECT_EQ(record.state, TriggerState::closed);
    EXPECT_EQ(record.request_status, RequestStatus::permanent_error);
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"confirm"});
    EXPECT_TRUE(procedure.outcome_recorded());
    test::expect_deaf(procedure);
}

TEST_F(SubmissionTest, a_silent_sms_sc_may_have_it_so_nobody_else_is_asked)
{
    Submission procedure = submitting();
    EXPECT_EQ(names(procedure.on(SmsScSilent{})), Names{"record"});
    EXPECT_EQ(record.request_status, RequestStatus::temporary_error);
    EXPECT_EQ(record.submission->sms_sc, test::sms_sc_a());
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"confirm"});
    test::expect_deaf(procedure);
}

TEST_F(SubmissionTest, an_unreachable_sms_sc_is_replaced_in_the_journal_before_the_next_is_asked)
{
    Submission procedure = submitting();
    EXPECT_EQ(names(procedure.on(SmsScUnreachable{test::sms_sc_b()})), Names{"record"});
    EXPECT_EQ(record.submission->sms_sc, test::sms_sc_b());
    EXPECT_EQ(record.submission->end_to_end, 0x2000U);
    EXPECT_EQ(record.state, TriggerState::intended);
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"submit T"});
    EXPECT_EQ(names(procedure.on(SmsScAccepted{})), Names{"record"});
}

TEST_F(SubmissionTest, an_unreachable_sms_sc_without_another_ends_it_as_temporary)
{
    Submission procedure = submitting();
    EXPECT_EQ(names(procedure.on(SmsScUnreachable{std::nullopt})), Names{"record"});
    EXPECT_EQ(record.request_status, RequestStatus::temporary_error);
    EXPECT_EQ(record.state, TriggerState::closed);
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"confirm"});
    test::expect_deaf(procedure);
}

TEST_F(SubmissionTest, a_change_of_sms_sc_that_was_not_written_is_not_sent)
{
    Submission procedure = submitting();
    static_cast<void>(procedure.on(SmsScUnreachable{test::sms_sc_b()}));
    EXPECT_EQ(names(procedure.on(RecordFailed{})), Names{"confirm"});
    EXPECT_EQ(record.request_status, RequestStatus::temporary_error);
    EXPECT_TRUE(procedure.journaled());
    EXPECT_FALSE(procedure.outcome_recorded());
    test::expect_deaf(procedure);
}

TEST_F(SubmissionTest, success_that_was_not_written_is_not_told_as_success)
{
    Submission procedure = submitting();
    static_cast<void>(procedure.on(SmsScAccepted{}));
    EXPECT_EQ(names(procedure.on(RecordFailed{})), Names{"confirm"});
    EXPECT_EQ(record.request_status, RequestStatus::temporary_error);
    EXPECT_EQ(record.state, TriggerState::closed);
    EXPECT_FALSE(procedure.outcome_recorded());
    test::expect_deaf(procedure);
}

TEST_F(SubmissionTest, after_a_restart_the_dtr_is_sent_again_with_the_t_flag)
{
    record = test::sample_record();
    Submission procedure = make();
    EXPECT_EQ(names(procedure.resume()), Names{"submit T"});
    EXPECT_TRUE(procedure.journaled());
    EXPECT_EQ(names(procedure.on(SmsScUnreachable{test::sms_sc_b()})), Names{"record"});
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"submit T"});
    EXPECT_EQ(names(procedure.on(SmsScAccepted{})), Names{"record"});
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"confirm"});
    test::expect_deaf(procedure);
}

// What comes at the wrong time is ignored

TEST_F(SubmissionTest, while_looking_up_only_the_answer_of_the_hss_counts)
{
    Submission procedure = make();
    static_cast<void>(procedure.start());
    for (const SubmissionEvent& event : test::all_submission_events()) {
        const bool of_the_hss = std::holds_alternative<SubscriberFound>(event) ||
                                std::holds_alternative<LookupRefused>(event);
        if (!of_the_hss) {
            EXPECT_EQ(names(procedure.on(event)), Names{}) << event.index();
        }
    }
    EXPECT_EQ(names(procedure.on(test::subscriber())), Names{"record"});
}

TEST_F(SubmissionTest, while_the_intent_is_written_only_the_journal_counts)
{
    Submission procedure = make();
    static_cast<void>(procedure.start());
    static_cast<void>(procedure.on(test::subscriber()));
    const TriggerRecord before = record;
    for (const SubmissionEvent& event : test::all_but_the_journal()) {
        EXPECT_EQ(names(procedure.on(event)), Names{}) << event.index();
    }
    EXPECT_EQ(record, before);
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"submit"});
}

TEST_F(SubmissionTest, while_the_dtr_is_out_neither_the_hss_nor_the_journal_counts)
{
    Submission procedure = submitting();
    const TriggerRecord before = record;
    EXPECT_EQ(names(procedure.on(test::subscriber())), Names{});
    EXPECT_EQ(names(procedure.on(LookupRefused{RequestStatus::not_authorized})), Names{});
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{});
    EXPECT_EQ(names(procedure.on(RecordFailed{})), Names{});
    EXPECT_EQ(record, before);
    EXPECT_TRUE(procedure.submitting());
}

TEST_F(SubmissionTest, while_the_outcome_is_written_it_does_not_change_any_more)
{
    Submission procedure = submitting();
    static_cast<void>(procedure.on(SmsScAccepted{}));
    const TriggerRecord before = record;
    for (const SubmissionEvent& event : test::all_but_the_journal()) {
        EXPECT_EQ(names(procedure.on(event)), Names{}) << event.index();
    }
    EXPECT_EQ(record, before);
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"confirm"});
}

} // namespace
} // namespace iwf::core
