// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/live_events.hpp"

#include <gtest/gtest.h>

#include "iwf/app/sim/event_text.hpp"
#include "iwf/app/sim/places.hpp"

namespace iwf::sim {
namespace {

using namespace std::chrono_literals;

const std::string scef = "iwf1.lab.example";

LiveEvent event_of(std::uint32_t reference, std::vector<Watched> devices)
{
    LiveEvent event;
    event.scef = {scef, "lab.example", 0};
    event.reference = {reference, {}};
    event.devices = std::move(devices);
    return event;
}

TEST(LiveEvents, make_as_many_reports_of_each_device_as_were_asked_for)
{
    LiveEvent event = event_of(1, {{"1", 0}, {"2", 0}});
    event.parameters.maximum_reports = 2;
    EXPECT_NE(count_report(event, "1"), nullptr);
    EXPECT_NE(count_report(event, "1"), nullptr);
    EXPECT_EQ(count_report(event, "1"), nullptr);
    EXPECT_NE(count_report(event, "2"), nullptr);
    EXPECT_EQ(count_report(event, "3"), nullptr);
    EXPECT_FALSE(is_done(event)); // its SCEF deletes it
    event.suspended = true;
    EXPECT_EQ(count_report(event, "2"), nullptr);
}

TEST(LiveEvents, of_one_report_are_over_when_each_device_has_made_it)
{
    LiveEvent event = event_of(1, {{"1", 0}, {"2", 0}});
    EXPECT_NE(count_report(event, "1"), nullptr);
    EXPECT_FALSE(is_done(event));
    EXPECT_NE(count_report(event, "2"), nullptr);
    EXPECT_TRUE(is_done(event));
}

TEST(Places, are_written_as_the_network_has_them)
{
    EXPECT_EQ(parse_plmn("26201"), (base::Bytes{0x62, 0xF2, 0x10}));
    EXPECT_EQ(parse_plmn("310410"), (base::Bytes{0x13, 0x00, 0x14}));
    EXPECT_FALSE(parse_plmn("2620"));
    const auto place = parse_place("26201-0001a2b");
    ASSERT_TRUE(place);
    EXPECT_EQ(place->cell, (base::Bytes{0x62, 0xF2, 0x10, 0x00, 0x00, 0x1A, 0x2B}));
    EXPECT_EQ(place->base_station, (base::Bytes{0x62, 0xF2, 0x10, 0x00, 0x00, 0x1A}));
    EXPECT_FALSE(parse_place("26201-1a2b0"));
    EXPECT_FALSE(parse_place("26201"));
    EXPECT_FALSE(parse_place(""));
    EXPECT_TRUE(is_home("262019900000001", *parse_plmn("26201")));
    EXPECT_FALSE(is_home("262019900000001", *parse_plmn("26202")));
}

TEST(LiveEvents, are_found_by_device_until_they_are_removed)
{
    LiveEvents events;
    (void)events.put(event_of(1, {{"1", 0}, {"2", 0}}));
    (void)events.put(event_of(2, {{"1", 0}}));
    EXPECT_EQ(events.of("1").size(), 2U);
    EXPECT_EQ(events.count(scef, domain::MonitoringType::loss_of_connectivity), 2U);
    (void)events.put(event_of(1, {{"3", 0}})); // in the place of the first
    EXPECT_EQ(events.of("1").size(), 1U);
    EXPECT_TRUE(events.of("2").empty());
    EXPECT_TRUE(events.remove({scef, 2}));
    EXPECT_FALSE(events.remove({scef, 2}));
    EXPECT_EQ(events.count(scef, domain::MonitoringType::loss_of_connectivity), 1U);
}

TEST(LiveEvents, that_were_made_anew_do_not_end_with_the_old_time)
{
    LiveEvents events;
    LiveEvent event = event_of(1, {{"1", 0}});
    event.parameters.monitoring_until = base::WallTime{10s};
    (void)events.put(event);
    event.parameters.monitoring_until = base::WallTime{20s};
    (void)events.put(event);
    events.expire(base::WallTime{10s});
    EXPECT_EQ(events.size(), 1U);
    events.expire(base::WallTime{20s});
    EXPECT_EQ(events.size(), 0U);
}

TEST(LiveEvents, reach_an_mme_as_they_are_at_the_hss)
{
    LiveEvent event = event_of(7, {{"262019900000001", 0}, {"262019900000002", 0}});
    event.reference.extended = 0x1'0000'0007;
    event.parameters.type = domain::MonitoringType::location_reporting;
    event.parameters.maximum_reports = 3;
    event.parameters.monitoring_until = base::WallTime{2'000'000'000s};
    event.parameters.location = domain::LocationRequest{{}, domain::Accuracy::tracking_area, {}};
    event.parameters.access_point_name = "internet";
    const auto read = parse_insert(insert_line(event));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(read->scef, event.scef);
    EXPECT_EQ(read->reference, event.reference);
    EXPECT_EQ(read->parameters, event.parameters);
    EXPECT_EQ(read->devices, event.devices);
    EXPECT_EQ(parse_remove(remove_line(event)), key_of(event));
    EXPECT_FALSE(parse_insert("{scef: a.test, realm: test, reference: 1, type: 11, devices: ['1']}")
    );
    EXPECT_FALSE(parse_insert("{scef: a.test, realm: test, type: 1, devices: ['1']}"));
    EXPECT_FALSE(parse_insert("{scef: a.test, realm: test, reference: 1, type: 1}"));
}

} // namespace
} // namespace iwf::sim
