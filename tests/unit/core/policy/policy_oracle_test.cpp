// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "iwf/core/policy/authorise.hpp"
#include "iwf/domain/digits.hpp"
#include "tests/support/rounds.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

/// A7: the policy against an oracle that is too simple to be wrong and too slow to be used.
namespace iwf::core {
namespace {

using domain::ActionType;
using domain::RequestStatus;
using Texts = std::vector<std::string>;

constexpr std::size_t cases_a_run = test::rounds(1000U); // of 100 runs

struct Terms
{
    Texts domains, ids, prefixes, scs;
    std::vector<std::pair<std::string, std::string>> ranges;
    std::vector<ActionType> actions;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ports;
    std::uint32_t payload_max{}, validity_max{};
    bool priority{};
};

struct Asked
{
    std::optional<std::string> external_id, msisdn, scs;
    ActionType action{};
    std::size_t payload{};
    std::optional<bool> priority;
    std::optional<std::uint32_t> port, validity;
};

bool in(const Texts& texts, const std::string& text)
{
    return std::ranges::find(texts, text) != texts.end();
}

std::optional<RequestStatus> oracle_of_external_id(const Terms& terms, const std::string& id)
{
    const auto at = id.find('@');
    if (at == std::string::npos || at == 0) {
        return RequestStatus::invalid_external_id;
    }
    const std::string domain = id.substr(at);
    const bool whole_domain = in(terms.domains, domain.substr(1));
    const bool some_of_domain = std::ranges::any_of(terms.ids, [&](const auto& listed) {
        return listed.ends_with(domain);
    });
    if (!whole_domain && !some_of_domain) {
        return RequestStatus::invalid_external_id;
    }
    return whole_domain || in(terms.ids, id) ? std::nullopt
                                             : std::optional{RequestStatus::not_authorized};
}

std::optional<RequestStatus> oracle_of_msisdn(const Terms& terms, const std::string& msisdn)
{
    if (msisdn.size() < 5 || msisdn.size() > 15) {
        return RequestStatus::invalid_external_id;
    }
    const bool listed =
        std::ranges::any_of(
            terms.prefixes, [&](const auto& prefix) { return msisdn.starts_with(prefix); }
        ) ||
        std::ranges::any_of(terms.ranges, [&](const auto& range) {
            return msisdn.size() == range.first.size() && range.first <= msisdn &&
                   msisdn <= range.second;
        });
    return listed ? std::nullopt : std::optional{RequestStatus::not_authorized};
}

/// Nothing: permitted.
std::optional<RequestStatus> oracle(const Terms& terms, const Asked& asked)
{
    if (!asked.scs || !in(terms.scs, *asked.scs)) {
        return RequestStatus::invalid_scs_id;
    }
    if (std::ranges::find(terms.actions, asked.action) == terms.actions.end()) {
        return RequestStatus::not_authorized;
    }
    if (asked.action != ActionType::device_trigger_recall) {
        const bool port = !asked.port || std::ranges::any_of(terms.ports, [&](const auto& range) {
            return range.first <= *asked.port && *asked.port <= range.second;
        });
        if (asked.payload > terms.payload_max || !port ||
            (asked.priority.value_or(false) && !terms.priority)) {
            return RequestStatus::invalid_payload;
        }
        const std::uint32_t least = asked.action == ActionType::device_trigger_replace ? 1 : 0;
        if (asked.validity && (*asked.validity < least || *asked.validity > terms.validity_max)) {
            return RequestStatus::invalid_period;
        }
    }
    if (asked.external_id.has_value() == asked.msisdn.has_value()) {
        return RequestStatus::invalid_external_id;
    }
    return asked.external_id ? oracle_of_external_id(terms, *asked.external_id)
                             : oracle_of_msisdn(terms, *asked.msisdn);
}

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

Terms some_terms()
{
    return Terms{
        .domains = some(3, domain_name),
        .ids = some(3, external_id),
        .prefixes = some(2, [] { return digits(1, 4); }),
        .scs = {digits(1, 2), digits(1, 2)},
        .ranges = some(2, digit_range),
        .actions = some(6, offered_action),
        .ports = some(4, port_range),
        .payload_max = *rc::gen::inRange<std::uint32_t>(2, 10),
        .validity_max = *rc::gen::inRange<std::uint32_t>(0, 8),
        .priority = *rc::gen::arbitrary<bool>(),
    };
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
        .validity = maybe(2, [] { return *rc::gen::inRange<std::uint32_t>(0, 9); }),
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

Contract contract_of(const Terms& terms)
{
    DeviceRules rules{sourced(terms.domains), sourced(terms.ids), sourced(terms.prefixes), {}};
    for (const auto& [low, high] : terms.ranges) {
        rules.msisdn_ranges.push_back({{low, high}, 1});
    }
    OfferedActions actions;
    for (const ActionType offered : terms.actions) {
        actions.offer(offered, 1);
    }
    ContractLimits limits;
    limits.payload_max.value = terms.payload_max;
    limits.validity_max_s.value = terms.validity_max;
    limits.priority.value = terms.priority;
    for (const auto& [low, high] : terms.ports) {
        limits.ports.push_back(
            {{static_cast<std::uint16_t>(low), static_cast<std::uint16_t>(high)}, 1}
        );
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
        .devices = DeviceSet{rules},
        .actions = actions,
        .limits = limits,
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

std::optional<RequestStatus> verdict(const Contract& contract, const ActionClaim& claim)
{
    const Decision decision = authorise(contract, claim);
    const auto* const refusal = std::get_if<Refusal>(&decision);
    return refusal == nullptr ? std::nullopt : std::optional{refusal->status};
}

TEST(PolicyOracleTest, A7_a_hundred_thousand_claims_are_judged_as_the_oracle_does)
{
    std::map<std::uint32_t, std::size_t> seen; // by status; 0: permitted
    const bool agreed = rc::check([&seen] {
        const Terms terms = some_terms();
        const Contract contract = contract_of(terms);
        for (std::size_t i = 0; i < cases_a_run; ++i) {
            const Asked asked = some_claim(terms);
            const auto expected = oracle(terms, asked);
            RC_ASSERT(verdict(contract, claim_of(asked)) == expected);
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
}

} // namespace
} // namespace iwf::core
