// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/core_world.hpp"

namespace iwf::test {
namespace {

using core::ActionClaim;
using core::Decision;
using core::Permitted;
using core::Refusal;
using domain::RequestStatus;
using namespace std::chrono_literals;

ActionClaim claim_of(const core::DeviceActionEvent& event)
{
    ActionClaim claim;
    claim.identity = event.claimed;
    claim.action = event.action;
    claim.validity_time_s = event.validity_time_s;
    return claim;
}

RequestStatus status_of(const std::optional<Decision>& decision)
{
    const auto* const refusal = decision ? std::get_if<Refusal>(&*decision) : nullptr;
    return refusal == nullptr ? RequestStatus::success : refusal->status;
}

/// One request a minute, two in an hour.
class EngineExplainTest : public ::testing::Test
{
protected:
    EngineExplainTest()
    {
        core::ContractRates rates;
        rates.requests = {core::RateLimit{core::Rate{1, 1min}, 1}, 31};
        core::Quotas quotas;
        quotas.limits[core::QuotaPeriod::hour] = {2, 41};
        world_.use_contracts(both_contracts(rates, quotas));
    }

    RequestStatus explained(base::WallTime at)
    {
        return status_of(world_.engine().explain(acme, claim_of(trigger_request(1, 0x1000, 7)), at)
        );
    }

    /// What it is told at once; success: it went to the HSS.
    RequestStatus asked(std::uint32_t number)
    {
        world_.engine().on_device_action(trigger_request(number, 0x1000 + number, number));
        world_.write_all();
        return world_.status_of(number).value_or(RequestStatus::success);
    }

    RequestStatus explained() { return explained(world_.clock.wall_now()); }

    World world_;
};

TEST_F(EngineExplainTest, a_permit_names_its_rules_and_a_refusal_those_that_refuse)
{
    const auto permit = world_.engine().explain(
        acme, claim_of(trigger_request(1, 0x1000, 7)), world_.clock.wall_now()
    );
    ASSERT_TRUE(permit && std::holds_alternative<Permitted>(*permit));
    EXPECT_FALSE(std::get<Permitted>(*permit).rules.empty());
    auto foreign = trigger_request(1, 0x1000, 7);
    foreign.claimed.external_identifier = "x@foreign.example";
    const auto refusal = world_.engine().explain(acme, claim_of(foreign), world_.clock.wall_now());
    EXPECT_EQ(status_of(refusal), RequestStatus::invalid_external_id);
    EXPECT_FALSE(std::get<Refusal>(*refusal).rules.empty());
    EXPECT_FALSE(world_.engine().explain("nobody", claim_of(foreign), world_.clock.wall_now()));
}

TEST_F(EngineExplainTest, it_spends_nothing_and_sends_nothing)
{
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(explained(), RequestStatus::success);
    }
    EXPECT_TRUE(world_.hss.asked.empty());
    EXPECT_TRUE(world_.audit.refusals.empty());
    EXPECT_EQ(world_.engine().counters().requests, 0U);
    EXPECT_EQ(asked(1), RequestStatus::success);
}

TEST_F(EngineExplainTest, it_says_what_the_server_would_be_told_now_and_later)
{
    EXPECT_EQ(asked(1), RequestStatus::success);
    EXPECT_EQ(explained(), RequestStatus::rate_exceeded);
    EXPECT_EQ(asked(2), RequestStatus::rate_exceeded);
    world_.pass(1min);
    EXPECT_EQ(asked(3), RequestStatus::success);
    EXPECT_EQ(explained(), RequestStatus::quota_exceeded);
    EXPECT_NE(explained(world_.clock.wall_now() + 1h), RequestStatus::quota_exceeded);
    EXPECT_EQ(explained(), RequestStatus::quota_exceeded) << "the hour has not gone on by asking";
}

} // namespace
} // namespace iwf::test
