// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "unit/core/monitoring/monitoring_world.hpp"

/// What the network reports and what servers are told of it (S8, S7, A13, A14).
namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using domain::EventReport;
using domain::MonitoringType;
using test::Trace;

EventReport lost()
{
    EventReport report;
    report.type = MonitoringType::loss_of_connectivity;
    report.loss_reason = domain::LossOfConnectivityReason::detached_mme;
    return report;
}

EventReport handling(domain::EventHandling what)
{
    EventReport report;
    report.handling = what;
    return report;
}

class MonitoringReportTest : public testing::Test
{
protected:
    void SetUp() override
    {
        id = world.watch(test::wanted(5, MonitoringType::loss_of_connectivity, 3));
        static_cast<void>(world.take_trace());
    }

    /// A RIR of the HSS about `id`, and the disk does its work.
    void report(EventReport content = lost())
    {
        world.monitoring().on_report(world.report(id, std::move(content), ++end_to_end));
        world.write_all();
    }

    void expect_refused(const NetworkReport& report)
    {
        world.monitoring().on_report(report);
        world.write_all();
        EXPECT_EQ(world.last_taken(), MonitoringResult::reference_unknown);
        EXPECT_TRUE(world.servers.delivered.empty());
    }

    SubscriptionId id;
    std::uint32_t end_to_end{0x900};
    test::MonitoringWorld world;
};

TEST_F(MonitoringReportTest, a_report_is_on_disk_before_anybody_hears_of_it)
{
    world.monitoring().on_report(world.report(id, lost(), 1));
    EXPECT_EQ(world.take_trace(), (Trace{"put report 1", "put subscription active"}));
    world.write_all();
    EXPECT_EQ(
        world.take_trace(),
        (Trace{
            "written report 1",
            "deliver 5",
            "written subscription active",
            "taken DIAMETER_SUCCESS"})
    );
    world.acknowledge_all();
    world.write_all();
    EXPECT_EQ(world.take_trace(), Trace{"erase report 1"});
    EXPECT_EQ(
        world.servers.delivered.front().told.report.loss_reason,
        domain::LossOfConnectivityReason::detached_mme
    );
}

TEST_F(MonitoringReportTest, nobody_else_can_report_it)
{
    NetworkReport other_hss = world.report(id, lost(), 1);
    other_hss.from = *domain::InternalHost::parse("b.hss.internal");
    expect_refused(other_hss);
    NetworkReport other_event = world.report(id, lost(), 2);
    other_event.items.front().report.type = MonitoringType::roaming_status;
    expect_refused(other_event);
    NetworkReport other_device = world.report(id, lost(), 3);
    other_device.watched = {
        *domain::ExternalIdentifier::parse("meter8@devices.acme.example"), false};
    expect_refused(other_device);
    EXPECT_EQ(world.monitoring().counters().reports_forged, 3U);
    expect_refused(world.report(SubscriptionId{id.value() + 1}, lost(), 4));
    NetworkReport by_half = world.report(id, lost(), 5);
    by_half.items.front().reference = {reference_of(id).id + 1, std::nullopt};
    expect_refused(by_half);
    EXPECT_EQ(world.monitoring().counters().reports_unknown, 2U);
}

TEST_F(MonitoringReportTest, a_mme_reports_what_a_mme_watches)
{
    NetworkReport by_mme = world.report(id, lost(), 1);
    by_mme.from = test::mme_a();
    by_mme.role = ReporterRole::mme;
    world.monitoring().on_report(by_mme);
    world.write_all();
    EXPECT_EQ(world.last_taken(), MonitoringResult::success);
    const SubscriptionId roaming = world.watch(test::wanted(6, MonitoringType::roaming_status));
    EventReport content;
    content.roaming = domain::RoamingInformation::roaming;
    NetworkReport forged = world.report(roaming, content, 2);
    forged.from = test::mme_a();
    forged.role = ReporterRole::mme;
    world.monitoring().on_report(forged);
    EXPECT_EQ(world.last_taken(), MonitoringResult::reference_unknown);
}

TEST_F(MonitoringReportTest, a_million_guesses_find_nothing)
{
    std::mt19937_64 random{7}; // any; the test is the same each time
    NetworkReport guess = world.report(id, lost(), 0);
    for (std::uint32_t i = 1; i <= 1'000'000; ++i) {
        guess.end_to_end = i;
        guess.items.front().reference = reference_of(SubscriptionId{random()});
        world.monitoring().on_report(guess);
    }
    EXPECT_EQ(world.monitoring().counters().reports, 0U);
    EXPECT_TRUE(world.servers.delivered.empty());
}

TEST_F(MonitoringReportTest, a_repeated_report_is_told_once)
{
    const NetworkReport first = world.report(id, lost(), 1);
    world.monitoring().on_report(first);
    world.monitoring().on_report(first); // while the first is being written
    world.write_all();
    world.monitoring().on_report(first); // and after
    EXPECT_EQ(world.network.answered.size(), 3U);
    EXPECT_EQ(world.servers.delivered.size(), 1U);
    EXPECT_EQ(world.last_taken(), MonitoringResult::success);
}

TEST_F(MonitoringReportTest, its_order_is_kept_and_one_is_told_at_a_time)
{
    report();
    report();
    EXPECT_EQ(world.servers.delivered.size(), 1U);
    world.monitoring().on_delivered(id, DeliveryResult::unanswered);
    world.pass(1s);
    ASSERT_EQ(world.servers.delivered.size(), 2U);
    EXPECT_TRUE(world.servers.delivered[1].retransmission);
    EXPECT_EQ(world.servers.delivered[1].end_to_end, world.servers.delivered[0].end_to_end);
    world.monitoring().on_delivered(id, DeliveryResult::acknowledged);
    ASSERT_EQ(world.servers.delivered.size(), 3U);
    EXPECT_NE(world.servers.delivered[2].end_to_end, world.servers.delivered[0].end_to_end);
    EXPECT_FALSE(world.servers.delivered[2].retransmission);
}

TEST_F(MonitoringReportTest, reports_wait_for_a_server_that_is_away)
{
    report();
    world.monitoring().on_delivered(id, DeliveryResult::not_sent);
    report();
    EXPECT_EQ(world.servers.delivered.size(), 1U);
    world.monitoring().on_server_connected(test::acme);
    ASSERT_EQ(world.servers.delivered.size(), 2U);
    EXPECT_FALSE(world.servers.delivered[1].retransmission) << "it cannot have seen the first";
    world.monitoring().on_delivered(id, DeliveryResult::acknowledged);
    EXPECT_EQ(world.servers.delivered.size(), 3U);
}

TEST_F(MonitoringReportTest, of_those_that_wait_for_a_server_none_overtakes_another)
{
    const SubscriptionId other = world.watch(test::wanted(6, MonitoringType::loss_of_connectivity));
    report();
    world.monitoring().on_report(world.report(other, lost(), ++end_to_end));
    world.write_all();
    world.monitoring().on_delivered(id, DeliveryResult::not_sent);
    world.monitoring().on_delivered(other, DeliveryResult::not_sent);
    world.monitoring().on_server_connected(test::acme);
    ASSERT_EQ(world.servers.delivered.size(), 4U);
    EXPECT_EQ(world.servers.delivered[2].subscription, id);
    EXPECT_EQ(world.servers.delivered[3].subscription, other);
}

TEST_F(MonitoringReportTest, reports_survive_a_crash_and_are_told_again_with_the_t_flag)
{
    report();
    world.restart();
    world.monitoring().resume();
    ASSERT_EQ(world.servers.delivered.size(), 2U);
    EXPECT_TRUE(world.servers.delivered[1].retransmission);
    EXPECT_EQ(world.servers.delivered[1].told, world.servers.delivered[0].told);
    // The network had no answer, and asks again: the report is known by its request.
    world.monitoring().on_report(world.report(id, lost(), end_to_end));
    EXPECT_EQ(world.last_taken(), MonitoringResult::success);
    world.monitoring().on_delivered(id, DeliveryResult::acknowledged);
    EXPECT_EQ(world.servers.delivered.size(), 2U);
}

TEST_F(MonitoringReportTest, one_that_may_be_known_from_before_the_crash_carries_the_t_flag)
{
    report();
    world.monitoring().on_delivered(id, DeliveryResult::acknowledged);
    world.write_all();
    world.restart();
    world.monitoring().resume();
    NetworkReport again = world.report(id, lost(), end_to_end);
    again.retransmission = true;
    world.monitoring().on_report(again);
    world.write_all();
    ASSERT_EQ(world.servers.delivered.size(), 2U);
    EXPECT_TRUE(world.servers.delivered[1].retransmission);
}

TEST_F(MonitoringReportTest, with_its_last_report_it_leaves_the_network)
{
    report();
    report();
    report();
    world.pass(1ms);
    EXPECT_EQ(world.network.asked.back().removed.size(), 1U);
    report();
    EXPECT_EQ(world.last_taken(), MonitoringResult::reference_unknown);
    world.network_agrees();
    world.acknowledge_all();
    world.write_all();
    EXPECT_EQ(world.servers.delivered.size(), 3U);
    EXPECT_EQ(world.monitoring().table().size(), 0U);
    EXPECT_TRUE(world.journal.read_back().empty());
    EXPECT_TRUE(world.journal.read_back_reports().empty());
}

TEST_F(MonitoringReportTest, a_one_time_event_ends_by_itself)
{
    const SubscriptionId once = world.watch(test::wanted(6, MonitoringType::loss_of_connectivity));
    const std::size_t asked = world.network.asked.size();
    world.monitoring().on_report(world.report(once, lost(), 1));
    world.write_all();
    world.acknowledge_all();
    world.pass(1ms);
    EXPECT_EQ(world.network.asked.size(), asked) << "the HSS has deleted it by itself";
    EXPECT_EQ(world.monitoring().table().find(once), nullptr);
}

TEST_F(MonitoringReportTest, of_what_a_mme_reported_the_hss_knows_nothing)
{
    const SubscriptionId once = world.watch(test::wanted(6, MonitoringType::loss_of_connectivity));
    NetworkReport by_mme = world.report(once, lost(), 1);
    by_mme.from = test::mme_a();
    by_mme.role = ReporterRole::mme;
    world.monitoring().on_report(by_mme);
    world.write_all();
    world.pass(1ms);
    EXPECT_EQ(world.network.asked.back().removed.size(), 1U);
}

TEST_F(MonitoringReportTest, it_ends_with_its_time)
{
    WantedEvent event = test::wanted(6, MonitoringType::loss_of_connectivity);
    event.parameters.monitoring_until = world.clock.wall_now() + 1min;
    const SubscriptionId timed = world.watch(event);
    world.monitoring().on_report(world.report(timed, lost(), 1));
    world.write_all();
    world.pass(1min);
    world.monitoring().on_report(world.report(timed, lost(), 2));
    EXPECT_EQ(world.last_taken(), MonitoringResult::reference_unknown);
    EXPECT_EQ(world.servers.delivered.size(), 1U) << "what came in time is still told";
    world.acknowledge_all();
    EXPECT_EQ(world.monitoring().table().find(timed), nullptr);
}

TEST_F(MonitoringReportTest, suspended_resumed_and_cancelled_by_the_network_are_passed_on)
{
    report(handling(domain::EventHandling::suspend));
    EXPECT_EQ(world.monitoring().table().find(id)->record.state, SubscriptionState::suspended);
    world.acknowledge_all();
    report(handling(domain::EventHandling::resume));
    world.acknowledge_all();
    report(handling(domain::EventHandling::cancel));
    world.acknowledge_all();
    world.write_all();
    ASSERT_EQ(world.servers.delivered.size(), 3U);
    EXPECT_EQ(world.servers.delivered[2].told.report.handling, domain::EventHandling::cancel);
    world.pass(1ms);
    EXPECT_EQ(world.monitoring().table().find(id), nullptr);
}

TEST_F(MonitoringReportTest, a_server_that_does_not_know_it_is_told_no_more)
{
    report();
    report();
    world.monitoring().on_delivered(id, DeliveryResult::unknown_reference);
    world.write_all();
    world.pass(1ms);
    EXPECT_EQ(world.servers.delivered.size(), 1U);
    EXPECT_EQ(world.network.asked.back().removed.size(), 1U);
}

TEST_F(MonitoringReportTest, what_a_contract_permits_no_more_is_not_told)
{
    world.use_contracts(test::watching_contracts([](Contract& contract) {
        contract.sets.front().events = {};
    }));
    report();
    EXPECT_EQ(world.last_taken(), MonitoringResult::reference_unknown);
    ASSERT_EQ(world.servers.delivered.size(), 1U);
    EXPECT_EQ(world.servers.delivered[0].told.report.handling, domain::EventHandling::cancel);
    EXPECT_EQ(world.servers.delivered[0].told.report.loss_reason, std::nullopt);
}

TEST_F(MonitoringReportTest, a_report_that_cannot_be_written_is_not_taken)
{
    world.journal.failing = true;
    report();
    EXPECT_EQ(world.last_taken(), MonitoringResult::too_busy);
    EXPECT_TRUE(world.servers.delivered.empty());
    world.journal.failing = false;
    world.monitoring().on_report(world.report(id, lost(), end_to_end)
    ); // the network sends it again
    world.write_all();
    EXPECT_EQ(world.last_taken(), MonitoringResult::success);
    EXPECT_EQ(world.servers.delivered.size(), 1U);
}

TEST_F(MonitoringReportTest, an_old_report_is_given_up_on_the_record)
{
    report();
    world.monitoring().on_delivered(id, DeliveryResult::unanswered);
    world.pass(25h);
    world.write_all();
    EXPECT_EQ(world.log.count("monitoring.report_undeliverable"), 1U);
    EXPECT_EQ(world.servers.delivered.size(), 1U);
    EXPECT_TRUE(world.journal.read_back_reports().empty());
}

} // namespace
} // namespace iwf::core
