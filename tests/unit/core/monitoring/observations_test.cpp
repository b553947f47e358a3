// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <vector>

#include "iwf/core/monitoring/expectation.hpp"
#include "tests/unit/core/monitoring/watched_device.hpp"

#include <gtest/gtest.h>

namespace iwf::core::test {
namespace {

using namespace std::chrono_literals;
using domain::Accuracy;
using domain::CommunicationPattern;
using domain::MonitoringType;

std::vector<MonitoringType> types(const std::vector<CommunicationPattern>& patterns)
{
    std::vector<MonitoringType> found;
    for (const auto& parameters : observations_for(patterns, Accuracy::cell, std::nullopt)) {
        found.push_back(parameters.type);
    }
    return found;
}

CommunicationPattern until(CommunicationPattern pattern, base::WallTime end)
{
    pattern.valid_until = end;
    return pattern;
}

TEST(ObservationsTest, are_made_for_what_is_agreed_and_no_more)
{
    const std::vector place{MonitoringType::location_reporting};
    const std::vector times{
        MonitoringType::ue_reachability_and_idle_status,
        MonitoringType::pdn_connectivity_status,
        MonitoringType::loss_of_connectivity};
    std::vector both = place;
    both.insert(both.end(), times.begin(), times.end());
    CommunicationPattern mobile;
    mobile.stationary = domain::StationaryIndication::mobile;
    CommunicationPattern on_demand = each(1h);
    on_demand.indicator = domain::CommunicationIndicator::on_demand;

    EXPECT_EQ(types({}), std::vector<MonitoringType>{});
    EXPECT_EQ(types({mobile, on_demand}), std::vector<MonitoringType>{});
    EXPECT_EQ(types({staying(), staying()}), place);
    EXPECT_EQ(types({each(1h)}), times);
    EXPECT_EQ(types({at_most(1s)}), times);
    EXPECT_EQ(types({within({domain::ScheduledTime{}})}), times);
    EXPECT_EQ(types({each(1h), staying(), at_most(1s)}), both);
}

TEST(ObservationsTest, ask_for_the_place_that_it_is_in_now_as_finely_as_allowed)
{
    const std::vector patterns{staying()};
    for (const Accuracy accuracy : {Accuracy::cell, Accuracy::tracking_area, Accuracy::network}) {
        const auto asked =
            observations_for(patterns, accuracy, std::nullopt).at(0).location.value();
        EXPECT_EQ(asked.type, domain::LocationType::current);
        EXPECT_EQ(asked.accuracy, accuracy);
    }
    const auto asked = observations_for(patterns, Accuracy::presence_area, std::nullopt);
    EXPECT_EQ(asked.at(0).location->accuracy, Accuracy::network);
}

TEST(ObservationsTest, ask_for_reachability_for_data)
{
    const auto asked = observations_for(std::vector{each(1h)}, Accuracy::cell, std::nullopt);
    EXPECT_EQ(asked.at(0).ue_reachability->type, domain::ReachabilityType::data);
}

TEST(ObservationsTest, last_as_long_as_a_pattern_and_the_subscription)
{
    const auto first = monday + 1h;
    const auto last = monday + 2h;
    const auto lasts = [](std::vector<CommunicationPattern> patterns,
                          std::optional<base::WallTime> end) {
        const auto asked = observations_for(patterns, Accuracy::cell, end).at(0);
        // With neither the network would send one report only.
        EXPECT_NE(asked.monitoring_until.has_value(), asked.maximum_reports.has_value());
        return asked.monitoring_until;
    };
    EXPECT_EQ(lasts({staying()}, std::nullopt), std::nullopt);
    EXPECT_EQ(lasts({staying()}, first), first);
    EXPECT_EQ(lasts({until(staying(), first), until(each(1h), last)}, std::nullopt), last);
    EXPECT_EQ(lasts({until(staying(), last), until(each(1h), first)}, first), first);
    EXPECT_EQ(lasts({until(staying(), first), each(1h)}, std::nullopt), std::nullopt);
    EXPECT_EQ(lasts({until(staying(), first), each(1h)}, last), last);
}

} // namespace
} // namespace iwf::core::test
