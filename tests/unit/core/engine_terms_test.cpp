// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <string>

#include "iwf/domain/digits.hpp"
#include "support/core_world.hpp"

#include <gtest/gtest.h>

/// Hours, pending triggers, the share of priority, probing and the rate of the instance, in the
/// engine (RELIABILITY A11, A12): who is refused, by which rule, and that no HSS hears of it.
namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using domain::RequestStatus;

class EngineTermsTest : public testing::Test
{
protected:
    void agree(const std::function<void(Contract&)>& change)
    {
        world.use_contracts(test::both_contracts(change));
    }

    DeviceActionEvent next_request(const std::string& device = "meter7@devices.acme.example")
    {
        ++last;
        const auto number = static_cast<std::uint32_t>(last);
        DeviceActionEvent event = test::trigger_request(last, number, number);
        event.claimed.external_identifier = device;
        return event;
    }

    DeviceActionEvent next_with_priority()
    {
        DeviceActionEvent event = next_request();
        event.trigger_data->priority = domain::Priority::priority;
        return event;
    }

    /// Its status; nothing: it went to the HSS, which says that.
    std::optional<RequestStatus>
    ask(const DeviceActionEvent& event, RequestStatus hss = RequestStatus::permanent_error)
    {
        world.engine().on_device_action(event);
        world.write_all();
        const auto status = world.status_of(event.request.value());
        if (!status) {
            world.engine().on_subscriber(world.last(), LookupRefused{hss});
        }
        return status;
    }

    [[nodiscard]] bool logged(std::string_view part) const
    {
        return std::ranges::any_of(world.log.lines(), [part](const std::string& line) {
            return line.find(part) != std::string::npos;
        });
    }

    test::World world;
    std::uint64_t last{};
};

TEST_F(EngineTermsTest, outside_the_hours_comes_after_the_action_and_before_the_quota)
{
    const auto local = TimeZone{}.local(world.clock.wall_now());
    const auto of_week =
        local - std::chrono::floor<std::chrono::days>(local) +
        (std::chrono::weekday{std::chrono::floor<std::chrono::days>(local)} - std::chrono::Monday);
    const auto begin = (std::chrono::floor<std::chrono::minutes>(of_week) + 10min) % (7 * 24h);
    agree([&](Contract& contract) {
        contract.hours.spans = {{{begin, begin + 10min}, 60}};
        contract.hours_line = 60;
        contract.quotas.limits[QuotaPeriod::month] = {1, 51};
    });
    EXPECT_EQ(ask(next_request()), RequestStatus::not_authorized);
    EXPECT_TRUE(logged("rule=acme.yaml:60"));
    DeviceActionEvent stranger = next_request();
    stranger.claimed.scs_identity.reset();
    EXPECT_EQ(ask(stranger), RequestStatus::invalid_scs_id);
    EXPECT_EQ(ask(test::by_beta(next_request())), std::nullopt);
    world.clock.step_wall(10min);
    EXPECT_EQ(ask(next_request()), std::nullopt);
    EXPECT_EQ(ask(next_request()), RequestStatus::quota_exceeded);
    world.clock.step_wall(10min);
    EXPECT_EQ(ask(next_request()), RequestStatus::not_authorized);
    EXPECT_EQ(world.hss.asked.size(), 2U);
}

TEST_F(EngineTermsTest, no_more_triggers_are_pending_than_agreed_and_a_report_makes_room)
{
    agree([](Contract& contract) { contract.limits.pending = {2, 70}; });
    world.accept(next_request());
    world.accept(next_request());
    EXPECT_EQ(ask(next_request()), RequestStatus::rate_exceeded);
    EXPECT_TRUE(logged("2 pending ones are agreed"));
    EXPECT_TRUE(logged("rule=acme.yaml:70"));
    EXPECT_EQ(ask(test::replace_request(90, 0x9000, 90, 1)), RequestStatus::rate_exceeded);
    EXPECT_EQ(ask(test::by_beta(next_request())), std::nullopt);
    EXPECT_EQ(ask(test::recall_request(91, 0x9100, 1)), std::nullopt); // always may
    world.engine().on_report(test::report_about(500, 2));
    world.write_all();
    EXPECT_EQ(ask(next_request()), RequestStatus::rate_exceeded); // the server has not heard of it
    world.engine().on_notified(world.scs.notified.back().record.id, Acknowledged{});
    world.write_all();
    world.accept(next_request());
    EXPECT_EQ(ask(next_request()), RequestStatus::rate_exceeded);
    world.restart(); // what is pending is in the journal
    EXPECT_EQ(ask(next_request()), RequestStatus::rate_exceeded);
}

TEST_F(EngineTermsTest, a_trigger_that_the_hss_refused_is_not_pending)
{
    agree([](Contract& contract) { contract.limits.pending = {1, 70}; });
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(ask(next_request()), std::nullopt);
    }
}

TEST_F(EngineTermsTest, A12_priority_for_all_gets_the_share_and_the_rest_is_refused)
{
    agree([](Contract& contract) {
        contract.limits.priority = {true, 1};
        contract.limits.priority_share = {10, 80};
    });
    for (int i = 0; i < 1000; ++i) {
        const auto status = ask(next_with_priority());
        EXPECT_TRUE(!status || status == RequestStatus::rate_exceeded);
    }
    EXPECT_GE(world.hss.asked.size(), 80U);
    EXPECT_LE(world.hss.asked.size(), 120U);
    EXPECT_TRUE(logged("rule=acme.yaml:80"));
    EXPECT_EQ(ask(next_request()), std::nullopt); // without it
}

TEST_F(EngineTermsTest, A12_a_flood_of_priority_beyond_the_rate_makes_the_share_no_larger)
{
    agree([](Contract& contract) {
        contract.limits.priority = {true, 1};
        contract.limits.priority_share = {10, 80};
        contract.rates.requests = {RateLimit{{.count = 50, .period = 1s}, 10}, 41};
    });
    for (int i = 0; i < 10'000; ++i) { // for 20 s, ten times the rate
        (void)ask(next_with_priority());
        world.clock.advance(2ms);
    }
    EXPECT_GE(world.hss.asked.size(), 98U); // 10 % of 20 s with 50 each
    EXPECT_LE(world.hss.asked.size(), 103U);
}

TEST_F(EngineTermsTest, priority_that_is_not_agreed_is_still_an_invalid_payload)
{
    agree([](Contract& contract) {
        contract.limits.priority = {false, 1};
        contract.limits.priority_share = {10, 80};
    });
    EXPECT_EQ(ask(next_with_priority()), RequestStatus::invalid_payload);
    EXPECT_EQ(ask(next_with_priority()), RequestStatus::invalid_payload);
}

class ProbingTest : public EngineTermsTest
{
protected:
    ProbingTest()
    {
        agree([](Contract& contract) { contract.limits.probing = {{100, 1h, 10min}, 85}; });
    }

    std::size_t answered_as_unknown(RequestStatus hss)
    {
        std::size_t answered = 0;
        for (int i = 0; i < 10'000; ++i) {
            const std::string device = "guess" + std::to_string(i) + "@devices.acme.example";
            const auto status = ask(next_request(device), hss);
            EXPECT_TRUE(!status || status == RequestStatus::rate_exceeded);
            answered += status ? 0U : 1U;
        }
        return answered;
    }
};

TEST_F(ProbingTest, A11_ten_thousand_guesses_are_a_hundred_answers_and_one_alarm)
{
    EXPECT_EQ(answered_as_unknown(RequestStatus::invalid_external_id), 100U);
    EXPECT_EQ(world.log.count("alarm.probing"), 1U);
    EXPECT_TRUE(logged("rule=acme.yaml:85"));
    EXPECT_EQ(world.engine().counters().probing_alarms, 1U);
    // Known, unknown, foreign: nobody looks.
    for (const char* device :
         {"meter7@devices.acme.example", "guess1@devices.acme.example", "x@elsewhere.example"}) {
        EXPECT_EQ(ask(next_request(device)), RequestStatus::rate_exceeded);
    }
    EXPECT_EQ(ask(test::by_beta(next_request())), std::nullopt);
    world.clock.advance(10min);
    EXPECT_EQ(ask(next_request()), std::nullopt);
}

TEST_F(ProbingTest, A11_so_do_devices_that_the_hss_keeps_from_the_server)
{
    EXPECT_EQ(answered_as_unknown(RequestStatus::not_authorized), 100U);
}

TEST_F(ProbingTest, A11_foreign_devices_and_those_of_no_contract_count_without_an_hss)
{
    for (std::uint32_t i = 0; i < 100; ++i) {
        DeviceActionEvent event = next_request("x" + std::to_string(i) + "@elsewhere.example");
        RequestStatus expected = RequestStatus::invalid_external_id;
        if (i % 2 == 0) {
            event.claimed.external_identifier.reset();
            event.claimed.msisdn = domain::to_tbcd("49170000" + std::to_string(100 + i));
            expected = RequestStatus::not_authorized;
        }
        EXPECT_EQ(ask(event), expected);
    }
    EXPECT_EQ(ask(next_request()), RequestStatus::rate_exceeded);
    EXPECT_EQ(world.hss.asked.size(), 0U);
}

TEST_F(ProbingTest, what_is_wrong_with_the_request_itself_is_no_probing)
{
    for (int i = 0; i < 200; ++i) {
        DeviceActionEvent event = next_request();
        event.trigger_data->payload.assign(141, 'x');
        EXPECT_EQ(ask(event), RequestStatus::invalid_payload);
        EXPECT_EQ(ask(next_request(), RequestStatus::service_unavailable), std::nullopt);
        EXPECT_EQ(ask(next_request("x@elsewhere.example")), RequestStatus::invalid_external_id);
    }
}

TEST(InstanceRateTest, all_servers_together_keep_to_it_and_are_told_to_come_again)
{
    EngineSettings settings;
    settings.rate = RateLimit{{.count = 2, .period = 1s}, 3};
    test::World world{settings};
    std::uint32_t number = 0;
    const auto ask = [&](bool beta) {
        ++number;
        auto event = test::trigger_request(number, number, number);
        world.engine().on_device_action(beta ? test::by_beta(event) : event);
        return world.status_of(number);
    };
    EXPECT_EQ(ask(false), std::nullopt);
    EXPECT_EQ(ask(true), std::nullopt);
    EXPECT_EQ(ask(true), std::nullopt);
    EXPECT_EQ(ask(false), RequestStatus::temporary_error);
    EXPECT_EQ(ask(true), RequestStatus::temporary_error);
    EXPECT_EQ(world.engine().counters().refused_busy[Busy::rate], 2U);
    world.clock.advance(500ms);
    EXPECT_EQ(ask(true), std::nullopt);
    EXPECT_EQ(ask(false), RequestStatus::temporary_error);
    EXPECT_EQ(world.hss.asked.size(), 4U);
}

TEST_F(EngineTermsTest, a_flood_beyond_the_rate_is_one_line_and_a_number_each_ten_seconds)
{
    agree([](Contract& contract) {
        contract.rates.requests = {RateLimit{{.count = 1, .period = 1h}, 1}, 41};
    });
    for (int i = 0; i < 30'000; ++i) { // for 30 s
        (void)ask(next_request());
        world.pass(1ms);
    }
    EXPECT_EQ(world.log.count("trigger.refused"), 1U);
    EXPECT_EQ(world.log.count("trigger.refused_again"), 2U);
    world.pass(10s);
    EXPECT_EQ(world.log.count("trigger.refused_again"), 3U);
    EXPECT_TRUE(logged("too many requests: 1 in 3600 s with bursts of 1 are agreed"));
}

} // namespace
} // namespace iwf::core
