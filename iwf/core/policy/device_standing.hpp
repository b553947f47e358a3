// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "iwf/core/policy/contract.hpp"
#include "iwf/core/policy/contract_facts.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::core {

/// What a contract says of one device. Borrows from the contract.
struct DeviceStanding
{
    std::optional<DeviceMatch> exception; ///< what excludes it
    std::optional<DeviceMatch> match;     ///< the rule that counts, if nothing excludes it
    const DeviceTerms* terms{};           ///< the set of `match`; null: in none
    const SetFacts* set{};                ///< of `terms`; borrowed from the inquiry's facts

    /// What the server may do with it: null when the device is excluded or in no set.
    [[nodiscard]] const DeviceTerms* permitted() const { return exception ? nullptr : terms; }
};

/// A device before one contract. Borrows both.
class DeviceInquiry
{
public:
    DeviceInquiry(const ContractFacts& facts, const domain::DeviceIdentity& device);

    /// With the first step of the look-up in the contract's groups done.
    DeviceInquiry(
        const ContractFacts& facts,
        const domain::DeviceIdentity& device,
        const DeviceGroups::Sought& sought
    );

    /// By the order of precedence that authorise.hpp states. Takes one look-up in the groups, and
    /// one in each set of the contract.
    [[nodiscard]] DeviceStanding standing() const;

    /// False: no set of the contract could hold an identifier of the device's domain. A domain
    /// holds its own identifiers only, not those of its subdomains.
    [[nodiscard]] bool knows_domain() const;

private:
    [[nodiscard]] std::optional<DeviceMatch>
    find(const SetFacts& set, const domain::ExternalIdentifier& id, Memberships groups) const;
    [[nodiscard]] std::optional<DeviceMatch>
    find(const SetFacts& set, const domain::Msisdn& msisdn, Memberships groups) const;
    [[nodiscard]] std::optional<DeviceMatch>
    find_group(const SetFacts& set, Memberships groups) const;

    const ContractFacts& facts_;
    const domain::DeviceIdentity& device_;
    DeviceGroups::Sought sought_;
};

/// Of a device that is asked about once; without the facts.
[[nodiscard]] DeviceStanding
standing_of(const Contract& contract, const domain::DeviceIdentity& device);

/// The rule of the contract, and of the group's file when it names a group, for a decision.
void add_rules(
    DecidingRules& rules,
    const ContractFacts& facts,
    const Contract& contract,
    RuleKind kind,
    const DeviceMatch& match
);

} // namespace iwf::core
