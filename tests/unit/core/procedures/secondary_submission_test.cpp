// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/procedures/recall.hpp"
#include "iwf/core/procedures/replace.hpp"
#include "procedure_names.hpp"

namespace iwf::core {
namespace {

using domain::MtcErrorDiagnostic;
using domain::RequestStatus;
using test::names;
using Names = std::vector<std::string>;

/// In what recall and replace differ from a new trigger.
class SecondarySubmissionTest : public testing::TestWithParam<const SubmissionRules*>
{
protected:
    SecondarySubmissionTest() { record.old_reference = domain::ReferenceNumber{3}; }

    Submission make(std::optional<domain::InternalHost> target)
    {
        return {record, *GetParam(), DtrIds{0x2000, "iwf;1;1"}, std::move(target)};
    }

    /// A has the original, B is where a new trigger would go.
    Submission submitting_to_a()
    {
        Submission procedure = make(test::sms_sc_a());
        static_cast<void>(procedure.start());
        SubscriberFound found = test::subscriber();
        found.sms_sc = test::sms_sc_b();
        EXPECT_EQ(names(procedure.on(found)), Names{"record"});
        EXPECT_EQ(names(procedure.on(Recorded{})), Names{"submit"});
        return procedure;
    }

    TriggerRecord record{test::sample_record()};
};

TEST_P(SecondarySubmissionTest, it_goes_to_the_sms_sc_that_has_the_original)
{
    static_cast<void>(submitting_to_a());
    EXPECT_EQ(record.submission->sms_sc, test::sms_sc_a());
}

// TS 23.682, 5.2.3.2 and 5.2.3.3: no other SMS-SC has the original.
TEST_P(SecondarySubmissionTest, when_that_one_is_unreachable_nobody_else_is_asked)
{
    Submission procedure = submitting_to_a();
    EXPECT_EQ(names(procedure.on(SmsScUnreachable{test::sms_sc_b()})), Names{"record"});
    EXPECT_EQ(record.submission->sms_sc, test::sms_sc_a());
    EXPECT_EQ(record.request_status, RequestStatus::temporary_error);
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"confirm"});
}

TEST_P(SecondarySubmissionTest, nor_after_a_restart)
{
    Submission procedure = make(std::nullopt);
    EXPECT_EQ(names(procedure.resume()), Names{"submit T"});
    EXPECT_EQ(names(procedure.on(SmsScUnreachable{test::sms_sc_b()})), Names{"record"});
    EXPECT_EQ(record.submission->sms_sc, test::sms_sc_a());
    EXPECT_EQ(record.request_status, RequestStatus::temporary_error);
}

TEST_P(SecondarySubmissionTest, success_is_on_disk_before_the_original_is_closed_and_that_is_told)
{
    Submission procedure = submitting_to_a();
    EXPECT_EQ(names(procedure.on(SmsScAccepted{})), Names{"record"});
    EXPECT_EQ(names(procedure.on(Recorded{})), (Names{"close original", "confirm"}));
    test::expect_deaf(procedure);
}

TEST_P(SecondarySubmissionTest, without_success_the_original_stays)
{
    Submission procedure = submitting_to_a();
    EXPECT_EQ(
        names(procedure.on(SmsScRefused{RequestStatus::original_message_sent, std::nullopt})),
        Names{"record"}
    );
    EXPECT_EQ(names(procedure.on(Recorded{})), Names{"confirm"});
    test::expect_deaf(procedure);
}

TEST_P(SecondarySubmissionTest, success_that_was_not_written_leaves_the_original)
{
    Submission procedure = submitting_to_a();
    EXPECT_EQ(names(procedure.on(SmsScAccepted{})), Names{"record"});
    EXPECT_EQ(names(procedure.on(RecordFailed{})), Names{"confirm"});
    EXPECT_EQ(record.request_status, RequestStatus::temporary_error);
    test::expect_deaf(procedure);
}

TEST_P(SecondarySubmissionTest, a_refusal_keeps_its_diagnostic_unless_it_was_not_written)
{
    const SmsScRefused refusal{
        RequestStatus::replace_fail, MtcErrorDiagnostic::new_message_not_stored};
    Submission written = submitting_to_a();
    static_cast<void>(written.on(refusal));
    static_cast<void>(written.on(Recorded{}));
    EXPECT_EQ(record.mtc_error_diagnostic, MtcErrorDiagnostic::new_message_not_stored);
    Submission unwritten = submitting_to_a();
    static_cast<void>(unwritten.on(refusal));
    EXPECT_EQ(names(unwritten.on(RecordFailed{})), Names{"confirm"});
    EXPECT_EQ(record.request_status, RequestStatus::temporary_error);
    EXPECT_EQ(record.mtc_error_diagnostic, std::nullopt);
}

// TS 23.682, 5.2.3.1: absence is no reason to stop here.
TEST_P(SecondarySubmissionTest, an_absent_or_barred_subscriber_does_not_stop_it)
{
    record.validity_time_s = 0;
    Submission procedure = make(test::sms_sc_a());
    static_cast<void>(procedure.start());
    SubscriberFound found = test::subscriber();
    found.absent = true;
    found.service_barred = true;
    EXPECT_EQ(names(procedure.on(found)), Names{"record"});
}

INSTANTIATE_TEST_SUITE_P(
    RecallAndReplace,
    SecondarySubmissionTest,
    testing::Values(&recall_rules(), &replace_rules()),
    [](const auto& the) { return the.param == &recall_rules() ? "recall" : "replace"; }
);

} // namespace
} // namespace iwf::core
