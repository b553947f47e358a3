// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "iwf/core/policy/authorise.hpp"
#include "iwf/core/policy/contract_book.hpp"
#include "iwf/core/policy/device_groups_builder.hpp"
#include "iwf/domain/digits.hpp"
#include "tests/support/rounds.hpp"
#include "tests/unit/core/policy/policy_oracle.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

/// A7: the policy against an oracle that is too simple to be wrong and too slow to be used.
namespace iwf::core {
namespace {

using domain::ActionType;
using domain::RequestStatus;
using oracle::Asked;
using oracle::Terms;
using oracle::Texts;

constexpr std::size_t cases_a_run = test::rounds(1000U); // of 100 runs

// Few values, so that rules and claims often meet.

std::string digits(int least, int most)
{
    const auto length = static_cast<std::size_t>(*rc::gen::inRange(least, most + 1));
    return *rc::gen::container<std::string>(length, rc::gen::element('0', '1', '9'));
}

template <class Make>
auto some(int most, Make make)
{
    std::vector<decltype(make())> out;
    for (int left = *rc::gen::inRange(0, most + 1); left > 0; --left) {
        out.push_back(make());
    }
    return out;
}

/// Nothing, one time in `of`.
template <class Make>
auto maybe(int of, Make make)
{
    return *rc::gen::inRange(0, of) == 0 ? std::nullopt : std::optional{make()};
}

std::string domain_name()
{
    return *rc::gen::element<std::string>("a.example", "b.example", "c.b.example");
}

std::string external_id()
{
    return *rc::gen::element<std::string>("x@", "y@", "z@") + domain_name();
}

std::string claimed_external_id()
{
    return *rc::gen::inRange(0, 10) == 0 ? *rc::gen::element<std::string>("x", "@a.example", "x@")
                                         : external_id();
}

std::pair<std::string, std::string> digit_range()
{
    std::string low = digits(5, 7);
    std::string high = low;
    for (char& digit : high) {
        digit = *rc::gen::element('0', '1', '9');
    }
    return std::minmax(low, high);
}

std::pair<std::uint32_t, std::uint32_t> port_range()
{
    const std::uint32_t low = *rc::gen::inRange<std::uint32_t>(0, 8);
    return {low, low + *rc::gen::inRange<std::uint32_t>(0, 4)};
}

ActionType action()
{
    return *rc::gen::weightedElement<ActionType>(
        {{6, ActionType::device_trigger_request},
         {3, ActionType::device_trigger_recall},
         {3, ActionType::device_trigger_replace},
         {1, ActionType::msisdn_less_mo_sms}}
    );
}

ActionType offered_action()
{
    return *rc::gen::element(
        ActionType::device_trigger_request,
        ActionType::device_trigger_recall,
        ActionType::device_trigger_replace
    );
}

std::string pattern()
{
    return *rc::gen::element<std::string>("x*@", "y*@", "*@") + domain_name();
}

Texts some_group()
{
    return some(5, [] { return *rc::gen::inRange(0, 3) == 0 ? digits(5, 7) : external_id(); });
}

oracle::Devices some_devices(std::size_t groups)
{
    return {
        .domains = some(1, domain_name),
        .ids = some(2, external_id),
        .prefixes = some(2, [] { return digits(1, 4); }),
        .ranges = some(2, digit_range),
        .patterns = some(1, pattern),
        .groups = some(2, [groups] { return *rc::gen::inRange<std::size_t>(0, groups); }),
    };
}

oracle::Limits some_limits()
{
    return {
        .ports = some(4, port_range),
        .payload_max = *rc::gen::inRange<std::uint32_t>(2, 10),
        .validity_max = *rc::gen::inRange<std::uint32_t>(0, 8),
        .priority = *rc::gen::arbitrary<bool>(),
    };
}

oracle::Set some_set(std::size_t groups)
{
    return {some_devices(groups), some(6, offered_action), maybe(3, some_limits)};
}

Terms some_terms()
{
    constexpr std::size_t groups = 4;
    Terms terms{
        .scs = {digits(1, 2), digits(1, 2)},
        .sets = some(3, [] { return some_set(groups); }),
        .except = *rc::gen::arbitrary<bool>() ? some_devices(groups) : oracle::Devices{},
        .limits = some_limits(),
        .groups = {},
    };
    for (std::size_t i = 0; i < groups; ++i) {
        terms.groups.push_back(some_group());
    }
    return terms;
}

Asked some_claim(const Terms& terms)
{
    const bool by_name = *rc::gen::arbitrary<bool>();
    return Asked{
        .external_id = maybe(by_name ? 20 : 1, claimed_external_id),
        .msisdn = maybe(by_name ? 1 : 20, [] { return digits(4, 8); }),
        .scs = maybe(
            20,
            [&terms] {
                return *rc::gen::inRange(0, 5) == 0 ? digits(1, 2) : *rc::gen::elementOf(terms.scs);
            }
        ),
        .action = action(),
        .payload = *rc::gen::inRange<std::size_t>(0, 8),
        .priority = maybe(2, [] { return *rc::gen::inRange(0, 3) == 0; }),
        .port = maybe(2, [] { return *rc::gen::inRange<std::uint32_t>(0, 10); }),
        .validity = maybe(4, [] { return *rc::gen::inRange<std::uint32_t>(0, 9); }),
    };
}

std::vector<Sourced<std::string>> sourced(const Texts& texts)
{
    std::vector<Sourced<std::string>> out;
    for (const auto& text : texts) {
        out.push_back({text, 1});
    }
    return out;
}

/// One line a rule, all of different lines, in the order in which they stand.
DeviceSet set_of(const oracle::Devices& devices, const GroupsSnapshot& groups)
{
    SourceLine line = 1;
    DeviceRules rules;
    rules.domains = sourced(devices.domains);
    rules.external_ids = sourced(devices.ids);
    rules.msisdn_prefixes = sourced(devices.prefixes);
    for (const auto& [low, high] : devices.ranges) {
        rules.msisdn_ranges.push_back({{low, high}, line++});
    }
    for (const auto& text : devices.patterns) {
        const std::string regex =
            text.substr(0, text.find('*')) + "." + text.substr(text.find('*'));
        rules.patterns.push_back({*DevicePattern::parse(regex), line++});
    }
    for (const std::size_t group : devices.groups) {
        rules.groups.push_back({GroupId{static_cast<std::uint32_t>(group)}, line++});
    }
    return DeviceSet{std::move(rules), groups};
}

GroupsSnapshot groups_of(const Terms& terms)
{
    DeviceGroupsBuilder builder;
    for (const Texts& group : terms.groups) {
        const std::string number = std::to_string(&group - terms.groups.data());
        const GroupId id = builder.add_group(number, "g.txt");
        SourceLine line = 1;
        for (const std::string& device : group) {
            if (device.find('@') == std::string::npos) {
                builder.add(id, *domain::Msisdn::parse(device), line++);
            } else {
                builder.add(id, *domain::ExternalIdentifier::parse(device), line++);
            }
        }
    }
    return std::make_shared<const DeviceGroups>(std::move(builder).build());
}

ContractLimits limits_of(const oracle::Limits& limits)
{
    ContractLimits out;
    out.payload_max.value = limits.payload_max;
    out.validity_max_s.value = limits.validity_max;
    out.priority.value = limits.priority;
    for (const auto& [low, high] : limits.ports) {
        out.ports.push_back({{static_cast<std::uint16_t>(low), static_cast<std::uint16_t>(high)}, 1}
        );
    }
    return out;
}

DeviceTerms terms_of(const oracle::Set& set, const GroupsSnapshot& groups)
{
    DeviceTerms terms{.devices = set_of(set.devices, groups), .actions = {}};
    for (const ActionType offered : set.actions) {
        terms.actions.offer(offered, 1);
    }
    if (set.limits) {
        terms.limits = limits_of(*set.limits);
    }
    return terms;
}

Contract contract_of(const Terms& terms)
{
    const GroupsSnapshot groups = groups_of(terms);
    std::vector<DeviceTerms> sets;
    for (const oracle::Set& set : terms.sets) {
        sets.push_back(terms_of(set, groups));
    }
    std::vector<Sourced<domain::ScsIdentity>> scs;
    for (const auto& number : terms.scs) {
        scs.push_back({*domain::ScsIdentity::parse(number), 1});
    }
    return Contract{
        .name = "c",
        .host = *domain::NorthHost::parse("scs.example"),
        .realm = "example",
        .scs_identities = scs,
        .sets = std::move(sets),
        .exceptions = set_of(terms.except, groups),
        .limits = limits_of(terms.limits),
        .groups = groups,
        .file = "c.yaml",
    };
}

ActionClaim claim_of(const Asked& asked)
{
    ActionClaim claim;
    claim.identity.external_identifier = asked.external_id;
    if (asked.msisdn) {
        claim.identity.msisdn = domain::to_tbcd(*asked.msisdn);
    }
    if (asked.scs) {
        claim.identity.scs_identity = domain::to_tbcd(*asked.scs);
    }
    claim.action = asked.action;
    claim.payload_octets = asked.payload;
    if (asked.priority) {
        claim.priority = domain::Priority{*asked.priority ? 1U : 0U};
    }
    claim.application_port = asked.port;
    claim.validity_time_s = asked.validity;
    return claim;
}

oracle::Counted counted_with(const Contract& contract, const Permitted& permitted)
{
    oracle::Counted counted{
        .set = static_cast<std::size_t>(permitted.set - contract.sets.data()), .group = {}};
    if (permitted.group) {
        counted.group = std::stoul(std::string{permitted.group->text});
    }
    return counted;
}

std::optional<RequestStatus> status_of(const Decision& decision)
{
    const auto* const refusal = std::get_if<Refusal>(&decision);
    return refusal == nullptr ? std::nullopt : std::optional{refusal->status};
}

TEST(PolicyOracleTest, A7_a_hundred_thousand_claims_are_judged_as_the_oracle_does)
{
    std::map<std::uint32_t, std::size_t> seen; // by status; 0: permitted
    std::size_t of_a_group = 0;
    const bool agreed = rc::check([&seen, &of_a_group] {
        const Terms terms = some_terms();
        std::vector<Contract> contracts;
        contracts.push_back(contract_of(terms));
        const auto book = ContractBook::create(std::move(contracts));
        const Contract& contract = book->contracts().front();
        for (std::size_t i = 0; i < cases_a_run; ++i) {
            const Asked asked = some_claim(terms);
            const auto expected = oracle::judge(terms, asked);
            const Decision decision = authorise(contract, claim_of(asked));
            RC_ASSERT(status_of(decision) == expected);
            if (!expected) {
                const auto with = counted_with(contract, std::get<Permitted>(decision));
                RC_ASSERT(with == oracle::counted_with(terms, asked));
                of_a_group += with.group ? 1U : 0U;
            }
            ++seen[expected ? static_cast<std::uint32_t>(*expected) : 0];
        }
    });
    EXPECT_TRUE(agreed);
    std::size_t cases = 0;
    for (const auto& [status, count] : seen) {
        cases += count;
    }
    EXPECT_GE(cases, test::rounds(100'000U));
    for (const std::uint32_t status : {0U, 101U, 102U, 103U, 104U, 105U}) {
        EXPECT_GT(seen[status], test::rounds(1000U)) << "status " << status << " is hardly tried";
    }
    EXPECT_GT(of_a_group, 0U) << "no group counts";
}

} // namespace
} // namespace iwf::core
