// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/core/monitoring/monitoring_world.hpp"

/// What servers may ask to watch, and what the network is asked for (F5, C3).
namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using domain::MonitoringType;
using test::Trace;

class MonitoringConfigurationTest : public testing::Test
{
protected:
    void ask(std::vector<WantedEvent> events)
    {
        world.monitoring().on_configuration(test::configuration(++requests, std::move(events)));
    }

    MonitoringResult refusal_of(WantedEvent event)
    {
        ask({std::move(event)});
        world.write_all();
        EXPECT_TRUE(world.network.asked.empty()) << "the network was asked";
        const ConfigurationAnswer& answer = world.last_answer();
        return answer.events.empty() ? answer.result : answer.events.front().result;
    }

    std::uint64_t requests{};
    test::MonitoringWorld world;
};

TEST_F(MonitoringConfigurationTest, nothing_is_promised_before_it_is_on_disk)
{
    ask({test::wanted(5, MonitoringType::loss_of_connectivity, 3)});
    EXPECT_EQ(world.take_trace(), Trace{"put subscription intended"});
    world.write_all();
    EXPECT_EQ(world.take_trace(), (Trace{"written subscription intended", "configure +1 -0"}));
    world.network_agrees();
    EXPECT_EQ(world.take_trace(), Trace{"put subscription active"});
    world.write_all();
    EXPECT_EQ(
        world.take_trace(), (Trace{"written subscription active", "answer DIAMETER_SUCCESS"})
    );
    EXPECT_EQ(
        world.last_answer().events,
        (std::vector<ReferenceResult>{{{5, std::nullopt}, MonitoringResult::success}})
    );
}

TEST_F(MonitoringConfigurationTest, the_network_knows_it_by_a_number_of_ours)
{
    const SubscriptionId id = world.watch(test::wanted(5, MonitoringType::roaming_status));
    EXPECT_NE(reference_of(id).id, 5U);
    EXPECT_NE(id.value() >> 32U, 0U);
}

TEST_F(MonitoringConfigurationTest, what_the_contract_does_not_permit_never_reaches_the_network)
{
    world.use_contracts(test::watching_contracts([](Contract& contract) {
        contract.sets.front().events = {};
        contract.sets.front().events.offer(MonitoringType::location_reporting, 41);
    }));
    EXPECT_EQ(
        refusal_of(test::wanted(1, MonitoringType::loss_of_connectivity)),
        MonitoringResult::unauthorized_requesting_entity
    );
    WantedEvent finer = test::wanted(2, MonitoringType::location_reporting);
    finer.parameters.location = {std::nullopt, domain::Accuracy::cell, std::nullopt};
    EXPECT_EQ(refusal_of(finer), MonitoringResult::range_not_allowed);
    EXPECT_EQ(world.log.count("monitoring.refused"), 2U);
}

TEST_F(MonitoringConfigurationTest, a_foreign_device_is_nobody_and_one_of_nobodys_set_is_not_served)
{
    ConfigurationEvent foreign =
        test::configuration(1, {test::wanted(1, MonitoringType::roaming_status)});
    foreign.claimed.external_identifier = "meter7@devices.beta.example";
    world.monitoring().on_configuration(foreign);
    EXPECT_EQ(world.last_answer().result, MonitoringResult::user_unknown);
    ConfigurationEvent number =
        test::configuration(2, {test::wanted(1, MonitoringType::roaming_status)});
    number.claimed = {std::nullopt, base::Bytes{0x94, 0x71, 0x11, 0x11, 0x11}, std::nullopt};
    world.monitoring().on_configuration(number);
    EXPECT_EQ(world.last_answer().result, MonitoringResult::success);
    EXPECT_EQ(world.last_answer().events.front().result, MonitoringResult::unauthorized_service);
    EXPECT_TRUE(world.network.asked.empty());
}

TEST_F(MonitoringConfigurationTest, what_was_left_open_is_filled_in_by_the_contract)
{
    static_cast<void>(world.watch(test::wanted(5, MonitoringType::location_reporting)));
    const auto& granted = world.network.asked.front().added.front().parameters;
    EXPECT_EQ(granted.location->accuracy, domain::Accuracy::tracking_area);
}

TEST_F(MonitoringConfigurationTest, each_event_of_a_request_has_its_own_result)
{
    ask(
        {test::wanted(1, MonitoringType::loss_of_connectivity),
         test::wanted(2, MonitoringType::availability_after_ddn_failure, 4),
         test::wanted(3, MonitoringType::roaming_status)}
    );
    world.write_all();
    const auto& asked = world.network.asked.back();
    ASSERT_EQ(asked.added.size(), 2U);
    world.network_says(
        {.result = MonitoringResult::success,
         .node = test::hss_a(),
         .statuses = {{asked.added[1].id, MonitoringResult::unauthorized_service}}}
    );
    world.write_all();
    EXPECT_EQ(
        world.last_answer().events,
        (std::vector<ReferenceResult>{
            {{2, std::nullopt}, MonitoringResult::range_not_allowed},
            {{1, std::nullopt}, MonitoringResult::success},
            {{3, std::nullopt}, MonitoringResult::unauthorized_service}})
    );
    EXPECT_EQ(world.monitoring().table().count(test::acme), 1U);
}

TEST_F(MonitoringConfigurationTest, what_the_network_may_have_is_taken_out_again)
{
    ask({test::wanted(1, MonitoringType::loss_of_connectivity)});
    world.write_all();
    world.network_says({.result = MonitoringResult::unable_to_comply, .unanswered = true});
    world.write_all();
    EXPECT_EQ(world.last_answer().result, MonitoringResult::unable_to_comply);
    world.pass(1ms);
    ASSERT_EQ(world.network.asked.size(), 2U);
    EXPECT_EQ(world.network.asked.back().removed.size(), 1U);
    world.network_says({.result = MonitoringResult::unable_to_comply, .unanswered = true});
    world.pass(2s); // and again
    ASSERT_EQ(world.network.asked.size(), 3U);
    world.network_agrees();
    world.write_all();
    world.pass(1ms);
    world.write_all();
    EXPECT_EQ(world.monitoring().table().size(), 0U);
    EXPECT_TRUE(world.journal.read_back().empty());
}

TEST_F(MonitoringConfigurationTest, a_repeated_request_gets_the_same_answer_and_no_second_event)
{
    ask({test::wanted(1, MonitoringType::loss_of_connectivity)});
    --requests;
    ask({test::wanted(1, MonitoringType::loss_of_connectivity)}); // while the first is under way
    world.write_all();
    world.network_agrees();
    world.write_all();
    EXPECT_EQ(world.servers.answered.size(), 2U);
    --requests;
    ask({test::wanted(1, MonitoringType::loss_of_connectivity)}); // and after it
    EXPECT_EQ(world.servers.answered.size(), 3U);
    EXPECT_EQ(world.last_answer(), world.servers.answered.front().second);
    ConfigurationEvent other = test::configuration(1, {});
    other.digest = 99; // other content under the same identifier
    world.monitoring().on_configuration(other);
    EXPECT_EQ(world.last_answer().result, MonitoringResult::unable_to_comply);
    EXPECT_EQ(world.network.asked.size(), 1U);
}

TEST_F(MonitoringConfigurationTest, the_same_reference_again_is_there_or_in_use)
{
    static_cast<void>(world.watch(test::wanted(1, MonitoringType::roaming_status)));
    requests = 10;
    ask({test::wanted(1, MonitoringType::roaming_status)});
    EXPECT_EQ(world.last_answer().events.front().result, MonitoringResult::success);
    ask({test::wanted(1, MonitoringType::loss_of_connectivity)});
    EXPECT_EQ(world.last_answer().events.front().result, MonitoringResult::storage_not_successful);
    EXPECT_EQ(world.network.asked.size(), 1U);
}

TEST_F(MonitoringConfigurationTest, a_server_deletes_its_own_and_nobody_elses)
{
    static_cast<void>(world.watch(test::wanted(1, MonitoringType::roaming_status)));
    WantedEvent deletion;
    deletion.for_deletion = {{1, std::nullopt}, {2, std::nullopt}};
    ConfigurationEvent stranger = test::configuration(7, {deletion});
    stranger.contract = std::string{test::beta};
    world.monitoring().on_configuration(stranger);
    EXPECT_EQ(
        world.last_answer().events.front().result, MonitoringResult::configuration_non_existent
    );
    requests = 10;
    ask({deletion});
    EXPECT_EQ(world.servers.answered.size(), 2U) << "answered before it was on disk";
    world.write_all();
    EXPECT_EQ(
        world.last_answer().events,
        (std::vector<ReferenceResult>{
            {{1, std::nullopt}, MonitoringResult::success},
            {{2, std::nullopt}, MonitoringResult::configuration_non_existent}})
    );
    world.pass(1ms);
    EXPECT_EQ(world.network.asked.back().removed.size(), 1U);
}

TEST_F(MonitoringConfigurationTest, all_of_a_device_are_deleted_with_one_flag)
{
    static_cast<void>(world.watch(test::wanted(1, MonitoringType::roaming_status)));
    static_cast<void>(world.watch(test::wanted(2, MonitoringType::loss_of_connectivity)));
    ConfigurationEvent all = test::configuration(10, {});
    all.delete_events = true;
    world.monitoring().on_configuration(all);
    world.write_all();
    EXPECT_EQ(world.last_answer().result, MonitoringResult::success);
    EXPECT_EQ(world.monitoring().table().count(test::acme), 0U);
}

TEST_F(MonitoringConfigurationTest, a_replacement_ends_the_old_one_only_when_the_new_one_is_there)
{
    const SubscriptionId old = world.watch(test::wanted(1, MonitoringType::roaming_status));
    WantedEvent fresh = test::wanted(2, MonitoringType::loss_of_connectivity);
    fresh.for_deletion = {{1, std::nullopt}};
    requests = 10;
    ask({fresh});
    world.write_all();
    EXPECT_EQ(world.network.asked.back().configuration.node, test::hss_a());
    world.network_says(
        {.result = MonitoringResult::success,
         .node = test::hss_a(),
         .statuses =
             {{world.network.asked.back().added.front().id,
               MonitoringResult::storage_not_successful}}}
    );
    world.write_all();
    EXPECT_FALSE(has_ended(world.monitoring().table().find(old)->record));
    ask({fresh});
    world.write_all();
    world.network_agrees();
    world.write_all();
    world.pass(1ms);
    EXPECT_EQ(world.monitoring().table().find(old), nullptr);
}

TEST_F(MonitoringConfigurationTest, no_more_than_the_contract_gives_at_once)
{
    world.use_contracts(test::watching_contracts([](Contract& contract) {
        contract.limits.monitoring.subscriptions = {2, 61};
    }));
    static_cast<void>(world.watch(test::wanted(1, MonitoringType::roaming_status)));
    static_cast<void>(world.watch(test::wanted(2, MonitoringType::loss_of_connectivity)));
    requests = 10;
    ask({test::wanted(3, MonitoringType::communication_failure)});
    EXPECT_EQ(world.last_answer().events.front().result, MonitoringResult::resources_exceeded);
}

TEST_F(MonitoringConfigurationTest, a_server_that_asks_too_fast_comes_again_later)
{
    world.use_contracts(test::watching_contracts([](Contract& contract) {
        contract.rates.requests = {{{1, std::chrono::seconds{1}}, 2}, 71};
    }));
    for (std::uint32_t i = 1; i <= 3; ++i) {
        ask({test::wanted(i, MonitoringType::roaming_status)});
    }
    EXPECT_EQ(world.last_answer().result, MonitoringResult::too_busy);
    world.write_all();
    EXPECT_EQ(world.network.asked.size(), 2U);
}

TEST_F(MonitoringConfigurationTest, what_cannot_be_written_is_not_there)
{
    ask({test::wanted(1, MonitoringType::roaming_status)});
    world.journal.fail_next(world.monitoring());
    world.write_all();
    EXPECT_TRUE(world.network.asked.empty());
    EXPECT_EQ(world.last_answer().result, MonitoringResult::unable_to_comply);
}

TEST_F(MonitoringConfigurationTest, what_was_only_intended_is_taken_out_after_a_crash)
{
    ask({test::wanted(1, MonitoringType::roaming_status)});
    world.write_all();
    world.restart();
    world.monitoring().resume();
    world.pass(1ms);
    ASSERT_EQ(world.network.asked.size(), 2U);
    EXPECT_EQ(world.network.asked.back().removed.size(), 1U);
    EXPECT_EQ(world.monitoring().table().count(test::acme), 0U);
}

} // namespace
} // namespace iwf::core
