// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "support/core_world.hpp"

#include <gtest/gtest.h>

/// Rates and quotas in the engine (RELIABILITY A9, A10): who is refused, who waits, who pays.
namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using domain::RequestStatus;

ContractRates rates_of(std::optional<RateLimit> requests, std::optional<RateLimit> per_device = {})
{
    ContractRates rates;
    if (requests) {
        rates.requests = {*requests, 41};
    }
    if (per_device) {
        rates.per_device = {*per_device, 42};
    }
    return rates;
}

Quotas a_day(std::uint64_t limit)
{
    Quotas quotas;
    quotas.limits[QuotaPeriod::day] = {limit, 51};
    return quotas;
}

class EngineAmountsTest : public testing::Test
{
protected:
    void agree(const ContractRates& rates, const Quotas& quotas = {})
    {
        world.use_contracts(test::both_contracts(rates, quotas));
    }

    DeviceActionEvent next_request()
    {
        ++last;
        return test::trigger_request(
            last, static_cast<std::uint32_t>(last), static_cast<std::uint32_t>(last)
        );
    }

    /// Its status; nothing: it went to the HSS.
    std::optional<RequestStatus> ask(const DeviceActionEvent& event)
    {
        world.engine().on_device_action(event);
        world.write_all();
        const auto status = world.status_of(event.request.value());
        if (!status) { // make room for the next
            world.engine().on_subscriber(
                world.last(), LookupRefused{RequestStatus::permanent_error}
            );
        }
        return status;
    }

    /// How many of those that come at that pace are let through.
    std::size_t offer(std::chrono::microseconds pace, std::chrono::seconds time)
    {
        const auto before = world.hss.asked.size();
        std::chrono::microseconds at{0};
        std::chrono::milliseconds passed{0};
        for (; at < time; at += pace) {
            const auto whole = std::chrono::floor<std::chrono::milliseconds>(at);
            world.clock.advance(whole - passed);
            passed = whole;
            const auto status = ask(next_request());
            EXPECT_TRUE(!status || status == RequestStatus::rate_exceeded);
        }
        return world.hss.asked.size() - before;
    }

    test::World world;
    std::uint64_t last{};
};

constexpr RateLimit fifty{{.count = 50, .period = 1s}, 10};

TEST_F(EngineAmountsTest, A9_all_that_keeps_to_the_rate_is_let_through)
{
    agree(rates_of(fifty));
    EXPECT_EQ(offer(20ms, 60s), 3000U);
}

TEST_F(
    EngineAmountsTest, A9_of_half_as_much_again_the_rate_is_let_through_and_no_more_reaches_the_hss
)
{
    agree(rates_of(fifty));
    const std::size_t granted = offer(13'333us, 60s);
    EXPECT_LE(granted, 60 * 50 + 10U);
    EXPECT_GE(granted, 60 * 50U);
    EXPECT_EQ(world.engine().counters().confirmed.at(RequestStatus::rate_exceeded), last - granted);
    const auto& lines = world.log.lines();
    const std::string& line = *std::ranges::find_if(lines, [](const std::string& one) {
        return one.starts_with("trigger.refused ");
    });
    EXPECT_NE(line.find("status=RATEEXCEEDED"), std::string::npos) << line;
    EXPECT_NE(line.find("rule=acme.yaml:41"), std::string::npos) << line;
}

TEST_F(EngineAmountsTest, one_device_and_one_server_at_its_limit_take_nothing_from_others)
{
    agree(rates_of(std::nullopt, RateLimit{{.count = 1, .period = 1min}, 2}));
    EXPECT_EQ(ask(next_request()), std::nullopt);
    EXPECT_EQ(ask(next_request()), std::nullopt);
    EXPECT_EQ(ask(next_request()), RequestStatus::rate_exceeded);
    EXPECT_NE(world.log.lines().back().find("rule=acme.yaml:42"), std::string::npos);
    DeviceActionEvent other = next_request();
    other.claimed.external_identifier = "meter8@devices.acme.example";
    EXPECT_EQ(ask(other), std::nullopt);
    EXPECT_EQ(ask(test::by_beta(next_request())), std::nullopt);
}

TEST_F(EngineAmountsTest, a_wall_clock_that_is_set_does_not_change_the_rate)
{
    agree(rates_of(RateLimit{{.count = 1, .period = 1min}, 1}));
    EXPECT_EQ(ask(next_request()), std::nullopt);
    world.clock.step_wall(-24h);
    EXPECT_EQ(ask(next_request()), RequestStatus::rate_exceeded);
    world.clock.step_wall(48h);
    EXPECT_EQ(ask(next_request()), RequestStatus::rate_exceeded);
    world.clock.advance(1min);
    EXPECT_EQ(ask(next_request()), std::nullopt);
}

TEST_F(EngineAmountsTest, the_first_cause_wins_in_the_order_of_the_standard)
{
    agree(rates_of(RateLimit{{.count = 1, .period = 1h}, 1}), a_day(2));
    EXPECT_EQ(ask(next_request()), std::nullopt);
    DeviceActionEvent wrong = next_request();
    wrong.trigger_data->payload.assign(141, 'x');
    EXPECT_EQ(ask(wrong), RequestStatus::rate_exceeded); // before the payload
    world.clock.advance(1h);
    EXPECT_EQ(ask(next_request()), std::nullopt);
    EXPECT_EQ(ask(next_request()), RequestStatus::quota_exceeded); // before the rate
    EXPECT_NE(world.log.lines().back().find("rule=acme.yaml:51"), std::string::npos);
    DeviceActionEvent stranger = next_request();
    stranger.claimed.scs_identity.reset();
    EXPECT_EQ(ask(stranger), RequestStatus::invalid_scs_id); // before the quota
    world.engine().drain();
    EXPECT_EQ(ask(next_request()), RequestStatus::quota_exceeded); // before the load
    EXPECT_EQ(world.hss.asked.size(), 2U);
}

TEST_F(EngineAmountsTest, what_is_refused_for_another_reason_costs_nothing_nor_does_a_repetition)
{
    agree(rates_of(RateLimit{{.count = 1, .period = 1h}, 2}), a_day(2));
    DeviceActionEvent wrong = next_request();
    wrong.trigger_data->payload.assign(141, 'x');
    EXPECT_EQ(ask(wrong), RequestStatus::invalid_payload);
    DeviceActionEvent foreign = next_request();
    foreign.claimed.external_identifier = "meter7@elsewhere.example";
    EXPECT_EQ(ask(foreign), RequestStatus::invalid_external_id);
    EXPECT_EQ(ask(test::recall_request(50, 0x5000, 77)), RequestStatus::recall_fail);
    world.engine().on_device_action(test::trigger_request(60, 0x6000, 60));
    world.write_all(); // its unit
    ASSERT_EQ(world.hss.asked.size(), 1U);
    world.engine().on_subscriber(world.last(), test::subscriber());
    world.write_all();
    world.engine().on_submitted(world.last(), SmsScAccepted{});
    world.write_all();
    for (std::uint64_t request = 61; request < 70; ++request) {
        world.engine().on_device_action(test::trigger_request(request, 0x6000, 60));
        EXPECT_EQ(world.status_of(request), RequestStatus::success);
    }
    // A recall that has what to recall counts as a request does.
    EXPECT_EQ(ask(test::recall_request(80, 0x8000, 60)), std::nullopt);
    EXPECT_EQ(ask(next_request()), RequestStatus::quota_exceeded);
}

TEST_F(EngineAmountsTest, A10_the_first_requests_wait_until_their_units_are_on_disk)
{
    agree({}, a_day(3));
    for (std::uint32_t number = 1; number <= 5; ++number) {
        world.engine().on_device_action(test::trigger_request(number, number, number));
    }
    world.engine().on_device_action(test::trigger_request(6, 1, 1)); // again, while it waits
    EXPECT_EQ(world.hss.asked.size(), 0U);
    EXPECT_EQ(world.engine().in_progress(), 6U);
    world.write_all();
    EXPECT_EQ(world.hss.asked.size(), 3U);
    EXPECT_EQ(world.status_of(4), RequestStatus::quota_exceeded);
    EXPECT_EQ(world.status_of(5), RequestStatus::quota_exceeded);
    EXPECT_EQ(world.status_of(6), std::nullopt); // waits with the first for the one answer
    EXPECT_EQ(world.engine().counters().duplicates, 1U);
    EXPECT_EQ(world.hss.asked.front().reference, domain::ReferenceNumber{1});
}

TEST_F(EngineAmountsTest, A10_a_unit_that_cannot_be_written_is_not_used)
{
    agree({}, a_day(3));
    world.engine().on_device_action(next_request());
    world.journal.accepting = false;
    EXPECT_TRUE(world.journal.fail_next(world.engine()));
    EXPECT_EQ(world.status_of(1), RequestStatus::temporary_error);
    EXPECT_EQ(world.hss.asked.size(), 0U);
    world.journal.accepting = true;
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(ask(next_request()), std::nullopt);
    }
    EXPECT_EQ(ask(next_request()), RequestStatus::quota_exceeded);
}

TEST_F(EngineAmountsTest, A10_no_crash_gives_a_unit_twice_and_none_loses_more_than_were_reserved)
{
    agree({}, a_day(100));
    std::size_t crashes = 0;
    for (; crashes < 100; ++crashes) {
        std::size_t before = world.hss.asked.size();
        for (int i = 0; i < 7; ++i) {
            world.engine().on_device_action(next_request());
            if (i % 3 == 2) {
                world.write_all();
            }
        }
        if (world.hss.asked.size() == before) {
            break;
        }
        world.restart(crashes % 2);
    }
    EXPECT_GT(crashes, 5U);
    EXPECT_LT(crashes, 100U);
    EXPECT_LE(world.hss.asked.size(), 100U);
    EXPECT_GE(world.hss.asked.size(), 100 - 5 * crashes);
    world.clock.advance(24h);
    EXPECT_EQ(ask(next_request()), std::nullopt);
}

TEST_F(EngineAmountsTest, A10_an_end_in_order_loses_no_unit_and_keeps_nobody_waiting)
{
    agree({}, a_day(10'000));
    EXPECT_EQ(ask(next_request()), std::nullopt);
    world.engine().drain();
    world.write_all();
    ASSERT_EQ(world.journal.read_back_quotas().size(), 1U);
    EXPECT_EQ(world.journal.read_back_quotas()[0].grants[QuotaPeriod::day]->granted, 1U);
    world.restart();
    world.engine().on_device_action(next_request()); // waits
    world.engine().drain();
    EXPECT_EQ(world.status_of(last), RequestStatus::temporary_error);
    world.write_all();
    EXPECT_EQ(world.journal.read_back_quotas()[0].grants[QuotaPeriod::day]->granted, 1U);
    EXPECT_EQ(world.hss.asked.size(), 1U);
}

} // namespace
} // namespace iwf::core
