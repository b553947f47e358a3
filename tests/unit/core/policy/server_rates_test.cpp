// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "iwf/core/policy/device_groups_builder.hpp"
#include "iwf/core/policy/judge.hpp"
#include "tests/unit/core/policy/sample_contract.hpp"

#include <gtest/gtest.h>

/// A9: rates of sets and of groups beside those of the server and of each device.
namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using domain::RequestStatus;

constexpr RateLimit one_a_minute{{.count = 1, .period = 1min}, 1};
constexpr RateLimit two_a_minute{{.count = 2, .period = 1min}, 2};

/// Groups of these names, in this order; each has meters 1 to 3 of "<name>.example".
GroupsSnapshot groups_of(const std::vector<std::string>& names)
{
    DeviceGroupsBuilder builder;
    for (const std::string& name : names) {
        const GroupId id = builder.add_group(name, name + ".txt");
        for (SourceLine line = 1; line <= 3; ++line) {
            const std::string device = "meter" + std::to_string(line) + "@" + name + ".example";
            builder.add(id, *domain::ExternalIdentifier::parse(device), line);
        }
    }
    return std::make_shared<const DeviceGroups>(std::move(builder).build());
}

/// Set "meters": groups east, west, and the device of the east that is named for itself; set "all":
/// the domain devices.acme.example.
Contract contract_of(const GroupsSnapshot& groups)
{
    Contract contract = sample_contract();
    contract.groups = groups;
    contract.sets[0].name = "all";
    DeviceRules meters;
    meters.groups = {{*groups->find_group("east"), 52}, {*groups->find_group("west"), 53}};
    meters.external_ids = {{"meter3@east.example", 54}};
    contract.sets.push_back(DeviceTerms{
        .devices = DeviceSet{std::move(meters), groups},
        .actions = contract.sets[0].actions,
        .name = "meters",
        .line = 50,
        .actions_line = 55,
    });
    return contract;
}

class ServerRatesTest : public testing::Test
{
protected:
    [[nodiscard]] Decision judge_for(const std::string& device, Amounts& had) const
    {
        ActionClaim claim = sample_claim();
        claim.identity.external_identifier = device;
        return judge(contract, claim, had, {now, base::WallTime{}});
    }

    /// "", or the places of the rules that refuse it.
    std::string ask(const std::string& device)
    {
        const Decision decision = judge_for(device, amounts);
        if (const auto* refusal = std::get_if<Refusal>(&decision)) {
            EXPECT_EQ(refusal->status, RequestStatus::rate_exceeded) << refusal->reason;
            reason = refusal->reason;
            return refusal->rules.places();
        }
        EXPECT_TRUE(amounts.take(contract, std::get<Permitted>(decision), HasPriority::no, now));
        return "";
    }

    Contract contract{contract_of(groups_of({"east", "west"}))};
    Amounts amounts{100};
    base::Instant now{1h};
    std::string reason;
};

TEST_F(ServerRatesTest, A9_all_devices_of_a_set_share_its_rate_and_no_other_has_part_in_it)
{
    contract.sets[1].requests = {two_a_minute, 56};
    EXPECT_EQ(ask("meter1@east.example"), "");
    EXPECT_EQ(ask("meter3@east.example"), "");
    EXPECT_EQ(ask("meter1@west.example"), "acme.yaml:50 acme.yaml:56");
    EXPECT_EQ(
        reason,
        "too many requests for the devices of set meters: 2 in 60 s with bursts of 2 are agreed"
    );
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(ask("lamp@devices.acme.example"), "");
    }
    now += 30s;
    EXPECT_EQ(ask("meter2@west.example"), "");
    EXPECT_EQ(ask("meter2@west.example"), "acme.yaml:50 acme.yaml:56");
}

TEST_F(ServerRatesTest, A9_each_group_has_a_rate_of_its_own_for_the_devices_it_lets_address)
{
    contract.rates.per_group = {one_a_minute, 43};
    EXPECT_EQ(ask("meter1@east.example"), "");
    EXPECT_EQ(ask("meter2@east.example"), "acme.yaml:52 acme.yaml:43");
    EXPECT_EQ(
        reason,
        "too many requests for the devices of group east: 1 in 60 s with bursts of 1 are agreed"
    );
    EXPECT_EQ(ask("meter1@west.example"), "");
    EXPECT_EQ(ask("meter2@west.example"), "acme.yaml:53 acme.yaml:43");
    for (int i = 0; i < 3; ++i) { // named for itself, and by its domain
        EXPECT_EQ(ask("meter3@east.example"), "");
        EXPECT_EQ(ask("lamp@devices.acme.example"), "");
    }
    now += 1min;
    EXPECT_EQ(ask("meter2@east.example"), "");
}

TEST_F(ServerRatesTest, the_set_refuses_before_the_group_and_the_group_before_the_device)
{
    contract.sets[1].requests = {RateLimit{{.count = 2, .period = 1min}, 1}, 56};
    contract.rates.per_group = {one_a_minute, 43};
    contract.rates.per_device = {one_a_minute, 42};
    EXPECT_EQ(ask("meter1@east.example"), "");
    EXPECT_EQ(ask("meter1@east.example"), "acme.yaml:50 acme.yaml:56");
    now += 30s; // another one for the set, half of one for the group and the device
    EXPECT_EQ(ask("meter1@east.example"), "acme.yaml:52 acme.yaml:43");
    contract.rates.per_group->value = {{.count = 60, .period = 1min}, 2};
    EXPECT_EQ(ask("meter1@east.example"), "acme.yaml:52 acme.yaml:43"); // no new burst
    now += 1s;
    EXPECT_EQ(ask("meter1@east.example"), "acme.yaml:42");
    EXPECT_EQ(ask("meter2@east.example"), "") << "what one rate refuses costs nothing of another";
}

TEST_F(ServerRatesTest, a_reload_begins_no_bucket_anew_whatever_becomes_of_the_files)
{
    contract.sets[0].requests = {one_a_minute, 15};
    contract.rates.per_group = {one_a_minute, 43};
    EXPECT_EQ(ask("meter1@east.example"), "");
    EXPECT_EQ(ask("lamp@devices.acme.example"), "");
    contract = contract_of(groups_of({"new", "west", "east"})); // so it has another number
    contract.sets[0].requests = {one_a_minute, 25};
    contract.rates.per_group = {one_a_minute, 63};
    amounts.use_contracts(*ContractBook::create({contract}));
    EXPECT_EQ(ask("meter2@east.example"), "acme.yaml:52 acme.yaml:63");
    EXPECT_EQ(ask("meter1@west.example"), "");
    EXPECT_EQ(ask("lamp@devices.acme.example"), "acme.yaml:10 acme.yaml:25");
}

TEST_F(ServerRatesTest, who_asks_of_a_copy_takes_nothing)
{
    contract.sets[1].requests = {one_a_minute, 56};
    contract.rates.per_group = {one_a_minute, 43};
    Amounts copy = amounts.of("acme");
    const Decision decision = judge_for("meter1@east.example", copy);
    EXPECT_TRUE(copy.take(contract, std::get<Permitted>(decision), HasPriority::no, now));
    EXPECT_TRUE(std::holds_alternative<Refusal>(judge_for("meter1@east.example", copy)));
    EXPECT_EQ(ask("meter1@east.example"), "");
}

} // namespace
} // namespace iwf::core
