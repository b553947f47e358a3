// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/procedures/delivery_report.hpp"

#include <gtest/gtest.h>

#include "support/core_samples.hpp"

namespace iwf::core {
namespace {

struct Row
{
    TriggerState state;
    bool outcome_known;
    ReportVerdict verdict;
};

TEST(DeliveryReportTest, a_report_about_no_trigger_is_unknown)
{
    EXPECT_EQ(judge(nullptr, test::sms_sc_a()), ReportVerdict::unknown);
}

TEST(DeliveryReportTest, a_report_about_a_trigger_that_was_not_submitted_is_unknown)
{
    TriggerRecord record = test::sample_record();
    record.submission.reset();
    EXPECT_EQ(judge(&record, test::sms_sc_a()), ReportVerdict::unknown);
}

TEST(DeliveryReportTest, the_state_of_the_trigger_decides_unless_another_sms_sc_speaks)
{
    const std::vector<Row> table{
        {TriggerState::intended, false, ReportVerdict::proves_acceptance},
        {TriggerState::accepted, false, ReportVerdict::deliver},
        {TriggerState::accepted, true, ReportVerdict::join},
        {TriggerState::reported, true, ReportVerdict::join},
        {TriggerState::closed, true, ReportVerdict::unknown},
        {TriggerState::closed, false, ReportVerdict::unknown},
    };
    for (const Row& row : table) {
        TriggerRecord record = test::sample_record();
        record.state = row.state;
        if (row.outcome_known) {
            record.delivery_outcome = domain::DeliveryOutcome::expired;
        }
        EXPECT_EQ(judge(&record, test::sms_sc_a()), row.verdict) << static_cast<int>(row.state);
        const ReportVerdict of_another =
            row.state == TriggerState::closed ? ReportVerdict::unknown : ReportVerdict::forged;
        EXPECT_EQ(judge(&record, test::sms_sc_b()), of_another) << static_cast<int>(row.state);
    }
}

} // namespace
} // namespace iwf::core
