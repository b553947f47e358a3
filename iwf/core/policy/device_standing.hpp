// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "iwf/core/policy/contract.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::core {

/// What a contract says of one device. Borrows from the contract.
struct DeviceStanding
{
    std::optional<DeviceMatch> exception; ///< what excludes it
    std::optional<DeviceMatch> match;     ///< the rule that counts, if nothing excludes it
    const DeviceTerms* terms{};           ///< the set of `match`; null: in none

    /// What the server may do with it: null when the device is excluded or in no set.
    [[nodiscard]] const DeviceTerms* permitted() const { return exception ? nullptr : terms; }
};

/// By the order of precedence that authorise.hpp states. Takes one look-up in the groups, and one
/// in each set of the contract.
[[nodiscard]] DeviceStanding
standing_of(const Contract& contract, const domain::DeviceIdentity& device);

/// False: no set of the contract could hold an identifier of this domain.
[[nodiscard]] bool knows_domain(const Contract& contract, std::string_view domain);

/// The rule of the contract, and of the group's file when it names a group, for a decision.
void add_rules(
    DecidingRules& rules, const Contract& contract, RuleKind kind, const DeviceMatch& match
);

} // namespace iwf::core
