// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/core_world.hpp"

namespace iwf::test {
namespace {

using core::ActionClaim;
using core::Busy;
using core::Explanation;
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

RequestStatus status_of(const std::optional<Explanation>& explained)
{
    const auto* const refusal = explained ? std::get_if<Refusal>(&explained->decision) : nullptr;
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

    RequestStatus explained(std::optional<base::WallTime> at = {})
    {
        return status_of(
            world_.engine().explain(acme, {claim_of(trigger_request(1, 0x1000, 7)), {}, at})
        );
    }

    /// What it is told at once; success: it went to the HSS.
    RequestStatus asked(std::uint32_t number)
    {
        world_.engine().on_device_action(trigger_request(number, 0x1000 + number, number));
        world_.write_all();
        return world_.status_of(number).value_or(RequestStatus::success);
    }

    World world_;
};

TEST_F(EngineExplainTest, a_permit_names_its_rules_and_a_refusal_those_that_refuse)
{
    const auto permit =
        world_.engine().explain(acme, {claim_of(trigger_request(1, 0x1000, 7)), {}, {}});
    ASSERT_TRUE(permit && std::holds_alternative<Permitted>(permit->decision));
    EXPECT_FALSE(std::get<Permitted>(permit->decision).rules.empty());
    auto foreign = trigger_request(1, 0x1000, 7);
    foreign.claimed.external_identifier = "x@foreign.example";
    const auto refusal = world_.engine().explain(acme, {claim_of(foreign), {}, {}});
    EXPECT_EQ(status_of(refusal), RequestStatus::invalid_external_id);
    EXPECT_FALSE(std::get<Refusal>(refusal->decision).rules.empty());
    EXPECT_FALSE(world_.engine().explain("nobody", {claim_of(foreign), {}, {}}));
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

/// What explain says of a recall or replace, and then what the server is told of it.
struct Told
{
    RequestStatus explained{};
    RequestStatus told{};
    std::optional<core::OriginalTrigger> original;
};

class EngineExplainOriginalTest : public ::testing::Test
{
protected:
    /// The original stands in `number`.
    Told tell(core::DeviceActionEvent event, std::uint32_t number)
    {
        Told told;
        const auto explained = world_.engine().explain(
            event.contract, {claim_of(event), domain::ReferenceNumber{number}, {}}
        );
        told.explained = status_of(explained);
        told.original = explained->original;
        const std::uint64_t request = event.request.value();
        world_.engine().on_device_action(std::move(event));
        world_.write_all();
        told.told = world_.status_of(request).value_or(RequestStatus::success);
        return told;
    }

    World world_;
};

TEST_F(EngineExplainOriginalTest, of_nothing_is_refused_as_the_server_would_be)
{
    const Told recall = tell(recall_request(1, 0x2000, 7), 7);
    EXPECT_EQ(recall.explained, RequestStatus::recall_fail);
    EXPECT_EQ(recall.told, RequestStatus::recall_fail);
    EXPECT_FALSE(recall.original);
    const Told replace = tell(replace_request(2, 0x2001, 8, 7), 7);
    EXPECT_EQ(replace.explained, RequestStatus::replace_fail);
    EXPECT_EQ(replace.told, RequestStatus::replace_fail);
}

TEST_F(EngineExplainOriginalTest, that_the_sms_sc_has_is_permitted_and_described)
{
    (void)world_.accept(trigger_request(1, 0x1000, 7));
    const Told told = tell(replace_request(2, 0x2000, 8, 7), 7);
    EXPECT_EQ(told.explained, RequestStatus::success);
    EXPECT_EQ(told.told, RequestStatus::success);
    ASSERT_TRUE(told.original);
    EXPECT_EQ(told.original->state, core::TriggerState::accepted);
    EXPECT_TRUE(told.original->is_pending);
    EXPECT_TRUE(told.original->is_submitted);
    EXPECT_EQ(told.original->has_device, true);
}

TEST_F(EngineExplainOriginalTest, that_no_sms_sc_was_chosen_for_is_none_yet)
{
    world_.engine().on_device_action(trigger_request(1, 0x1000, 7));
    world_.write_all();
    const Told told = tell(replace_request(2, 0x2000, 8, 7), 7);
    EXPECT_EQ(told.explained, RequestStatus::replace_fail);
    EXPECT_EQ(told.told, RequestStatus::replace_fail);
    ASSERT_TRUE(told.original);
    EXPECT_FALSE(told.original->is_submitted);
}

TEST_F(EngineExplainOriginalTest, of_another_device_or_server_is_not_the_one)
{
    (void)world_.accept(trigger_request(1, 0x1000, 7));
    auto other = recall_request(2, 0x2000, 7);
    other.claimed.external_identifier = "meter8@devices.acme.example";
    const Told device = tell(other, 7);
    EXPECT_EQ(device.explained, RequestStatus::recall_fail);
    EXPECT_EQ(device.told, RequestStatus::recall_fail);
    ASSERT_TRUE(device.original);
    EXPECT_EQ(device.original->has_device, false);
    const Told server = tell(by_beta(recall_request(3, 0x2001, 7)), 7);
    EXPECT_EQ(server.explained, RequestStatus::recall_fail);
    EXPECT_EQ(server.told, RequestStatus::recall_fail);
    EXPECT_FALSE(server.original) << "nothing of another server is told";
}

TEST_F(EngineExplainOriginalTest, is_not_looked_at_unless_its_number_is_given)
{
    const auto claim = claim_of(recall_request(1, 0x2000, 7));
    EXPECT_EQ(status_of(world_.engine().explain(acme, {claim, {}, {}})), RequestStatus::success);
    core::EngineSettings settings;
    settings.recall_replace_supported = false;
    World unable{settings};
    EXPECT_EQ(
        status_of(unable.engine().explain(acme, {claim, {}, {}})), RequestStatus::recall_fail
    );
}

TEST(EngineExplainLoadTest, decides_of_this_moment_as_it_does_of_requests_and_is_told_of_others)
{
    core::EngineSettings settings;
    settings.max_in_progress = 16;
    settings.max_in_progress_per_server = 3;
    World world{settings};
    const auto claim = claim_of(trigger_request(1, 0x1000, 7));
    for (std::uint32_t number = 1; number <= 4; ++number) {
        const auto before = world.engine().explain(acme, {claim, {}, {}});
        EXPECT_EQ(before->load.requests, number - 1);
        EXPECT_EQ(before->load.requests_of_server, number - 1);
        EXPECT_EQ(before->load.most_of_server, 3U);
        world.engine().on_device_action(trigger_request(number, 0x1000 + number, number));
        EXPECT_EQ(status_of(before), world.status_of(number).value_or(RequestStatus::success));
    }
    const auto now = world.engine().explain(acme, {claim, {}, {}});
    EXPECT_EQ(status_of(now), RequestStatus::temporary_error);
    EXPECT_EQ(now->load.busy, Busy::server);
    const auto later = world.engine().explain(acme, {claim, {}, world.clock.wall_now() + 1h});
    EXPECT_EQ(status_of(later), RequestStatus::success);
    EXPECT_EQ(later->load.busy, Busy::server);
    EXPECT_EQ(world.engine().counters().refused_busy.at(Busy::server), 1U)
        << "asking is not counted";
}

} // namespace
} // namespace iwf::test
