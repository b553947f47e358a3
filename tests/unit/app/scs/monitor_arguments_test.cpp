// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/monitor_arguments.hpp"

#include <gtest/gtest.h>

#include "iwf/app/scs/location_text.hpp"
#include "iwf/app/scs/moment.hpp"
#include "tests/unit/app/scs/command_line.hpp"

namespace iwf::scs {
namespace {

using namespace std::chrono_literals;
using domain::ScefReference;
using test::fault;
using test::parsed;

Subscribing subscribing(const std::vector<std::string>& words)
{
    return std::get<Subscribing>(parsed<Monitor>(words).configuration);
}

domain::EventParameters event(std::vector<std::string> words)
{
    words.insert(words.begin(), {"monitor", "a@b.test", "--ref", "1", "--event"});
    return std::get<domain::EventParameters>(subscribing(words).wanted);
}

std::string wrong(std::vector<std::string> words)
{
    words.insert(words.begin(), {"monitor", "a@b.test", "--ref", "1"});
    return fault(words);
}

TEST(MonitorArguments, name_a_subscription)
{
    const auto command = parsed<Monitor>(
        {"monitor",
         "a@b.test",
         "--event",
         "loss-of-connectivity",
         "--ref",
         "7",
         "--reports",
         "5",
         "--duration",
         "1h",
         "--detection-time",
         "5m",
         "--replace",
         "6",
         "--wait-report",
         "2s",
         "--reports-wanted",
         "3",
         "--state",
         "list"}
    );
    const auto& wanted = std::get<Subscribing>(command.configuration);
    EXPECT_EQ(domain::clear_text(wanted.device.identity), "a@b.test");
    EXPECT_FALSE(wanted.device.group);
    EXPECT_EQ(wanted.reference, (ScefReference{7, {}}));
    EXPECT_EQ(wanted.replaced, (ScefReference{6, {}}));
    EXPECT_EQ(wanted.lifetime, 1h);
    const auto& parameters = std::get<domain::EventParameters>(wanted.wanted);
    EXPECT_EQ(parameters.type, domain::MonitoringType::loss_of_connectivity);
    EXPECT_EQ(parameters.maximum_reports, 5U);
    EXPECT_EQ(parameters.maximum_detection_time_s, 300U);
    EXPECT_EQ(command.wait_report, 2s);
    EXPECT_EQ(command.reports_wanted, 3U);
    EXPECT_EQ(command.patience, 10s);
    EXPECT_EQ(command.state, "list");
}

TEST(MonitorArguments, know_all_events)
{
    const char* const words[]{
        "loss-of-connectivity",
        "ue-reachability",
        "location",
        "association",
        "roaming",
        "communication-failure",
        "availability",
        "ue-count",
        "reachability-and-idle",
        "availability-and-idle",
        "pdn-connectivity"};
    std::uint32_t type{};
    for (const char* const word : words) {
        EXPECT_EQ(event({word}).type, domain::MonitoringType{type++}) << word;
    }
    EXPECT_NE(wrong({"--event", "birthday"}).find("none of loss-of-conn"), std::string::npos);
}

TEST(MonitorArguments, of_each_event_are_told_with_it)
{
    const auto location =
        event({"location", "--accuracy", "tracking-area", "--interval", "60s", "--current"});
    EXPECT_EQ(location.location->accuracy, domain::Accuracy::tracking_area);
    EXPECT_EQ(location.location->minimum_interval_s, 60U);
    EXPECT_EQ(location.location->type, domain::LocationType::current);
    EXPECT_EQ(event({"location", "--last-known"}).location->type, domain::LocationType::last_known);
    EXPECT_EQ(event({"association"}).association, domain::AssociationType::imei_change);
    EXPECT_EQ(
        event({"association", "--imeisv"}).association, domain::AssociationType::imeisv_change
    );
    EXPECT_EQ(
        event({"reachability-and-idle", "--reachability", "data"}).ue_reachability->type,
        domain::ReachabilityType::data
    );
    EXPECT_EQ(event({"pdn-connectivity", "--apn", "iot"}).access_point_name, "iot");
    EXPECT_EQ(event({"ue-count", "--area", "262-01-1a2b"}).areas.size(), 1U);
    EXPECT_NE(
        wrong({"--event", "location", "--detection-time", "5m"})
            .find("--detection-time: means nothing with location"),
        std::string::npos
    );
    EXPECT_NE(
        wrong({"--event", "location", "--mobile"}).find("--mobile: means nothing"),
        std::string::npos
    );
    EXPECT_NE(
        wrong({"--pattern", "--reports", "1"}).find("--reports: means nothing"), std::string::npos
    );
}

TEST(MonitorArguments, may_watch_a_group_with_long_references)
{
    const auto group = subscribing(
        {"monitor",
         "all@b.test",
         "--group",
         "--guard",
         "30s",
         "--event",
         "roaming",
         "--extended",
         "--ref",
         "18446744073709551615"}
    );
    EXPECT_TRUE(group.device.group);
    EXPECT_EQ(group.group_guard_s, 30U);
    EXPECT_EQ(group.reference, (ScefReference{0, 18446744073709551615U}));
    EXPECT_NE(wrong({"--event", "roaming", "--guard", "1s"}).find("--guard"), std::string::npos);
    EXPECT_NE(
        fault({"monitor", "49171000", "--group", "--event", "roaming", "--ref", "1"})
            .find("--group"),
        std::string::npos
    );
    EXPECT_NE(
        fault({"monitor", "a@b.test", "--event", "roaming", "--ref", "4294967296"})
            .find("--extended allows 64"),
        std::string::npos
    );
}

TEST(MonitorArguments, tell_a_pattern)
{
    const auto told = subscribing(
        {"monitor",
         "a@b.test",
         "--pattern",
         "--ref",
         "1",
         "--stationary",
         "--period",
         "1h",
         "--comm-duration",
         "30s",
         "--schedule",
         "mon-fri 22:00-23:00",
         "--schedule",
         "daily 06:00-24:00",
         "--valid",
         "24h"}
    );
    EXPECT_EQ(told.lifetime, 24h);
    const auto& pattern = std::get<domain::CommunicationPattern>(told.wanted);
    EXPECT_EQ(pattern.stationary, domain::StationaryIndication::stationary);
    EXPECT_EQ(pattern.indicator, domain::CommunicationIndicator::periodically);
    EXPECT_EQ(pattern.period_s, 3600U);
    EXPECT_EQ(pattern.duration_s, 30U);
    ASSERT_EQ(pattern.scheduled.size(), 2U);
    EXPECT_EQ(pattern.scheduled[0], (domain::ScheduledTime{0b0111110, 79'200, 82'800}));
    EXPECT_EQ(pattern.scheduled[1], (domain::ScheduledTime{{}, 21'600, {}}));
    EXPECT_NE(wrong({}).find("--event: is missing"), std::string::npos);
    EXPECT_NE(
        wrong({"--pattern", "--valid-until", "tomorrow"}).find("no moment"), std::string::npos
    );
}

TEST(MonitorArguments, end_subscriptions)
{
    const auto some = std::get<Unsubscribing>(
        parsed<Monitor>({"unmonitor", "a@b.test", "--ref", "7", "8"}).configuration
    );
    EXPECT_EQ(some.references, (std::vector<ScefReference>{{7, {}}, {8, {}}}));
    EXPECT_FALSE(some.patterns);
    const auto all = std::get<Unsubscribing>(
        parsed<Monitor>({"unmonitor", "a@b.test", "--all", "--pattern"}).configuration
    );
    EXPECT_TRUE(all.references.empty());
    EXPECT_TRUE(all.patterns);
    EXPECT_NE(fault({"unmonitor", "a@b.test"}).find("--ref: is missing"), std::string::npos);
    EXPECT_EQ(parsed<Listing>({"subscriptions", "--state", "list"}).state, "list");
}

TEST(Moment, is_written_as_it_is_read)
{
    const auto moment = parse_moment("2026-11-25T20:00:01Z");
    ASSERT_TRUE(moment);
    EXPECT_EQ(moment_text(*moment), "2026-11-25T20:00:01Z");
    EXPECT_EQ(moment->time_since_epoch(), 1'795'636'801s);
    for (const char* const wrong :
         {"",
          "2026-11-25",
          "2026-02-30T00:00:00Z",
          "2026-11-25T24:00:00Z",
          "2026-11-25 20:00:00Z",
          "2026-11-25T20:00:60Z"}) {
        EXPECT_FALSE(parse_moment(wrong)) << wrong;
    }
}

TEST(Schedule, has_days_and_times)
{
    EXPECT_EQ(
        *parse_schedule("sat,sun 08:00-09:30"), (domain::ScheduledTime{0b1000001, 28'800, 34'200})
    );
    EXPECT_EQ(parse_schedule("fri-mon 23:00-01:00")->days, 0b1100011U);
    for (const char* const wrong :
         {"",
          "daily",
          "mon 8:00-09:00",
          "mon 24:00-01:00",
          "mon 08:00-24:01",
          "day 08:00-09:00",
          "mon, 08:00-09:00",
          "mon 08:60-09:00"}) {
        EXPECT_FALSE(parse_schedule(wrong)) << wrong;
    }
}

TEST(LocationText, is_read_and_written)
{
    const auto area = parse_area("262-01-1a2b");
    ASSERT_TRUE(area);
    EXPECT_EQ(area->mme->tracking_area, (base::Bytes{0x62, 0xF2, 0x10, 0x1A, 0x2B}));
    EXPECT_EQ(tracking_area_text(*area->mme->tracking_area), "262-01-1a2b");
    const auto cell = parse_area("310-410-0abcdef");
    ASSERT_TRUE(cell);
    EXPECT_EQ(cell->mme->cell, (base::Bytes{0x13, 0x00, 0x14, 0x00, 0xAB, 0xCD, 0xEF}));
    EXPECT_EQ(cell_text(*cell->mme->cell), "310-410-0abcdef");
    for (const char* const wrong :
         {"",
          "262-01",
          "262-1-1a2b",
          "26a-01-1a2b",
          "262-01-1a2",
          "262-01-1a2g",
          "262-01-1a2b-1"}) {
        EXPECT_FALSE(parse_area(wrong)) << wrong;
    }
    EXPECT_EQ(plmn_text(base::Bytes{0x62, 0xF2, 0x10}), "262-01");
    EXPECT_EQ(plmn_text(base::Bytes{0xFF, 0xF2, 0x10}), "fff210");
    EXPECT_EQ(
        location_area_text(base::Bytes{0x62, 0xF2, 0x10, 0x1A, 0x2B, 0x00, 0xFF}),
        "262-01-1a2b-00ff"
    );
    EXPECT_EQ(tracking_area_text(base::Bytes{0x62}), "62");
}

} // namespace
} // namespace iwf::scs
