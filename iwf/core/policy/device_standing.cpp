// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/device_standing.hpp"

#include <algorithm>
#include <variant>

namespace iwf::core {

DeviceStanding standing_of(const Contract& contract, const domain::DeviceIdentity& device)
{
    return std::visit(
        [&contract](const auto& identity) {
            const Memberships groups =
                contract.groups ? contract.groups->find(identity) : Memberships{};
            DeviceStanding standing;
            standing.exception = contract.exceptions.find(identity, groups);
            for (const DeviceTerms& terms : contract.sets) {
                const auto match = terms.devices.find(identity, groups);
                if (match && (!standing.match || match->is_more_specific_than(*standing.match))) {
                    standing.match = match;
                    standing.terms = &terms;
                }
            }
            return standing;
        },
        device
    );
}

bool knows_domain(const Contract& contract, std::string_view domain)
{
    return std::ranges::any_of(contract.sets, [domain](const DeviceTerms& terms) {
        return terms.devices.knows_domain(domain);
    });
}

void add_rules(
    DecidingRules& rules, const Contract& contract, RuleKind kind, const DeviceMatch& match
)
{
    rules.add(contract.rule(kind, match.line, match.text));
    if (match.member) {
        const DeviceGroup& group = contract.groups->group(match.member->group);
        rules.add({RuleKind::member, match.member->line, &group.file, group.name});
    }
}

} // namespace iwf::core
