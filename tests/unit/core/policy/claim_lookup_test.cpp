// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/claim_lookup.hpp"

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

#include "iwf/core/policy/device_groups_builder.hpp"
#include "tests/unit/core/policy/sample_contract.hpp"

namespace iwf::core {
namespace {

constexpr std::string_view truck = "truck1@fleet.example";

/// One group, with a device of each of these domains, in this order, and the truck.
GroupsSnapshot groups_with(std::initializer_list<std::string_view> domains)
{
    DeviceGroupsBuilder builder;
    const GroupId fleet = builder.add_group("fleet", "fleet.txt");
    SourceLine line = 1;
    for (const std::string_view domain : domains) {
        builder.add(
            fleet, *domain::ExternalIdentifier::parse("lamp@" + std::string{domain}), line++
        );
    }
    builder.add(fleet, *domain::ExternalIdentifier::parse(truck), line);
    return std::make_shared<const DeviceGroups>(std::move(builder).build());
}

/// The sample, with that group.
Contract contract_with(const GroupsSnapshot& groups)
{
    Contract contract = sample_contract();
    DeviceRules rules;
    rules.groups = {{GroupId{0}, 15}};
    contract.sets.front().devices = DeviceSet{std::move(rules), groups};
    contract.groups = groups;
    return contract;
}

ActionClaim claim_for_truck()
{
    ActionClaim claim = sample_claim();
    claim.identity.external_identifier = std::string{truck};
    return claim;
}

TEST(ClaimLookupTest, finds_both)
{
    const auto book = ContractBook::create({contract_with(groups_with({"light.example"}))});
    ASSERT_TRUE(book.has_value());
    const ActionClaim claim = claim_for_truck();
    ClaimLookup lookup{&*book, "acme", claim.identity};
    ASSERT_NE(lookup.contract(), nullptr);
    const auto decision = authorise(*lookup.contract(), claim, lookup.device());
    ASSERT_TRUE(std::holds_alternative<Permitted>(decision));
    const auto& permitted = std::get<Permitted>(decision);
    EXPECT_EQ(std::get<domain::ExternalIdentifier>(permitted.device).text(), truck);
    EXPECT_EQ(permitted.rules.last().place(), "fleet.txt:2");
    EXPECT_EQ(lookup.device().name(), std::nullopt) << "taken";
}

TEST(ClaimLookupTest, has_no_contract_without_a_book_or_of_another_name)
{
    const ActionClaim claim = claim_for_truck();
    EXPECT_EQ((ClaimLookup{nullptr, "acme", claim.identity}.contract()), nullptr);
    const auto book = ContractBook::create({sample_contract()});
    ASSERT_TRUE(book.has_value());
    EXPECT_EQ((ClaimLookup{&*book, "fleet", claim.identity}.contract()), nullptr);
}

TEST(ClaimLookupTest, tells_why_a_device_has_no_name)
{
    ActionClaim claim = sample_claim();
    claim.identity.external_identifier = "no-domain";
    const ClaimedDevice device{claim.identity, nullptr};
    EXPECT_EQ(device.name(), std::nullopt);
    EXPECT_EQ(device.fault(), "External-Identifier is malformed: expected local@domain");
}

// In other groups the same domain has another number, and the device another bucket.
TEST(ClaimLookupTest, A7_a_contract_is_judged_by_its_own_groups_whichever_the_device_was_sought_in)
{
    const GroupsSnapshot others = groups_with({"a.example", "b.example", "c.example"});
    const Contract contract = contract_with(groups_with({}));
    const ActionClaim claim = claim_for_truck();
    for (const DeviceGroups* const sought_in : {others.get(), contract.groups.get()}) {
        ClaimedDevice device{claim.identity, sought_in};
        device.approach();
        EXPECT_TRUE(std::holds_alternative<Permitted>(authorise(contract, claim, device)));
    }
    ClaimedDevice device{claim.identity, nullptr};
    EXPECT_TRUE(std::holds_alternative<Permitted>(authorise(contract, claim, device)));
}

} // namespace
} // namespace iwf::core
