// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/core/policy/digit_trie.hpp"
#include "iwf/core/policy/sourced.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::core {

/// Which devices a contract names.
struct DeviceRules
{
    std::vector<Sourced<std::string>> domains;      ///< of External-Identifiers; lower case, exact
    std::vector<Sourced<std::string>> external_ids; ///< ExternalIdentifier::text()
    std::vector<Sourced<std::string>> msisdn_prefixes;
    std::vector<Sourced<DigitRange>> msisdn_ranges;
};

/// The same, in a form that answers quickly. Immutable.
class DeviceSet
{
public:
    DeviceSet() = default;
    explicit DeviceSet(DeviceRules rules);

    /// The line of the rule that holds the device, or nothing. An exact identifier is more specific
    /// than its domain. A domain holds its own identifiers only, not those of its subdomains.
    [[nodiscard]] std::optional<SourceLine> find(const domain::ExternalIdentifier& id) const;
    [[nodiscard]] std::optional<SourceLine> find(const domain::Msisdn& msisdn) const;

    /// True when the domain is listed, or is that of a listed identifier: an identifier of any
    /// other domain is foreign.
    [[nodiscard]] bool knows_domain(std::string_view domain) const;

private:
    std::vector<Sourced<std::string>> domains_;      // sorted
    std::vector<Sourced<std::string>> external_ids_; // sorted
    std::vector<std::string> domains_of_ids_;        // sorted
    DigitTrie msisdns_;
};

} // namespace iwf::core
