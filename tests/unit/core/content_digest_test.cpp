// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/content_digest.hpp"

#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "support/core_samples.hpp"

namespace iwf::core {
namespace {

DeviceActionEvent full_event()
{
    DeviceActionEvent event = test::replace_request(1, 0x1000, 8, 7);
    event.claimed.msisdn = base::Bytes{0x94, 0x51};
    event.trigger_data->priority = domain::Priority::priority;
    event.trigger_data->application_port = 5000;
    return event;
}

TEST(ContentDigestTest, whoever_repeats_a_request_and_when_does_not_matter)
{
    DeviceActionEvent repeated = full_event();
    repeated.request = ServerRequest{99};
    repeated.end_to_end = 0x9999;
    repeated.scs_host = *domain::NorthHost::parse("other.acme.example");
    repeated.scs_realm = "other.example";
    EXPECT_EQ(content_digest(repeated), content_digest(full_event()));
}

TEST(ContentDigestTest, each_field_that_the_server_chose_matters_also_when_it_is_absent)
{
    using Change = std::function<void(DeviceActionEvent&)>;
    const std::vector<Change> changes{
        [](auto&) {},
        [](auto& e) { e.action = domain::ActionType::device_trigger_request; },
        [](auto& e) { e.reference = domain::ReferenceNumber{9}; },
        [](auto& e) { e.old_reference = domain::ReferenceNumber{9}; },
        [](auto& e) { e.old_reference.reset(); },
        [](auto& e) { e.claimed.external_identifier = "meter8@devices.acme.example"; },
        [](auto& e) { e.claimed.external_identifier.reset(); },
        [](auto& e) {
            e.claimed.msisdn = base::Bytes{0x94, 0x52};
        },
        [](auto& e) { e.claimed.msisdn = base::Bytes{}; },
        [](auto& e) { e.claimed.msisdn.reset(); },
        [](auto& e) { e.claimed.scs_identity = base::Bytes{0x94}; },
        [](auto& e) { e.claimed.scs_identity.reset(); },
        [](auto& e) { e.trigger_data->payload.push_back(0); },
        [](auto& e) { e.trigger_data->payload.clear(); },
        [](auto& e) { e.trigger_data->priority = domain::Priority::non_priority; },
        [](auto& e) { e.trigger_data->priority.reset(); },
        [](auto& e) { e.trigger_data->application_port = 0; },
        [](auto& e) { e.trigger_data->application_port.reset(); },
        [](auto& e) { e.trigger_data.reset(); },
        [](auto& e) { e.validity_time_s = 0; },
        [](auto& e) { e.validity_time_s.reset(); },
    };
    std::set<std::uint64_t> digests;
    for (const Change& change : changes) {
        DeviceActionEvent event = full_event();
        change(event);
        digests.insert(content_digest(event));
    }
    EXPECT_EQ(digests.size(), changes.size());
}

TEST(ContentDigestTest, octets_that_move_from_one_field_to_the_next_make_another_content)
{
    DeviceActionEvent left = full_event();
    left.claimed.msisdn = base::Bytes{1, 2};
    left.claimed.scs_identity = base::Bytes{3};
    DeviceActionEvent right = full_event();
    right.claimed.msisdn = base::Bytes{1};
    right.claimed.scs_identity = base::Bytes{2, 3};
    EXPECT_NE(content_digest(left), content_digest(right));
}

// It is kept in the journal: a new version must find the requests of the old one.
TEST(ContentDigestTest, the_number_stays_the_same_from_version_to_version)
{
    EXPECT_EQ(content_digest(full_event()), 1513316618999948275ULL);
}

} // namespace
} // namespace iwf::core
