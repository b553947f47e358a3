// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/contract_facts.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <string>
#include <utility>

#include "iwf/core/policy/device_record.hpp"

namespace iwf::core {
namespace {

/// Digits, at most 15, and how many: no two texts have the same.
std::uint64_t key_of_digits(std::string_view digits)
{
    std::uint64_t key = digits.size();
    for (const char digit : digits) {
        key = (key << 4U) | static_cast<std::uint64_t>(digit - '0');
    }
    return key;
}

Fact fact_of(std::uint64_t key, std::string_view text, SourceLine line)
{
    return {key, text.data(), static_cast<std::uint32_t>(text.size()), line};
}

/// With which both begin.
std::string_view common_prefix(std::string_view one, std::string_view other)
{
    const auto end = std::ranges::mismatch(one, other).in1;
    return one.substr(0, static_cast<std::size_t>(end - one.begin()));
}

using Texts = std::vector<Sourced<std::string>>;

/// Of prefixes and ranges, with which all their numbers begin.
std::string_view common_prefix(const Texts& numbers)
{
    std::string_view prefix = numbers.front().value;
    prefix = prefix.substr(0, prefix.find('-'));
    for (const auto& [text, line] : numbers) {
        const std::size_t dash = text.find('-');
        prefix = common_prefix(prefix, std::string_view{text}.substr(0, dash));
        if (dash != std::string::npos) {
            prefix = common_prefix(prefix, std::string_view{text}.substr(dash + 1));
        }
    }
    return prefix.substr(0, sizeof(SetFacts::number_prefix));
}

constexpr std::size_t line_size = sizeof(FactLine);

} // namespace

/// Collects the facts, and lays them out.
class FactsWriter
{
public:
    ContractFacts::Piece write(const Contract& contract)
    {
        head_.groups = contract.groups.get();
        head_.sets = static_cast<std::uint32_t>(contract.sets.size() + 1);
        const auto scs_fact = [](const auto& scs) {
            const std::string& digits = scs.value.digits();
            return fact_of(key_of_digits(digits), digits, scs.line);
        };
        head_.scs = add(contract.scs_identities, scs_fact).size;
        add_set(contract.exceptions);
        for (const DeviceTerms& terms : contract.sets) {
            add_set(terms.devices);
            add_terms(terms);
        }
        return laid_out();
    }

private:
    template <class Rules, class ToFact>
    SetFacts::Facts add(const Rules& rules, ToFact to_fact)
    {
        const std::size_t first = facts_.size();
        std::ranges::transform(rules, std::back_inserter(facts_), to_fact);
        std::ranges::stable_sort(
            facts_.begin() + static_cast<std::ptrdiff_t>(first), facts_.end(), {}, &Fact::key
        );
        return {
            static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(facts_.size() - first)};
    }

    void add_set(const DeviceSet& devices)
    {
        SetFacts set;
        set.devices = &devices;
        set.external_ids = add(devices.external_ids(), [](const auto& id) {
            return fact_of(device_record::hash_of_id(id.value), id.value, id.line);
        });
        set.groups = add(devices.groups(), [&devices](const auto& group) {
            return fact_of(group.value.value(), devices.name_of(group.value), group.line);
        });
        set.domains = add(devices.domains(), [](const auto& domain) {
            return fact_of(device_record::hash_of_domain(domain.value), domain.value, domain.line);
        });
        set.patterns = add(devices.patterns(), [](const auto& pattern) {
            const std::string_view domain = pattern.value.domain();
            return fact_of(device_record::hash_of_domain(domain), domain, pattern.line);
        });
        set.domains_of_ids = add(devices.domains_of_ids(), [](const auto& domain) {
            return fact_of(device_record::hash_of_domain(domain), domain, 0);
        });
        set.has_numbers = !devices.numbers().empty();
        if (set.has_numbers) {
            const std::string_view prefix = common_prefix(devices.numbers());
            std::ranges::copy(prefix, set.number_prefix.begin());
            set.number_prefix_size = static_cast<std::uint8_t>(prefix.size());
        }
        sets_.push_back(set);
    }

    void add_terms(const DeviceTerms& terms)
    {
        SetFacts& set = sets_.back();
        set.terms = &terms;
        set.has_limits = terms.limits.has_value();
        set.has_name = !terms.name.empty();
        for (std::uint32_t i = 0; i < set.actions.size(); ++i) {
            if (const auto line = terms.actions.find(domain::ActionType{i})) {
                set.offered |= 1U << i;
                set.actions.at(i) = *line;
            }
        }
        head_.offered |= set.offered;
    }

    template <class T>
    static void store(std::byte*& at, const T& value)
    {
        std::memcpy(at, &value, sizeof(T));
        at += sizeof(T);
    }

    [[nodiscard]] ContractFacts::Piece laid_out()
    {
        const std::size_t first = sizeof(head_) + sets_.size() * sizeof(SetFacts);
        const std::size_t size = first + facts_.size() * sizeof(Fact);
        head_.facts = static_cast<std::uint32_t>(first);
        ContractFacts::Piece piece((size + line_size - 1) / line_size);
        std::byte* at = piece.front().octets.data();
        store(at, head_);
        for (const SetFacts& set : sets_) {
            store(at, set);
        }
        for (const Fact& fact : facts_) {
            store(at, fact);
        }
        return piece;
    }

    ContractFacts::Head head_;
    std::vector<SetFacts> sets_;
    std::vector<Fact> facts_;
};

ContractFacts::Piece ContractFacts::make(const Contract& contract)
{
    return FactsWriter{}.write(contract);
}

ContractFacts::ContractFacts(const Contract& contract)
    : own_{contract.facts.at == nullptr ? make(contract) : Piece{}}
    , at_{(own_.empty() ? contract.facts.at : own_.data())->octets.data()}
{}

const Fact* ContractFacts::find_scs(std::string_view digits) const
{
    return run({0, head().scs}).find(key_of_digits(digits), digits);
}

} // namespace iwf::core
