// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/policy_words.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace iwf::ctl {
namespace {

TEST(PolicyWords, a_change_says_whether_it_is_more_or_less)
{
    const std::vector<std::pair<const char*, Direction>> lines{
        {"limits.payload_max: 140 -> 200", Direction::more},
        {"limits.payload_max: 200 -> 140", Direction::less},
        {"limits.validity_max: 1h -> 90s", Direction::less},
        {"limits.validity_max: 59m -> 1h", Direction::more},
        {"limits.priority: false -> true", Direction::more},
        {"limits.priority: true -> false", Direction::less},
        {"rates.requests.rate: \"5/s\" -> \"100/m\"", Direction::less},
        {"rates.requests: none -> {rate: \"5/s\", burst: 10}", Direction::less},
        {"rates.requests: {rate: \"5/s\", burst: 10} -> none", Direction::more},
        {"quotas.day: 10 -> none", Direction::more},
        {"quotas: none -> {day: 10}", Direction::less},
        {"devices.external_ids: + \"a@b.example\"", Direction::more},
        {"devices.external_ids: - \"a@b.example\"", Direction::less},
        {"devices.external_ids: + \"a@b.example\" - \"c@b.example\"", Direction::other},
        {"devices.exclude: + \"a@b.example\"", Direction::less},
        {"actions: - recall - replace", Direction::less},
        {"actions: + location", Direction::more},
        {"limits.monitoring.accuracy: network -> cell", Direction::more},
        {"limits.monitoring.accuracy: base_station -> tracking_area", Direction::less},
        {"limits.monitoring.reports: 5 -> 6", Direction::more},
        {"limits.monitoring.reports: none -> 5", Direction::less},
        {"limits.monitoring.duration: 1h -> none", Direction::more},
        {"limits.monitoring.interval: 1m -> 2m", Direction::less},
        {"limits.monitoring.detection_time: 1h -> 59m", Direction::more},
        {"limits.monitoring.detection_time: none -> 1h", Direction::less},
        {"limits.monitoring.terminal: false -> true", Direction::more},
        {"actions: in another order", Direction::other},
        {"identity.realm: a.example -> b.example", Direction::other},
        {"nothing", Direction::other},
    };
    for (const auto& [line, direction] : lines) {
        EXPECT_EQ(direction_of(line), direction) << line;
    }
}

TEST(PolicyWords, a_server_that_comes_or_goes_is_one_line_and_a_change_has_its_own)
{
    EXPECT_EQ(
        in_words({config::ChangeKind::removed, "acme", {}}),
        "acme is gone: it may do nothing any more\n"
    );
    EXPECT_EQ(
        in_words(
            {config::ChangeKind::changed,
             "acme",
             {"identity.realm: a -> b", "actions: - recall", "limits.payload_max: 1 -> 2"}}
        ),
        "acme\n"
        "  may do more   limits.payload_max: 1 -> 2\n"
        "  may do less   actions: - recall\n"
        "  changes       identity.realm: a -> b\n"
    );
}

} // namespace
} // namespace iwf::ctl
