// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <utility>

#include "iwf/core/policy/authorise.hpp"
#include "iwf/core/policy/device_groups_builder.hpp"
#include "tests/unit/core/policy/sample_contract.hpp"

#include <gtest/gtest.h>

/// A5, F7: patterns, groups, exclusions and several sets; which of them counts, and what is said.
namespace iwf::core {
namespace {

using domain::ActionType;
using domain::RequestStatus;

constexpr GroupId fleet{0};
constexpr GroupId stolen{1};

GroupsSnapshot sample_groups()
{
    DeviceGroupsBuilder builder;
    const auto id = [](std::string_view text) { return *domain::ExternalIdentifier::parse(text); };
    (void)builder.add_group("fleet", "fleet.txt");
    (void)builder.add_group("stolen", "stolen.txt");
    (void)builder.add_group("others", "others.txt");
    builder.add(fleet, id("truck1@fleet.example"), 1);
    builder.add(fleet, id("truck2@fleet.example"), 2);
    builder.add(fleet, *domain::Msisdn::parse("491510000001"), 3);
    builder.add(stolen, id("truck2@fleet.example"), 5);
    builder.add(stolen, id("meter13@devices.acme.example"), 6);
    builder.add(GroupId{2}, id("truck9@fleet.example"), 1);
    builder.add(GroupId{2}, id("lamp1@light.example"), 2);
    return std::make_shared<const DeviceGroups>(std::move(builder).build());
}

OfferedActions only(ActionType action, SourceLine line)
{
    OfferedActions actions;
    actions.offer(action, line);
    return actions;
}

/// sample_contract() with a second set: a group and a pattern, requests of 10 octets; and without
/// what is stolen.
Contract contract_with_sets()
{
    Contract contract = sample_contract();
    contract.groups = sample_groups();
    contract.sets[0].name = "all";
    DeviceRules special;
    special.groups = {{fleet, 52}};
    special.patterns = {{*DevicePattern::parse("valve[0-9]+@devices.acme.example"), 53}};
    ContractLimits limits = contract.limits;
    limits.payload_max = {10, 56};
    contract.sets.push_back(DeviceTerms{
        .devices = DeviceSet{std::move(special), contract.groups},
        .actions = only(ActionType::device_trigger_request, 54),
        .limits = limits,
        .name = "special",
        .line = 50,
        .actions_line = 54,
    });
    DeviceRules except;
    except.groups = {{stolen, 61}};
    except.external_ids = {{"meter14@devices.acme.example", 62}};
    contract.exceptions = DeviceSet{std::move(except), contract.groups};
    return contract;
}

ActionClaim claim_for(std::string_view id)
{
    ActionClaim claim = sample_claim();
    claim.identity.external_identifier = id;
    claim.payload_octets = 10;
    return claim;
}

/// "SUCCESS" or the status, the reason, and each rule on a line.
std::string judged(const Contract& contract, const ActionClaim& claim)
{
    const Decision decision = authorise(contract, claim);
    const auto* const refusal = std::get_if<Refusal>(&decision);
    std::string out = refusal == nullptr
                          ? "SUCCESS"
                          : std::string{domain::name(refusal->status)} + " " + refusal->reason;
    for (const DecidingRule& rule :
         refusal == nullptr ? std::get<Permitted>(decision).rules : refusal->rules) {
        out += "\n" + rule.to_text();
    }
    return out;
}

TEST(DeviceSetsTest, F7_a_device_of_a_group_is_permitted_by_the_line_of_the_groups_file)
{
    EXPECT_EQ(
        judged(contract_with_sets(), claim_for("truck1@fleet.example")),
        "SUCCESS\n"
        "scs_identity 4930123 (acme.yaml:4)\n"
        "action REQUEST (acme.yaml:54)\n"
        "payload (acme.yaml:56)\n"
        "port (acme.yaml:33)\n"
        "validity (acme.yaml:32)\n"
        "device_set special (acme.yaml:50)\n"
        "device fleet (acme.yaml:52)\n"
        "member fleet (fleet.txt:1)"
    );
}

TEST(DeviceSetsTest, A5_an_exclusion_wins_over_whatever_names_the_device)
{
    const Contract contract = contract_with_sets();
    EXPECT_EQ(
        judged(contract, claim_for("truck2@fleet.example")),
        "NOTAUTHORIZED device ***@fleet.example is excluded\n"
        "exclusion stolen (acme.yaml:61)\n"
        "member stolen (stolen.txt:5)"
    );
    EXPECT_EQ(
        judged(contract, claim_for("meter14@devices.acme.example")),
        "NOTAUTHORIZED device ***@devices.acme.example is excluded\n"
        "exclusion meter14@devices.acme.example (acme.yaml:62)"
    );
}

TEST(DeviceSetsTest, F7_the_actions_of_the_most_specific_set_count_and_of_no_other)
{
    const Contract contract = contract_with_sets();
    ActionClaim claim = claim_for("meter1@devices.acme.example");
    claim.action = ActionType::device_trigger_replace;
    EXPECT_TRUE(judged(contract, claim).starts_with("SUCCESS"));
    claim.identity.external_identifier =
        "valve1@devices.acme.example"; // all of it in the domain too
    EXPECT_EQ(
        judged(contract, claim),
        "NOTAUTHORIZED action REPLACE is not offered for device ***@devices.acme.example\n"
        "device_set special (acme.yaml:50)\n"
        "device valve[0-9]+@devices.acme.example (acme.yaml:53)\n"
        "action (acme.yaml:54)"
    );
}

TEST(DeviceSetsTest, F7_the_limits_of_the_most_specific_set_count)
{
    const Contract contract = contract_with_sets();
    ActionClaim claim = claim_for("valve1@devices.acme.example");
    claim.payload_octets = 11;
    EXPECT_EQ(
        judged(contract, claim),
        "INVPAYLOAD payload of 11 octets, at most 10 are agreed\n"
        "device_set special (acme.yaml:50)\n"
        "device valve[0-9]+@devices.acme.example (acme.yaml:53)\n"
        "payload (acme.yaml:56)"
    );
    claim.identity.external_identifier = "valve1x@devices.acme.example"; // the whole must match
    EXPECT_TRUE(judged(contract, claim).starts_with("SUCCESS"));
}

TEST(DeviceSetsTest, the_permit_hands_on_the_limits_of_the_set)
{
    const Contract contract = contract_with_sets();
    const auto limits_of = [&contract](std::string_view device) {
        return std::get<Permitted>(authorise(contract, claim_for(device))).limits;
    };
    EXPECT_EQ(limits_of("valve1@devices.acme.example"), &*contract.sets[1].limits);
    EXPECT_EQ(limits_of("meter1@devices.acme.example"), &contract.limits);
}

TEST(DeviceSetsTest, a_number_of_a_group_goes_before_its_prefix)
{
    const Contract contract = contract_with_sets();
    ActionClaim claim = claim_for("");
    claim.identity.external_identifier.reset();
    claim.identity.msisdn = domain::to_tbcd("491510000001");
    EXPECT_TRUE(judged(contract, claim).ends_with("member fleet (fleet.txt:3)"));
    claim.identity.msisdn = domain::to_tbcd("491510000002");
    EXPECT_TRUE(judged(contract, claim).ends_with("device 49151 (acme.yaml:13)"));
}

/// S6: what the answer tells, in every circumstance a server can bring about by what it asks.
TEST(DeviceSetsTest, A5_nobodys_device_anothers_and_an_excluded_one_get_the_same_answer)
{
    const Contract contract = contract_with_sets();
    const auto status =
        [&contract](std::string_view device, ActionType action, std::size_t octets) {
            ActionClaim claim = claim_for(device);
            claim.action = action;
            claim.payload_octets = octets;
            return std::get<Refusal>(authorise(contract, claim)).status;
        };
    for (const ActionType action :
         {ActionType::device_trigger_request,
          ActionType::device_trigger_recall,
          ActionType::device_trigger_replace}) {
        for (const std::size_t octets : {0U, 11U, 141U}) {
            // truck7: nobody's; truck9: of a group of others; truck2: in the contract and excluded.
            const auto nobodys = status("truck7@fleet.example", action, octets);
            EXPECT_EQ(status("truck9@fleet.example", action, octets), nobodys);
            EXPECT_EQ(status("truck2@fleet.example", action, octets), nobodys);
            // Of a domain that only others' groups know, and of one that nobody knows.
            const auto foreign = status("lamp1@nowhere.example", action, octets);
            EXPECT_EQ(status("lamp1@light.example", action, octets), foreign);
            EXPECT_EQ(status("lamp2@light.example", action, octets), foreign);
        }
    }
    EXPECT_EQ(
        status("truck9@fleet.example", ActionType::device_trigger_request, 0),
        RequestStatus::not_authorized
    );
    EXPECT_EQ(
        status("lamp1@light.example", ActionType::device_trigger_request, 0),
        RequestStatus::invalid_external_id
    );
}

TEST(DevicePatternTest, the_whole_local_part_must_match_and_the_domain_to_the_letter)
{
    const auto pattern = DevicePattern::parse("a|bb@Meters.example");
    ASSERT_TRUE(pattern.has_value());
    EXPECT_EQ(pattern->text(), "a|bb@meters.example");
    EXPECT_EQ(pattern->domain(), "meters.example");
    EXPECT_TRUE(pattern->holds_local("a"));
    EXPECT_TRUE(pattern->holds_local("bb"));
    for (const char* other : {"", "ab", "abb", "xa", "bbx"}) {
        EXPECT_FALSE(pattern->holds_local(other)) << other;
    }
}

TEST(DevicePatternTest, a_pattern_that_would_backtrack_for_ever_does_not)
{
    const auto pattern = DevicePattern::parse("(a*)*(a*)*b@x.example");
    ASSERT_TRUE(pattern.has_value());
    EXPECT_FALSE(pattern->holds_local(std::string(240, 'a')));
}

} // namespace
} // namespace iwf::core
