// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/watch_limits.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

/// C3, F5: what a subscription may ask for, each limit at the last value that fits and the first
/// that does not.
namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using domain::Accuracy;
using domain::EventParameters;
using domain::LocationType;
using domain::MonitoringType;
using domain::ReachabilityType;

constexpr base::WallTime now{1'700'000'000'000ms};

EventParameters parameters_of(MonitoringType type)
{
    EventParameters parameters;
    parameters.type = type;
    return parameters;
}

EventParameters several_locations(std::optional<std::uint32_t> interval_s = {})
{
    EventParameters parameters = parameters_of(MonitoringType::location_reporting);
    parameters.location = {LocationType::current, std::nullopt, interval_s};
    parameters.maximum_reports = 2;
    return parameters;
}

/// "": it fits.
std::string refusal(const MonitoringLimits& limits, EventParameters parameters)
{
    const auto wrong = fit_limits(limits, now, parameters);
    return wrong ? wrong->reason + (wrong->limit ? " " + std::to_string(*wrong->limit) : "") : "";
}

TEST(WatchLimitsTest, without_limits_all_that_the_standard_has_may_be_asked_for)
{
    const MonitoringLimits none;
    EventParameters parameters = several_locations(1);
    parameters.maximum_reports = 4'000'000'000U;
    parameters.monitoring_until = now + 10'000h;
    EXPECT_EQ(refusal(none, parameters), "");
    parameters = parameters_of(MonitoringType::loss_of_connectivity);
    parameters.maximum_detection_time_s = 1;
    EXPECT_EQ(refusal(none, parameters), "");
}

TEST(WatchLimitsTest, reports_up_to_the_limit)
{
    const MonitoringLimits limits{.reports = {{5, 41}}};
    EventParameters parameters = parameters_of(MonitoringType::roaming_status);
    EXPECT_EQ(refusal(limits, parameters), "");
    parameters.maximum_reports = 5;
    EXPECT_EQ(refusal(limits, parameters), "");
    parameters.maximum_reports = 6;
    EXPECT_EQ(refusal(limits, parameters), "more reports than agreed 41");
}

TEST(WatchLimitsTest, a_duration_up_to_the_limit_and_one_must_be_given_but_for_one_report)
{
    const MonitoringLimits limits{.duration_s = {{60, 42}}};
    EventParameters parameters = parameters_of(MonitoringType::loss_of_connectivity);
    EXPECT_EQ(refusal(limits, parameters), "");
    parameters.maximum_reports = 1;
    EXPECT_EQ(refusal(limits, parameters), "");
    parameters.maximum_reports = 2;
    EXPECT_EQ(refusal(limits, parameters), "Monitoring-Duration must be given 42");
    parameters.monitoring_until = now + 60s;
    EXPECT_EQ(refusal(limits, parameters), "");
    parameters.monitoring_until = now + 60s + 1ms;
    EXPECT_EQ(refusal(limits, parameters), "Monitoring-Duration is later than agreed 42");
}

TEST(WatchLimitsTest, each_accuracy_against_each_that_may_be_agreed)
{
    constexpr std::array from_fine_to_coarse{
        Accuracy::cell, Accuracy::base_station, Accuracy::tracking_area, Accuracy::network};
    for (std::size_t agreed = 0; agreed < from_fine_to_coarse.size(); ++agreed) {
        const MonitoringLimits limits{.accuracy = {from_fine_to_coarse[agreed], 43}};
        for (std::size_t asked = 0; asked < from_fine_to_coarse.size(); ++asked) {
            EventParameters parameters = parameters_of(MonitoringType::location_reporting);
            parameters.location = {std::nullopt, from_fine_to_coarse[asked], std::nullopt};
            EXPECT_EQ(
                refusal(limits, parameters),
                asked < agreed ? "accuracy is finer than agreed 43" : ""
            ) << asked
              << " against " << agreed;
        }
    }
    EXPECT_FALSE(is_finer(Accuracy::presence_area, Accuracy::tracking_area));
    EXPECT_TRUE(is_finer(Accuracy::presence_area, Accuracy::network));
    EXPECT_TRUE(is_finer(Accuracy::base_station, Accuracy::presence_area));
}

TEST(WatchLimitsTest, what_a_server_leaves_open_is_filled_in_with_what_was_agreed)
{
    const MonitoringLimits limits{
        .accuracy = {Accuracy::tracking_area, 43}, .interval_s = {{30, 44}}};
    EventParameters parameters = several_locations();
    EXPECT_FALSE(fit_limits(limits, now, parameters));
    EXPECT_EQ(parameters.location->accuracy, Accuracy::tracking_area);
    EXPECT_EQ(parameters.location->minimum_interval_s, 30U);
    EventParameters once = parameters_of(MonitoringType::location_reporting);
    EXPECT_FALSE(fit_limits(limits, now, once));
    ASSERT_TRUE(once.location);
    EXPECT_EQ(once.location->accuracy, Accuracy::tracking_area);
    EXPECT_EQ(once.location->minimum_interval_s, std::nullopt); // of one report there is none
    EventParameters roaming = parameters_of(MonitoringType::roaming_status);
    EXPECT_FALSE(fit_limits(limits, now, roaming));
    EXPECT_FALSE(roaming.location);
}

TEST(WatchLimitsTest, intervals_and_detection_times_from_the_limit_on)
{
    const MonitoringLimits limits{.interval_s = {{30, 44}}, .detection_s = {{60, 45}}};
    EXPECT_EQ(refusal(limits, several_locations(30)), "");
    EXPECT_EQ(refusal(limits, several_locations(29)), "Periodic-Time is shorter than agreed 44");
    EventParameters loss = parameters_of(MonitoringType::loss_of_connectivity);
    EXPECT_EQ(refusal(limits, loss), "");
    loss.maximum_detection_time_s = 60;
    EXPECT_EQ(refusal(limits, loss), "");
    loss.maximum_detection_time_s = 59;
    EXPECT_EQ(refusal(limits, loss), "Maximum-Detection-Time is shorter than agreed 45");
    EventParameters other = parameters_of(MonitoringType::roaming_status);
    other.maximum_detection_time_s = 59;
    EXPECT_EQ(refusal(limits, other), "");
}

TEST(WatchLimitsTest, what_the_standard_does_not_let_anybody_ask_for)
{
    const MonitoringLimits none;
    const auto with = [](MonitoringType type, auto change) {
        EventParameters parameters = parameters_of(type);
        change(parameters);
        return parameters;
    };
    const auto reports = [](std::uint32_t count) {
        return [count](EventParameters& parameters) { parameters.maximum_reports = count; };
    };
    using Type = MonitoringType;
    EXPECT_EQ(refusal(none, with(Type::roaming_status, reports(0))), "no report is wanted");
    EXPECT_EQ(
        refusal(
            none,
            with(
                Type::roaming_status,
                [](EventParameters& parameters) { parameters.monitoring_until = now; }
            )
        ),
        "Monitoring-Duration is in the past"
    );
    EXPECT_EQ(
        refusal(none, with(Type::availability_after_ddn_failure, reports(1))),
        "this event takes no Maximum-Number-of-Reports"
    );
    EXPECT_EQ(refusal(none, parameters_of(Type::availability_after_ddn_failure)), "");
    constexpr auto with_idle = Type::availability_after_ddn_failure_and_idle_status;
    EXPECT_EQ(refusal(none, with(with_idle, reports(3))), "") << "the rule names type 6 only";
    constexpr auto one = "of this event there is one report at most";
    EXPECT_EQ(refusal(none, with(Type::ue_reachability, reports(1))), "");
    EXPECT_EQ(refusal(none, with(Type::ue_reachability, reports(2))), one);    // absent: SMS
    EXPECT_EQ(refusal(none, with(Type::location_reporting, reports(2))), one); // the last known
    EventParameters data = with(Type::ue_reachability, reports(2));
    data.ue_reachability.emplace().type = ReachabilityType::data;
    EXPECT_EQ(refusal(none, data), "");
    data.ue_reachability->type = ReachabilityType::sms;
    EXPECT_EQ(refusal(none, data), one);
    EventParameters count = parameters_of(Type::number_of_ues_in_area);
    EXPECT_EQ(refusal(none, count), "no area is named");
    count.areas.emplace_back();
    EXPECT_EQ(refusal(none, count), "");
    count.monitoring_until = now + 1s;
    EXPECT_EQ(refusal(none, count), "devices are counted once");
    count.maximum_reports = 2;
    EXPECT_EQ(refusal(none, count), one);
}

TEST(WatchLimitsTest, what_ends_with_its_first_report)
{
    EventParameters parameters = parameters_of(MonitoringType::roaming_status);
    EXPECT_TRUE(is_one_time(parameters));
    parameters.maximum_reports = 2;
    EXPECT_FALSE(is_one_time(parameters));
    parameters.maximum_reports = 1;
    parameters.monitoring_until = now + 1s;
    EXPECT_TRUE(is_one_time(parameters));
    parameters.maximum_reports.reset();
    EXPECT_FALSE(is_one_time(parameters));
    parameters.type = MonitoringType::location_reporting; // the last known
    EXPECT_TRUE(is_one_time(parameters));
}

} // namespace
} // namespace iwf::core
