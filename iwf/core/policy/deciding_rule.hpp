// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include <boost/container/static_vector.hpp>

#include "iwf/core/policy/sourced.hpp"

namespace iwf::core {

/// What a rule speaks of.
enum class RuleKind : std::uint8_t
{
    contract, ///< none in particular: what no rule permits is refused
    scs_identity,
    action,
    payload,
    port,
    priority,
    validity,
    device_set,
    device,
    exclusion,
    member, ///< a line of a group's file
    hours,
    quota,
    rate,
    pending,
    priority_share,
    probing,
    monitoring, ///< a limit of what is watched
};

[[nodiscard]] std::string_view name(RuleKind kind);

/// A rule that had a say in a decision, and where it stands. Borrows from the contract it belongs
/// to: who keeps it longer than the contract's version makes texts of it.
struct DecidingRule
{
    RuleKind kind{};
    SourceLine line{};
    const std::string* file{}; ///< never null in a rule that a decision names
    std::string_view text;     ///< what it names: a domain, a group, a prefix; may be empty

    /// "file:line"
    [[nodiscard]] std::string place() const;

    /// "exclusion stolen (acme.yaml:17)"
    [[nodiscard]] std::string to_text() const;
};

/// All rules that had a say, in the order in which they were looked at; the last one decided. No
/// memory is allocated for them, and a copy takes what they take: a decision is made of each
/// request.
class DecidingRules
{
public:
    static constexpr std::size_t capacity = 12;

    DecidingRules() = default;
    DecidingRules(std::initializer_list<DecidingRule> rules)
        : rules_{rules}
    {}

    void add(const DecidingRule& rule)
    {
        assert(size() < capacity);
        rules_.push_back(rule);
    }

    [[nodiscard]] const DecidingRule* begin() const { return rules_.data(); }
    [[nodiscard]] const DecidingRule* end() const { return rules_.data() + rules_.size(); }
    [[nodiscard]] std::size_t size() const { return rules_.size(); }
    [[nodiscard]] bool empty() const { return rules_.empty(); }

    /// The one that decided. Not of an empty list.
    [[nodiscard]] const DecidingRule& last() const
    {
        assert(!empty());
        return rules_.back();
    }

    /// "file:line" of each, with spaces between.
    [[nodiscard]] std::string places() const;

    /// to_text() of each, with "; " between.
    [[nodiscard]] std::string to_text() const;

private:
    boost::container::static_vector<DecidingRule, capacity> rules_;
};

} // namespace iwf::core
