// SPDX-License-Identifier: Apache-2.0
#include "iwf/domain/trigger.hpp"

#include <limits>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace iwf::domain {
namespace {

/// The tables of TS 29.368, 6.4.6, 6.4.9 and 6.4.10, written here once more from the standard.
using Values = std::map<std::uint32_t, std::string>;

const Values request_statuses{
    {0, "SUCCESS"},
    {101, "INVPAYLOAD"},
    {102, "INVEXTID"},
    {103, "INVSCSID"},
    {104, "INVPERIOD"},
    {105, "NOTAUTHORIZED"},
    {106, "SERVICEUNAVAILABLE"},
    {107, "PERMANENTERROR"},
    {108, "QUOTAEXCEEDED"},
    {109, "RATEEXCEEDED"},
    {110, "REPLACEFAIL"},
    {111, "RECALLFAIL"},
    {112, "ORIGINALMESSAGESENT"},
    {201, "TEMPORARYERROR"},
};

const Values delivery_outcomes{
    {0, "SUCCESS"},
    {1, "EXPIRED"},
    {2, "TEMPORARYERROR"},
    {3, "UNDELIVERABLE"},
    {4, "UNCONFIRMED"},
};

template <class From>
Values read_all(From from)
{
    Values found;
    for (std::uint32_t value = 0; value < 1000; ++value) {
        if (const auto member = from(value)) {
            EXPECT_EQ(static_cast<std::uint32_t>(*member), value);
            found.emplace(value, name(*member));
        }
    }
    EXPECT_FALSE(from(std::numeric_limits<std::uint32_t>::max()).has_value());
    EXPECT_FALSE(from(0x80000000U).has_value());
    return found;
}

TEST(TriggerTest, the_request_statuses_are_those_of_the_standard_and_no_others)
{
    EXPECT_EQ(read_all(request_status_from), request_statuses);
}

TEST(TriggerTest, the_delivery_outcomes_are_those_of_the_standard_and_no_others)
{
    EXPECT_EQ(read_all(delivery_outcome_from), delivery_outcomes);
}

TEST(TriggerTest, the_action_types_are_one_to_five)
{
    const Values expected{
        {1, "REQUEST"}, {2, "REPORT"}, {3, "RECALL"}, {4, "REPLACE"}, {5, "MO-SMS"}};
    EXPECT_EQ(read_all(action_type_from), expected);
}

TEST(TriggerTest, a_value_that_is_no_member_has_a_name_that_says_so)
{
    EXPECT_EQ(name(RequestStatus{100}), "?");
    EXPECT_EQ(name(DeliveryOutcome{5}), "?");
    EXPECT_EQ(name(ActionType{0}), "?");
}

} // namespace
} // namespace iwf::domain
