// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/result_code.hpp"

#include <gtest/gtest.h>

#include "iwf/diameter/generated/all.hpp"

namespace iwf::diameter {
namespace {

using domain::RequestStatus;

struct Row
{
    std::uint32_t code;
    bool experimental;
    RequestStatus status;
};

TEST(ResultCode, of_an_sia_becomes_the_status_of_ts_29_368)
{
    for (const Row& row : {
             Row{2001, false, RequestStatus::success},
             Row{2002, false, RequestStatus::success},
             Row{5001, true, RequestStatus::invalid_external_id},
             Row{5510, true, RequestStatus::not_authorized},
             Row{5511, true, RequestStatus::service_unavailable},
             Row{5011, true, RequestStatus::temporary_error},
             Row{5598, true, RequestStatus::permanent_error},
             Row{5530, true, RequestStatus::permanent_error},
             Row{5012, false, RequestStatus::temporary_error},
             Row{3002, false, RequestStatus::temporary_error},
             Row{3004, false, RequestStatus::temporary_error},
             Row{3007, false, RequestStatus::temporary_error},
             Row{4002, false, RequestStatus::temporary_error},
             Row{4181, true, RequestStatus::temporary_error},
             Row{5001, false, RequestStatus::permanent_error},
             Row{5005, false, RequestStatus::permanent_error},
             Row{5011, false, RequestStatus::permanent_error},
             Row{2001, true, RequestStatus::temporary_error},
             Row{0, false, RequestStatus::temporary_error},
         }) {
        EXPECT_EQ(request_status_of_s6m({row.code, row.experimental}), row.status)
            << row.code << row.experimental;
    }
}

TEST(ResultCode, of_a_dta_becomes_the_status_of_ts_29_368)
{
    for (const Row& row : {
             Row{2001, false, RequestStatus::success},
             Row{5001, true, RequestStatus::permanent_error},
             Row{5530, true, RequestStatus::permanent_error},
             Row{5531, true, RequestStatus::permanent_error},
             Row{5532, true, RequestStatus::permanent_error},
             Row{5533, true, RequestStatus::replace_fail},
             Row{5534, true, RequestStatus::recall_fail},
             Row{5535, true, RequestStatus::original_message_sent},
             Row{5999, true, RequestStatus::permanent_error},
             Row{5011, true, RequestStatus::temporary_error},
             Row{5012, false, RequestStatus::temporary_error},
             Row{3002, false, RequestStatus::temporary_error},
             Row{3004, false, RequestStatus::temporary_error},
             Row{5001, false, RequestStatus::permanent_error},
             Row{5533, false, RequestStatus::permanent_error},
         }) {
        EXPECT_EQ(request_status_of_t4({row.code, row.experimental}), row.status)
            << row.code << row.experimental;
    }
}

TEST(ResultCode, of_a_congested_sms_sc_may_be_told_as_temporary)
{
    EXPECT_EQ(
        request_status_of_t4({5531, true}, CongestionIs::temporary), RequestStatus::temporary_error
    );
    EXPECT_EQ(
        request_status_of_t4({5530, true}, CongestionIs::temporary), RequestStatus::permanent_error
    );
    EXPECT_EQ(
        request_status_of_t4({5531, false}, CongestionIs::temporary), RequestStatus::permanent_error
    );
}

TEST(ResultCode, outcomes_of_deliveries_become_those_of_ts_29_368)
{
    using domain::DeliveryOutcome;
    using t4::SmDeliveryOutcome;
    EXPECT_EQ(
        delivery_outcome_of(SmDeliveryOutcome::successful_transfer), DeliveryOutcome::success
    );
    EXPECT_EQ(
        delivery_outcome_of(SmDeliveryOutcome::validity_time_expired), DeliveryOutcome::expired
    );
    EXPECT_EQ(
        delivery_outcome_of(SmDeliveryOutcome::absent_subscriber), DeliveryOutcome::undeliverable
    );
    EXPECT_EQ(
        delivery_outcome_of(SmDeliveryOutcome::ue_memory_capacity_exceeded),
        DeliveryOutcome::undeliverable
    );
}

TEST(ResultCode, has_the_name_of_its_own_number_space)
{
    EXPECT_EQ(name(Outcome{5001, false}), "DIAMETER_AVP_UNSUPPORTED");
    EXPECT_EQ(name(Outcome{5001, true}), "DIAMETER_ERROR_USER_UNKNOWN");
    EXPECT_EQ(name(Outcome{5005, false}), "DIAMETER_MISSING_AVP");
    EXPECT_EQ(name(Outcome{5535, true}), "DIAMETER_ERROR_ORIGINAL_MESSAGE_NOT_PENDING");
    EXPECT_EQ(name(Outcome{5999, true}), "?");
    for (const EnumValue& value : avp::result_code.values) {
        EXPECT_EQ(name(Outcome{value.value, false}), value.name);
    }
}

} // namespace
} // namespace iwf::diameter
