// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/device_standing.hpp"

#include <variant>

namespace iwf::core {
namespace {

DeviceMatch match_of(DeviceRank rank, const Fact& fact)
{
    return {rank, 0, fact.line, fact.view(), {}};
}

DeviceGroups::Sought sought_in(const DeviceGroups* groups, const domain::DeviceIdentity& device)
{
    return std::visit(
        [groups](const auto& identity) {
            return groups == nullptr ? DeviceGroups::sought(identity) : groups->seek(identity);
        },
        device
    );
}

} // namespace

DeviceInquiry::DeviceInquiry(const ContractFacts& facts, const domain::DeviceIdentity& device)
    : facts_{facts}
    , device_{device}
    , sought_{sought_in(facts.groups(), device)}
{}

void DeviceInquiry::approach() const
{
    if (const DeviceGroups* const groups = facts_.groups()) {
        groups->approach(sought_);
    }
}

DeviceStanding DeviceInquiry::standing() const
{
    const DeviceGroups* const all = facts_.groups();
    const Memberships groups = all == nullptr ? Memberships{} : all->find(sought_);
    return std::visit(
        [this, groups](const auto& identity) {
            DeviceStanding standing;
            standing.exception = find(facts_.exceptions(), identity, groups);
            for (std::size_t i = 0; i < facts_.sets(); ++i) {
                const SetFacts set = facts_.set(i);
                const auto match = find(set, identity, groups);
                if (match && (!standing.match || match->is_more_specific_than(*standing.match))) {
                    standing.match = match;
                    standing.terms = set.terms;
                    standing.set = set;
                }
            }
            return standing;
        },
        device_
    );
}

std::optional<DeviceMatch> DeviceInquiry::find(
    const SetFacts& set, const domain::ExternalIdentifier& id, Memberships groups
) const
{
    if (const auto exact = facts_.external_ids(set).find(sought_.hash, id.text())) {
        return match_of(DeviceRank::external_id, *exact);
    }
    if (auto group = find_group(set, groups)) {
        return group;
    }
    if (facts_.patterns(set).holds(sought_.domain_hash)) {
        if (auto pattern = set.devices->find_pattern(id)) {
            return pattern;
        }
    }
    if (const auto domain = facts_.domains(set).find(sought_.domain_hash, id.domain())) {
        return match_of(DeviceRank::domain, *domain);
    }
    return std::nullopt;
}

std::optional<DeviceMatch>
DeviceInquiry::find(const SetFacts& set, const domain::Msisdn& msisdn, Memberships groups) const
{
    if (auto group = find_group(set, groups)) {
        return group;
    }
    return set.may_hold(msisdn) ? set.devices->find_number(msisdn) : std::nullopt;
}

/// A device of another server's group takes the same time as one that is in none.
std::optional<DeviceMatch> DeviceInquiry::find_group(const SetFacts& set, Memberships groups) const
{
    std::optional<DeviceMatch> first;
    const FactRun rules = facts_.groups(set);
    while (const auto member = groups.next_or_stand_in()) {
        const std::uint64_t group = member->group.value();
        const std::size_t at = rules.lower_bound(group);
        if (at == rules.size()) {
            continue;
        }
        const Fact rule = rules[at];
        if (rule.key == group && (!first || rule.line < first->line)) {
            first = match_of(DeviceRank::group, rule);
            first->member = member;
        }
    }
    return first;
}

bool DeviceInquiry::knows_domain() const
{
    const auto* const id = std::get_if<domain::ExternalIdentifier>(&device_);
    const DeviceGroups* const all = facts_.groups();
    for (std::size_t i = 0; id != nullptr && i < facts_.sets(); ++i) {
        const SetFacts set = facts_.set(i);
        const bool may_be_named = facts_.domains(set).holds(sought_.domain_hash) ||
                                  facts_.patterns(set).holds(sought_.domain_hash) ||
                                  facts_.domains_of_ids(set).holds(sought_.domain_hash);
        if (may_be_named && set.devices->names_domain(id->domain())) {
            return true;
        }
        const FactRun groups = facts_.groups(set);
        for (std::size_t at = 0; all != nullptr && at < groups.size(); ++at) {
            const GroupId group{static_cast<std::uint32_t>(groups[at].key)};
            if (all->knows_domain(group, sought_)) {
                return true;
            }
        }
    }
    return false;
}

DeviceStanding standing_of(const Contract& contract, const domain::DeviceIdentity& device)
{
    const ContractFacts facts{contract};
    return DeviceInquiry{facts, device}.standing();
}

void add_rules(
    DecidingRules& rules,
    const ContractFacts& facts,
    const Contract& contract,
    RuleKind kind,
    const DeviceMatch& match
)
{
    rules.add(contract.rule(kind, match.line, match.text));
    if (match.member) {
        // A match by group has the group's name for its text.
        const DeviceGroup& group = facts.groups()->group(match.member->group);
        rules.add({RuleKind::member, match.member->line, &group.file, match.text});
    }
}

} // namespace iwf::core
