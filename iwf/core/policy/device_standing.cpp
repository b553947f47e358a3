// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/device_standing.hpp"

#include <variant>

namespace iwf::core {
namespace {

DeviceMatch match_of(DeviceRank rank, const Fact& fact)
{
    return {rank, 0, fact.line, fact.view(), {}};
}

} // namespace

DeviceInquiry::DeviceInquiry(const ContractFacts& facts, const domain::DeviceIdentity& device)
    : DeviceInquiry{facts, device, DeviceGroups::seek_in(facts.groups(), device)}
{}

DeviceInquiry::DeviceInquiry(
    const ContractFacts& facts,
    const domain::DeviceIdentity& device,
    const DeviceGroups::Sought& sought
)
    : facts_{facts}
    , device_{device}
    , sought_{sought}
{}

DeviceStanding DeviceInquiry::standing() const
{
    const DeviceGroups* const all = facts_.groups();
    const Memberships groups = all == nullptr ? Memberships{} : all->find(sought_);
    return std::visit(
        [this, groups](const auto& identity) {
            DeviceStanding standing;
            standing.exception = find(facts_.exceptions(), identity, groups);
            for (const SetFacts& set : facts_.sets()) {
                const auto match = find(set, identity, groups);
                if (match && (!standing.match || match->is_more_specific_than(*standing.match))) {
                    standing.match = match;
                    standing.terms = set.terms;
                    standing.set = &set;
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
    if (const auto exact = facts_.run(set.external_ids).find(sought_.hash, id.text())) {
        return match_of(DeviceRank::external_id, *exact);
    }
    if (auto group = find_group(set, groups)) {
        return group;
    }
    if (facts_.run(set.patterns).find(sought_.domain_hash) != nullptr) {
        if (auto pattern = set.devices->find_pattern(id)) {
            return pattern;
        }
    }
    if (const auto domain = facts_.run(set.domains).find(sought_.domain_hash, id.domain())) {
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
    const FactRun rules = facts_.run(set.groups);
    while (const auto member = groups.next_or_stand_in()) {
        const Fact* const rule = rules.find(member->group.value());
        if (rule != nullptr && (!first || rule->line < first->line)) {
            first = match_of(DeviceRank::group, *rule);
            first->member = member;
        }
    }
    return first;
}

bool DeviceInquiry::knows_domain() const
{
    const auto* const id = std::get_if<domain::ExternalIdentifier>(&device_);
    const DeviceGroups* const all = facts_.groups();
    if (id == nullptr) {
        return false;
    }
    for (const SetFacts& set : facts_.sets()) {
        const bool may_be_named =
            facts_.run(set.domains).find(sought_.domain_hash) != nullptr ||
            facts_.run(set.patterns).find(sought_.domain_hash) != nullptr ||
            facts_.run(set.domains_of_ids).find(sought_.domain_hash) != nullptr;
        if (may_be_named && set.devices->names_domain(id->domain())) {
            return true;
        }
        for (const Fact& group : facts_.run(set.groups)) {
            const GroupId id_of_group{static_cast<std::uint32_t>(group.key)};
            if (all != nullptr && all->knows_domain(id_of_group, sought_)) {
                return true;
            }
        }
    }
    return false;
}

DeviceStanding standing_of(const Contract& contract, const domain::DeviceIdentity& device)
{
    const ContractFacts facts{contract};
    DeviceStanding standing = DeviceInquiry{facts, device}.standing();
    standing.set = nullptr;
    return standing;
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
