// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/procedures/rules.hpp"

#include <gtest/gtest.h>

#include "iwf/core/procedures/device_trigger.hpp"
#include "iwf/core/procedures/recall.hpp"
#include "iwf/core/procedures/replace.hpp"
#include "support/core_samples.hpp"

namespace iwf::core {
namespace {

using domain::ActionType;
using domain::RequestStatus;

struct State
{
    bool absent{};
    bool barred{};
    std::optional<std::uint32_t> validity_s{};
};

std::optional<RequestStatus> stop_for(const State& state)
{
    SubscriberFound found = test::subscriber();
    found.absent = state.absent;
    found.service_barred = state.barred;
    TriggerRecord record = test::sample_record();
    record.validity_time_s = state.validity_s;
    return device_trigger_rules().stop_for(found, record);
}

// spec/tsp.md 7.3, step 8 (TS 23.682, 5.2.1 step 5)
TEST(DeviceTriggerRulesTest, an_absent_subscriber_stops_only_a_trigger_of_one_attempt)
{
    EXPECT_EQ(stop_for({.absent = true, .validity_s = 0}), RequestStatus::temporary_error);
    EXPECT_EQ(stop_for({.absent = true, .validity_s = 1}), std::nullopt);
    EXPECT_EQ(stop_for({.absent = true, .validity_s = std::nullopt}), std::nullopt);
    EXPECT_EQ(stop_for({.validity_s = 0}), std::nullopt);
}

TEST(DeviceTriggerRulesTest, a_barred_service_stops_every_trigger)
{
    EXPECT_EQ(stop_for({.barred = true}), RequestStatus::service_unavailable);
    EXPECT_EQ(
        stop_for({.absent = true, .barred = true, .validity_s = 3600}),
        RequestStatus::service_unavailable
    );
}

TEST(RulesTest, a_trigger_lives_after_success_a_replace_also_after_112_a_recall_never)
{
    for (std::uint32_t value = 0; value < 300; ++value) {
        const auto status = domain::request_status_from(value);
        if (!status) {
            continue;
        }
        const bool success = *status == RequestStatus::success;
        const bool sent = *status == RequestStatus::original_message_sent;
        EXPECT_EQ(device_trigger_rules().lives_after(*status), success) << value;
        EXPECT_EQ(replace_rules().lives_after(*status), success || sent) << value;
        EXPECT_FALSE(recall_rules().lives_after(*status)) << value;
    }
}

TEST(RulesTest, recall_and_replace_close_the_original_a_new_trigger_has_none)
{
    EXPECT_FALSE(device_trigger_rules().closes_original);
    EXPECT_TRUE(recall_rules().closes_original);
    EXPECT_TRUE(replace_rules().closes_original);
}

TEST(RulesTest, the_action_names_the_rules)
{
    TriggerRecord record = test::sample_record();
    EXPECT_EQ(&rules_for(record), &device_trigger_rules());
    record.old_reference = domain::ReferenceNumber{3};
    record.action = ActionType::device_trigger_recall;
    EXPECT_EQ(&rules_for(record), &recall_rules());
    record.action = ActionType::device_trigger_replace;
    EXPECT_EQ(&rules_for(record), &replace_rules());
}

// TS 29.368, 6.4.13
TEST(RulesTest, a_replace_that_no_sms_sc_can_do_is_a_new_trigger)
{
    TriggerRecord record = test::sample_record();
    record.action = ActionType::device_trigger_replace;
    EXPECT_EQ(&rules_for(record), &device_trigger_rules());
}

} // namespace
} // namespace iwf::core
