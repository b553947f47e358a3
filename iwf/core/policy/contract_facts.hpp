// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>
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

/// Facts that lie one after another, in a piece.
class FactRun
{
public:
    FactRun(const std::byte* at, std::size_t size)
        : at_{at}
        , size_{size}
    {}

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] Fact operator[](std::size_t i) const;

    /// Of the first whose key is not below this one, the place; size() when all are below.
    [[nodiscard]] std::size_t lower_bound(std::uint64_t key) const;
    [[nodiscard]] bool holds(std::uint64_t key) const;

    /// The first that is this text; the key is its hash.
    [[nodiscard]] std::optional<Fact> find(std::uint64_t key, std::string_view text) const;

private:
    const std::byte* at_;
    std::size_t size_;
};

/// Of a set of devices.
struct SetFacts
{
    const DeviceSet* devices{};
    const DeviceTerms* terms{}; ///< null: the exceptions
    std::uint32_t first{};      ///< of its facts, in those of the piece
    std::uint32_t external_ids{};
    std::uint32_t groups{};
    std::uint32_t domains{};
    std::uint32_t patterns{}; ///< their domains, each once
    std::uint32_t domains_of_ids{};
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

    [[nodiscard]] bool offers(domain::ActionType action) const;

    /// Of these digits, at most 15.
    [[nodiscard]] std::optional<Fact> find_scs(std::string_view digits) const;

    [[nodiscard]] SetFacts exceptions() const { return set_at(0); }
    [[nodiscard]] std::size_t sets() const { return head().sets; }
    [[nodiscard]] SetFacts set(std::size_t i) const { return set_at(i + 1); }

    [[nodiscard]] FactRun external_ids(const SetFacts& set) const;
    [[nodiscard]] FactRun groups(const SetFacts& set) const;
    [[nodiscard]] FactRun domains(const SetFacts& set) const;
    [[nodiscard]] FactRun patterns(const SetFacts& set) const;
    [[nodiscard]] FactRun domains_of_ids(const SetFacts& set) const;

private:
    friend class FactsWriter;

    struct Head
    {
        const DeviceGroups* groups{};
        std::uint32_t sets{};    ///< without the exceptions
        std::uint32_t scs{};     ///< SCS-Identities
        std::uint32_t offered{}; ///< a bit an ActionType, of all sets
    };

    template <class T>
    [[nodiscard]] static T load(const std::byte* at)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        T value;
        std::memcpy(&value, at, sizeof(T));
        return value;
    }

    [[nodiscard]] Head head() const { return load<Head>(at_); }
    [[nodiscard]] SetFacts set_at(std::size_t i) const
    {
        return load<SetFacts>(at_ + sizeof(Head) + i * sizeof(SetFacts));
    }
    [[nodiscard]] FactRun run(std::size_t first, std::size_t size) const;

    Piece own_; ///< of a contract that is in no book
    const std::byte* at_;
};

} // namespace iwf::core
