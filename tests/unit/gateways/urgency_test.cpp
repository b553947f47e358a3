// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/urgency.hpp"

#include <gtest/gtest.h>

#include "iwf/diameter/tsp.hpp"

namespace iwf::gateways {
namespace {

diameter::Message request(std::optional<domain::Priority> priority)
{
    diameter::tsp::DeviceActionRequest request;
    request.head.session_id = "s;1;1";
    request.head.origin_host = "scs.example";
    request.head.origin_realm = "example";
    request.head.destination_realm = "example";
    domain::TriggerData data;
    data.payload = {1, 2, 3};
    data.priority = priority;
    request.device_action.trigger_data = data;
    return diameter::tsp::encode(request);
}

TEST(Urgency, is_that_of_a_trigger_with_priority_only)
{
    EXPECT_TRUE(is_urgent(request(domain::Priority::priority)));
    EXPECT_FALSE(is_urgent(request(domain::Priority::non_priority)));
    EXPECT_FALSE(is_urgent(request(std::nullopt)));
}

TEST(Urgency, is_not_read_from_what_is_broken)
{
    const diameter::Message whole = request(domain::Priority::priority);
    for (std::size_t size = 0; size < whole.avps.size(); ++size) {
        diameter::Message cut = whole;
        cut.avps.resize(size);
        (void)is_urgent(cut); // and stays within it
    }
    EXPECT_FALSE(is_urgent(diameter::Message{}));
}

} // namespace
} // namespace iwf::gateways
