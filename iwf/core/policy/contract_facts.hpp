// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "iwf/base/prefetch.hpp"
#include "iwf/core/policy/contract.hpp"

/// What a decision reads of a contract, in one piece of memory: of ten thousand contracts the one
/// that is asked next is in no cache, and each part of it that lies elsewhere, behind a pointer,
/// would be waited for on its own. The contract itself keeps the texts, the expressions and the
/// trie; they are read when a fact says that they may have the answer.
///
///     piece     = head set-facts *set-facts *scs-fact *facts-of-a-set
///     facts-of-a-set = *external-id *group *domain *pattern *domain-of-an-id
///
/// The first set is the exceptions. Facts of a kind are sorted by key.
namespace iwf::core {

/// One rule.
struct Fact
{
    std::uint64_t key{}; ///< the id of a group, the hash of a text, the digits of an SCS-Identity
    const char* text{};  ///< what it names; borrowed from the contract
    std::uint32_t size{};
    SourceLine line{};

    [[nodiscard]] std::string_view view() const { return {text, size}; }
};

/// Facts that lie one after another, sorted by key.
class FactRun
{
public:
    explicit FactRun(std::span<const Fact> facts)
        : facts_{facts}
    {}

    /// The first with this key, or null.
    [[nodiscard]] const Fact* find(std::uint64_t key) const
    {
        const Fact* const at = lower_bound(key);
        return at != end() && at->key == key ? at : nullptr;
    }

    /// The first that is this text, or null; the key is its hash.
    [[nodiscard]] const Fact* find(std::uint64_t key, std::string_view text) const
    {
        for (const Fact* at = lower_bound(key); at != end() && at->key == key; ++at) {
            if (at->view() == text) {
                return at;
            }
        }
        return nullptr;
    }

    [[nodiscard]] const Fact* begin() const { return facts_.data(); }
    [[nodiscard]] const Fact* end() const { return facts_.data() + facts_.size(); }

private:
    [[nodiscard]] const Fact* lower_bound(std::uint64_t key) const
    {
        constexpr std::size_t few = 8; // one after another is quicker then
        if (facts_.size() > few) {
            return std::to_address(std::ranges::lower_bound(facts_, key, {}, &Fact::key));
        }
        const Fact* at = begin();
        while (at != end() && at->key < key) {
            ++at;
        }
        return at;
    }

    std::span<const Fact> facts_;
};

/// Of a set of devices.
struct SetFacts
{
    /// Where they lie in those of the piece.
    struct Facts
    {
        std::uint32_t first{};
        std::uint32_t size{};
    };

    const DeviceSet* devices{};
    const DeviceTerms* terms{}; ///< null: the exceptions
    Facts external_ids{};
    Facts groups{};
    Facts domains{};
    Facts patterns{}; ///< their domains
    Facts domains_of_ids{};
    std::uint32_t offered{};              ///< a bit an ActionType
    std::array<SourceLine, 6> actions{};  ///< of those that are offered, by ActionType
    std::array<char, 15> number_prefix{}; ///< with which all its numbers begin
    std::uint8_t number_prefix_size{};
    bool has_numbers{};
    bool has_limits{};
    bool has_name{};

    /// The line that offers the action, or nothing.
    [[nodiscard]] std::optional<SourceLine> find(domain::ActionType action) const
    {
        const auto number = static_cast<std::uint32_t>(action);
        const bool known = number < actions.size() && ((offered >> number) & 1U) != 0;
        return known ? std::optional{actions.at(number)} : std::nullopt;
    }

    /// False: none of its prefixes and ranges holds it.
    [[nodiscard]] bool may_hold(const domain::Msisdn& msisdn) const
    {
        const std::string_view prefix{number_prefix.data(), number_prefix_size};
        return has_numbers && msisdn.digits().starts_with(prefix);
    }
};

class ContractFacts
{
public:
    using Piece = std::vector<FactLine>;

    /// The piece of a contract in a book; of another contract it is made now.
    explicit ContractFacts(const Contract& contract);
    ContractFacts(const ContractFacts&) = delete;
    ContractFacts& operator=(const ContractFacts&) = delete;
    ContractFacts(ContractFacts&&) = delete;
    ContractFacts& operator=(ContractFacts&&) = delete;
    ~ContractFacts() = default;

    /// For a book. The contract must stay where it is.
    [[nodiscard]] static Piece make(const Contract& contract);

    /// Null: the contract names no groups.
    [[nodiscard]] const DeviceGroups* groups() const { return head().groups; }

    [[nodiscard]] bool offers(domain::ActionType action) const
    {
        const auto number = static_cast<std::uint32_t>(action);
        return number < 32 && ((head().offered >> number) & 1U) != 0;
    }

    /// Of these digits, at most 15; or null.
    [[nodiscard]] const Fact* find_scs(std::string_view digits) const;

    [[nodiscard]] const SetFacts& exceptions() const { return all_sets().front(); }
    [[nodiscard]] std::span<const SetFacts> sets() const { return all_sets().subspan(1); }

    [[nodiscard]] FactRun run(SetFacts::Facts facts) const
    {
        const std::byte* const first = at_ + head().facts;
        return FactRun{{reinterpret_cast<const Fact*>(first) + facts.first, facts.size}};
    }

private:
    friend class FactsWriter;

    struct Head
    {
        const DeviceGroups* groups{};
        std::uint32_t sets{};    ///< with the exceptions
        std::uint32_t scs{};     ///< SCS-Identities
        std::uint32_t offered{}; ///< a bit an ActionType, of all sets
        std::uint32_t facts{};   ///< where they begin; octets
    };

    // All parts are trivial, and of octets that are a multiple of their alignment.
    [[nodiscard]] const Head& head() const { return *reinterpret_cast<const Head*>(at_); }
    [[nodiscard]] std::span<const SetFacts> all_sets() const
    {
        return {reinterpret_cast<const SetFacts*>(at_ + sizeof(Head)), head().sets};
    }

    Piece own_; ///< of a contract that is in no book
    const std::byte* at_;
};

} // namespace iwf::core
