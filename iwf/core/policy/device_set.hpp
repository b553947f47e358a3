// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/core/policy/device_groups.hpp"
#include "iwf/core/policy/device_pattern.hpp"
#include "iwf/core/policy/digit_trie.hpp"
#include "iwf/core/policy/sourced.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::core {

/// Which devices a contract names, or excepts.
struct DeviceRules
{
    std::vector<Sourced<std::string>> domains;      ///< of External-Identifiers; lower case, exact
    std::vector<Sourced<std::string>> external_ids; ///< ExternalIdentifier::text()
    std::vector<Sourced<std::string>> msisdn_prefixes;
    std::vector<Sourced<DigitRange>> msisdn_ranges;
    std::vector<Sourced<DevicePattern>> patterns{};
    std::vector<Sourced<GroupId>> groups{};
};

/// The kinds of rules, the most specific first.
enum class DeviceRank : std::uint8_t
{
    external_id,
    group,
    pattern,
    domain,
    numbers, ///< a prefix or a range
};

/// The rule that holds a device. Borrows from the set.
struct DeviceMatch
{
    DeviceRank rank{};
    std::uint64_t numbers{}; ///< of the device's length, that a prefix or range holds
    SourceLine line{};
    std::string_view text;             ///< what the rule names
    std::optional<GroupMember> member; ///< of a group

    /// By rank, and among prefixes and ranges by how few numbers they hold. Neither of two: they
    /// are equally specific.
    [[nodiscard]] bool is_more_specific_than(const DeviceMatch& other) const;
};

/// The rules as they stand, and in a form that answers quickly. Immutable. Which of them holds a
/// device: see standing_of().
class DeviceSet
{
public:
    DeviceSet() = default;

    /// `groups`: where those of the rules are; may be null when the rules have none.
    explicit DeviceSet(DeviceRules rules, GroupsSnapshot groups = nullptr);

    // What is found by its facts (contract_facts.hpp), sorted by value:

    [[nodiscard]] const std::vector<Sourced<std::string>>& domains() const { return domains_; }
    [[nodiscard]] const std::vector<Sourced<std::string>>& external_ids() const
    {
        return external_ids_;
    }
    [[nodiscard]] const std::vector<std::string>& domains_of_ids() const { return domains_of_ids_; }
    [[nodiscard]] const std::vector<Sourced<GroupId>>& groups() const { return groups_; }

    /// As they stand.
    [[nodiscard]] const std::vector<Sourced<DevicePattern>>& patterns() const { return patterns_; }

    /// Prefixes, and ranges with '-' between, by line.
    [[nodiscard]] const std::vector<Sourced<std::string>>& numbers() const { return numbers_; }

    /// The name of one of its groups.
    [[nodiscard]] std::string_view name_of(GroupId group) const;

    // What facts tell only that it may hold the device:

    /// The first pattern that holds it.
    [[nodiscard]] std::optional<DeviceMatch> find_pattern(const domain::ExternalIdentifier& id
    ) const;

    /// The prefix or range that holds it and the fewest numbers; of equals the one that stands
    /// first.
    [[nodiscard]] std::optional<DeviceMatch> find_number(const domain::Msisdn& msisdn) const;

    /// True when the domain is listed, or is that of a listed identifier or of a pattern.
    [[nodiscard]] bool names_domain(std::string_view domain) const;

private:
    std::vector<Sourced<std::string>> domains_;      // sorted
    std::vector<Sourced<std::string>> external_ids_; // sorted
    std::vector<std::string> domains_of_ids_;        // sorted
    std::vector<Sourced<DevicePattern>> patterns_;
    std::vector<Sourced<GroupId>> groups_;      // sorted
    std::vector<Sourced<std::string>> numbers_; // prefixes and ranges, by line
    DigitTrie msisdns_;                         // to indices of numbers_
    GroupsSnapshot all_groups_;
};

} // namespace iwf::core
