// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/event_configuration.hpp"

#include <gtest/gtest.h>

#include "iwf/app/sim/places.hpp"

namespace iwf::sim {
namespace {

using namespace std::chrono_literals;
using diameter::Outcome;
using diameter::monitoring::NodeType;
using domain::MonitoringType;
using domain::ScefReference;
namespace feature = diameter::monitoring::feature;
namespace cir_flag = diameter::s6t::cir_flag;

constexpr base::WallTime now{1'800'000'000s};
const std::string scef = "iwf1.lab.example";

class FakeListener final : public ConfigurationListener
{
public:
    std::optional<Outcome> node; ///< what the serving node says
    std::vector<std::uint64_t> stored, removed, overwritten;

    std::optional<Outcome> on_stored(const LiveEvent& event) override
    {
        stored.push_back(event.reference.key());
        return node;
    }
    void on_removed(const LiveEvent& event) override { removed.push_back(event.reference.key()); }
    void on_overwritten(const LiveEvent& event) override
    {
        overwritten.push_back(event.reference.key());
    }
};

Subscriber meter(const std::string& number)
{
    Subscriber one;
    one.imsi = "26201990000000" + number;
    one.external_ids = {"meter-" + number + "@iot.test"};
    one.serving_nodes.serving_node = {1, 2, 3};
    return one;
}

class HssConfiguration : public testing::Test
{
protected:
    Subscribers subscribers;
    MonitoringSettings settings;
    DeviceStates states;
    LiveEvents events;
    FakeListener listener;
    EventConfiguration configuration{subscribers, settings, states, events, listener};
    std::optional<Outcome> status;
    std::vector<diameter::s6t::GroupReport> group_reports;

    HssConfiguration()
    {
        EXPECT_TRUE(subscribers.add(meter("1")));
        EXPECT_TRUE(subscribers.add(meter("2")));
        settings.groups = {{"fleet@iot.test", {"meter-1@iot.test", "meter-2@iot.test"}}};
    }

    static EventConfiguration::Wanted
    wanted(std::uint32_t reference, MonitoringType type, std::optional<std::uint32_t> reports = 10)
    {
        EventConfiguration::Wanted one;
        one.reference = ScefReference{reference, {}};
        one.scef_id = scef;
        one.parameters.type = type;
        one.parameters.maximum_reports = reports;
        return one;
    }

    static EventConfiguration::Wanted deletion(std::uint32_t reference)
    {
        EventConfiguration::Wanted one;
        one.scef_id = scef;
        one.for_deletion = {ScefReference{reference, {}}};
        return one;
    }

    static EventConfiguration::Request
    request(std::vector<EventConfiguration::Wanted> configurations = {})
    {
        EventConfiguration::Request asked;
        asked.head.origin_host = scef;
        asked.head.origin_realm = "lab.example";
        asked.user.external_identifier = "meter-1@iot.test";
        asked.supported_features = {
            {diameter::vendor_3gpp,
             feature::list,
             feature::monte | feature::extended_reference_ids,
             false}};
        asked.configurations = std::move(configurations);
        return asked;
    }

    EventConfiguration::Answer configure(const EventConfiguration::Request& asked)
    {
        EventConfiguration::Answer given;
        group_reports = configuration.configure(asked, status, now, given);
        return given;
    }

    /// The HSS's result for the only event.
    Outcome status_of(const EventConfiguration::Request& asked)
    {
        const auto given = configure(asked);
        EXPECT_TRUE(given.head.outcome.is_success());
        EXPECT_EQ(given.statuses.size(), 1U);
        return given.statuses.empty()
                   ? Outcome{0, false}
                   : given.statuses.front().service_reports.front().result.value();
    }
};

TEST_F(HssConfiguration, step_1_an_unknown_user)
{
    auto asked = request({wanted(1, MonitoringType::roaming_status)});
    asked.user.external_identifier = "nobody@iot.test";
    EXPECT_EQ(configure(asked).head.outcome, (Outcome{5001, true}));
    asked.user = {"nobodies@iot.test", {}, true};
    EXPECT_EQ(configure(asked).head.outcome, (Outcome{5001, true}));
    EXPECT_EQ(events.size(), 0U);
}

TEST_F(HssConfiguration, step_2_a_scef_that_may_not_ask)
{
    settings.scefs = {"other.lab.example"};
    EXPECT_EQ(configure(request()).head.outcome, (Outcome{5510, true}));
    settings.scefs = {"IWF1.lab.example"};
    EXPECT_TRUE(configure(request()).head.outcome.is_success());
}

TEST_F(HssConfiguration, step_4_the_limit_is_a_code_of_the_base_protocol)
{
    settings.limit = 1;
    EXPECT_EQ(status_of(request({wanted(1, MonitoringType::roaming_status)})), Outcome{});
    EXPECT_EQ(
        status_of(request({wanted(2, MonitoringType::roaming_status)})), (Outcome{5006, false})
    );
    EXPECT_EQ(status_of(request({wanted(3, MonitoringType::loss_of_connectivity)})), Outcome{});
}

TEST_F(HssConfiguration, step_4_each_event_has_its_own_result)
{
    Subscriber some = meter("3");
    MonitoringProfile profile;
    profile.events = {MonitoringType::roaming_status};
    some.monitoring = std::make_shared<MonitoringProfile>(profile);
    ASSERT_TRUE(subscribers.add(some));
    auto asked = request(
        {wanted(1, MonitoringType::roaming_status), wanted(2, MonitoringType::loss_of_connectivity)}
    );
    asked.user.external_identifier = "meter-3@iot.test";
    const auto given = configure(asked);
    ASSERT_EQ(given.statuses.size(), 2U);
    EXPECT_EQ(given.statuses[0].service_reports.front().result, Outcome{});
    EXPECT_EQ(given.statuses[1].service_reports.front().result, (Outcome{5511, true}));
    EXPECT_EQ(given.statuses[1].reference.id, 2U);
    EXPECT_EQ(events.size(), 1U);
}

TEST_F(HssConfiguration, the_name_of_another_scef_is_refused)
{
    auto event = wanted(1, MonitoringType::roaming_status);
    event.scef_id = "other.lab.example";
    EXPECT_EQ(status_of(request({event})), (Outcome{5510, true}));
}

TEST_F(HssConfiguration, devices_in_an_area_are_no_business_of_the_hss)
{
    EXPECT_EQ(
        status_of(request({wanted(1, MonitoringType::number_of_ues_in_area)})),
        (Outcome{5511, true})
    );
}

TEST_F(HssConfiguration, values_out_of_range)
{
    settings.minimum_detection_time_s = 60;
    settings.minimum_interval_s = 10;
    settings.maximum_reports = 100;
    auto detection = wanted(1, MonitoringType::loss_of_connectivity);
    detection.parameters.maximum_detection_time_s = 59;
    auto interval = wanted(1, MonitoringType::location_reporting);
    interval.parameters.location = domain::LocationRequest{domain::LocationType::current, {}, 9};
    auto past = wanted(1, MonitoringType::roaming_status);
    past.parameters.monitoring_until = now;
    for (const auto& one :
         {detection,
          interval,
          past,
          wanted(1, MonitoringType::roaming_status, 101),
          wanted(1, MonitoringType::roaming_status, 0),
          wanted(1, MonitoringType::availability_after_ddn_failure, 1),
          wanted(1, MonitoringType::ue_reachability, 2),       // for SMS, as nothing else is said
          wanted(1, MonitoringType::location_reporting, 2)}) { // the last known
        EXPECT_EQ(status_of(request({one})), (Outcome{5512, true})) << name(one.parameters.type);
    }
    detection.parameters.maximum_detection_time_s = 60;
    EXPECT_EQ(status_of(request({detection})), Outcome{});
}

TEST_F(HssConfiguration, an_event_is_deleted_by_its_reference_once)
{
    (void)configure(request({wanted(1, MonitoringType::roaming_status)}));
    const auto given = configure(request({deletion(1)}));
    ASSERT_EQ(given.statuses.size(), 1U);
    EXPECT_EQ(given.statuses.front().reference.id, 1U);
    EXPECT_EQ(listener.removed, std::vector<std::uint64_t>{1});
    EXPECT_EQ(status_of(request({deletion(1)})), (Outcome{5514, true}));
}

TEST_F(HssConfiguration, events_of_another_scef_are_not_deleted)
{
    (void)configure(request({wanted(1, MonitoringType::roaming_status)}));
    auto other = request({deletion(1)});
    other.head.origin_host = "other.lab.example";
    EXPECT_EQ(status_of(other), (Outcome{5514, true}));
    EXPECT_EQ(events.size(), 1U);
}

TEST_F(HssConfiguration, what_is_replaced_is_named_beside_the_new)
{
    (void)configure(request({wanted(1, MonitoringType::roaming_status)}));
    auto event = wanted(2, MonitoringType::roaming_status);
    event.for_deletion = {ScefReference{1, {}}};
    const auto given = configure(request({event}));
    ASSERT_EQ(given.reports.size(), 1U);
    EXPECT_EQ(given.reports.front().reference.id, 2U);
    EXPECT_EQ(given.reports.front().for_deletion, (ScefReference{1, {}}));
    EXPECT_EQ(events.size(), 1U);
    event.reference = ScefReference{3, {}};
    EXPECT_EQ(status_of(request({event})), (Outcome{5514, true})); // the old one is gone
    EXPECT_EQ(events.size(), 1U);
}

TEST_F(HssConfiguration, an_hss_with_room_for_one_tells_whose_was_overwritten)
{
    settings.one_per_type = true;
    (void)configure(request({wanted(1, MonitoringType::roaming_status)}));
    const auto own = configure(request({wanted(2, MonitoringType::roaming_status)}));
    ASSERT_EQ(own.reports.size(), 1U);
    EXPECT_EQ(own.reports.front().for_deletion, (ScefReference{1, {}}));
    EXPECT_TRUE(listener.overwritten.empty());
    auto foreign = request({wanted(9, MonitoringType::roaming_status)});
    foreign.head.origin_host = "other.lab.example";
    foreign.configurations.front().scef_id = "other.lab.example";
    EXPECT_TRUE(configure(foreign).reports.empty());
    EXPECT_EQ(listener.overwritten, std::vector<std::uint64_t>{2});
    EXPECT_EQ(events.size(), 1U);
}

TEST_F(HssConfiguration, all_events_of_a_device_are_deleted_and_no_new_one_made)
{
    (void)configure(request(
        {wanted(1, MonitoringType::roaming_status), wanted(2, MonitoringType::loss_of_connectivity)}
    ));
    auto asked = request({wanted(3, MonitoringType::roaming_status)});
    asked.cir_flags = cir_flag::delete_all_events;
    EXPECT_TRUE(configure(asked).statuses.empty());
    EXPECT_EQ(events.size(), 0U);
}

TEST_F(HssConfiguration, what_is_known_is_told_at_once_and_ends_what_was_asked_once)
{
    states.change(*subscribers.find("meter-1@iot.test")).place =
        *parse_place("26201-0001a2b 26201-00c3");
    auto once = wanted(1, MonitoringType::location_reporting, {});
    once.parameters.location = domain::LocationRequest{{}, domain::Accuracy::tracking_area, {}};
    const auto given = configure(request({once}));
    ASSERT_EQ(given.reports.size(), 1U);
    const auto& place = given.reports.front().report.location.value().mme.value();
    EXPECT_EQ(place.tracking_area, (base::Bytes{0x62, 0xF2, 0x10, 0x00, 0xC3}));
    EXPECT_FALSE(place.cell);
    EXPECT_EQ(events.size(), 0U);
}

TEST_F(HssConfiguration, the_result_of_the_serving_node_stands_beside_that_of_the_hss)
{
    listener.node = Outcome{5012, false};
    const auto given = configure(request({wanted(1, MonitoringType::loss_of_connectivity)}));
    const auto& reports = given.statuses.front().service_reports;
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(reports[0].node_type, NodeType::hss);
    EXPECT_EQ(reports[1].node_type, NodeType::mme);
    EXPECT_EQ(reports[1].result, (Outcome{5012, false}));
}

TEST_F(HssConfiguration, who_is_nowhere_is_told_as_absent)
{
    Subscriber away = meter("4");
    away.absent = true;
    ASSERT_TRUE(subscribers.add(away));
    auto asked = request({wanted(1, MonitoringType::roaming_status)});
    EXPECT_FALSE(configure(asked).hss_cause);
    asked.user.external_identifier = "meter-4@iot.test";
    EXPECT_EQ(configure(asked).hss_cause, diameter::s6t::hss_cause_absent_subscriber);
}

TEST_F(HssConfiguration, a_group_is_configured_and_its_results_follow)
{
    Subscriber some = meter("5");
    MonitoringProfile profile;
    profile.events = {MonitoringType::location_reporting};
    some.monitoring = std::make_shared<MonitoringProfile>(profile);
    ASSERT_TRUE(subscribers.add(some));
    settings.groups.front().members.emplace_back("meter-5@iot.test");
    auto asked = request({wanted(1, MonitoringType::roaming_status)});
    asked.user = {"fleet@iot.test", {}, true};
    asked.group_guard_s = 4;
    const auto given = configure(asked);
    EXPECT_EQ(given.number_of_ues, 3U);
    EXPECT_EQ(given.cia_flags, diameter::s6t::cia_flag_group_in_progress);
    ASSERT_EQ(group_reports.size(), 1U);
    ASSERT_EQ(group_reports.front().items.size(), 3U);
    EXPECT_EQ(group_reports.front().items[0].service_reports.front().result, Outcome{});
    EXPECT_EQ(group_reports.front().items[2].service_reports.front().result, (Outcome{5511, true}));
    EXPECT_EQ(events.all().front()->devices.size(), 2U);
    EXPECT_EQ(events.all().front()->guard_s, 4U);
}

TEST_F(HssConfiguration, features_are_told_and_can_be_switched_off)
{
    auto asked = request({wanted(1, MonitoringType::roaming_status)});
    asked.configurations.front().reference = ScefReference{1, 0x1'0000'0007};
    EXPECT_EQ(configure(asked).statuses.front().reference.key(), 0x1'0000'0007U);
    settings.features &= ~feature::extended_reference_ids;
    EXPECT_EQ(configure(asked).statuses.front().reference, (ScefReference{1, {}}));
    settings.features = 0;
    const auto given = configure(asked);
    EXPECT_TRUE(given.statuses.empty());
    EXPECT_EQ(given.supported_features.front().feature_list, 0U);
    asked.supported_features.front().mandatory = true;
    EXPECT_EQ(configure(asked).head.outcome, (Outcome{5011, true}));
}

TEST_F(HssConfiguration, an_event_whose_time_is_over_is_gone)
{
    auto event = wanted(1, MonitoringType::roaming_status);
    event.parameters.monitoring_until = now + 1s;
    (void)configure(request({event}));
    EXPECT_EQ(events.size(), 1U);
    events.expire(now + 1s);
    EXPECT_EQ(events.size(), 0U);
    EXPECT_EQ(status_of(request({deletion(1)})), (Outcome{5514, true}));
}

TEST_F(HssConfiguration, a_rule_may_say_that_nothing_is_stored)
{
    status = Outcome{5513, true};
    EXPECT_EQ(status_of(request({wanted(1, MonitoringType::roaming_status)})), *status);
    EXPECT_EQ(events.size(), 0U);
}

TEST_F(HssConfiguration, communication_patterns_are_kept_and_deleted)
{
    auto asked = request();
    auto& pattern = asked.patterns.emplace_back();
    pattern.reference = ScefReference{7, {}};
    pattern.scef_id = scef;
    pattern.patterns.emplace_back().period_s = 3600;
    EXPECT_EQ(configure(asked).pattern_statuses.front().result, Outcome{});
    EXPECT_EQ(configuration.patterns(), 1U);
    pattern = {{}, scef, {ScefReference{7, {}}, ScefReference{8, {}}}, {}, {}};
    const auto given = configure(asked);
    ASSERT_EQ(given.pattern_statuses.size(), 2U);
    EXPECT_EQ(given.pattern_statuses[0].result, Outcome{});
    EXPECT_EQ(given.pattern_statuses[1].result, (Outcome{5514, true}));
    EXPECT_EQ(configuration.patterns(), 0U);
}

} // namespace
} // namespace iwf::sim
