// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/contract_book.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>

#include "iwf/core/policy/contract_facts.hpp"

namespace iwf::core {
namespace {

/// Whose a key is; while the book is made.
using Owners = std::unordered_map<std::string_view, const Contract*>;

/// The error, or empty when the key was free.
std::string enter(Owners& index, std::string_view what, std::string_view key, const Contract& entry)
{
    const auto [at, fresh] = index.emplace(key, &entry);
    if (fresh || at->second == &entry) {
        return {};
    }
    return entry.place(entry.line) + ": " + std::string{what} + " \"" + std::string{key} +
           "\" is already that of the contract at " + at->second->place(at->second->line);
}

bool offers_messages(const Contract& contract)
{
    return std::ranges::any_of(contract.sets, [](const DeviceTerms& terms) {
        return terms.actions.find(domain::ActionType::msisdn_less_mo_sms).has_value();
    });
}

std::string_view name_of(const Contract& contract)
{
    return contract.name;
}

std::string_view host_of(const Contract& contract)
{
    return contract.host.text();
}

std::size_t hash_of(std::string_view text)
{
    return std::hash<std::string_view>{}(text);
}

std::uint32_t tag_of(std::size_t hash)
{
    return static_cast<std::uint32_t>(std::uint64_t{hash} >> 32U);
}

/// More facts than these are not asked for ahead: they are those of a contract with many rules, of
/// which a decision reads few.
constexpr std::uint32_t lines_ahead = 8;

} // namespace

base::Result<ContractBook> ContractBook::create(std::vector<Contract> contracts)
{
    ContractBook book{std::move(contracts)};
    Owners by_name;
    Owners by_host;
    Owners by_scs_identity;
    for (const Contract& contract : book.contracts_) {
        std::string error = enter(by_name, "the name", contract.name, contract);
        if (error.empty()) {
            error = enter(by_host, "the host", contract.host.text(), contract);
        }
        for (const auto& scs : contract.scs_identities) {
            if (error.empty()) {
                error = enter(by_scs_identity, "SCS-Identity", scs.value.digits(), contract);
            }
        }
        if (!error.empty()) {
            return base::fail(std::move(error));
        }
        if (contract.groups) {
            book.groups_ = contract.groups.get();
        }
        if (offers_messages(contract)) {
            book.message_receivers_.push_back(&contract);
        }
    }
    book.lay_out_facts();
    book.by_name_ = book.index(name_of);
    book.by_host_ = book.index(host_of);
    return book;
}

void ContractBook::lay_out_facts()
{
    for (const Contract& contract : contracts_) {
        const ContractFacts::Piece piece = ContractFacts::make(contract);
        first_facts_.push_back(static_cast<std::uint32_t>(facts_.size()));
        facts_.insert(facts_.end(), piece.begin(), piece.end());
    }
    first_facts_.push_back(static_cast<std::uint32_t>(facts_.size()));
    facts_.shrink_to_fit();
    for (std::size_t i = 0; i < contracts_.size(); ++i) {
        contracts_[i].facts.at = &facts_[first_facts_[i]];
    }
}

ContractBook::Index ContractBook::index(TextOf text_of) const
{
    Index index(std::bit_ceil(contracts_.size() + contracts_.size() / 2 + 1));
    for (std::uint32_t i = 0; i < contracts_.size(); ++i) {
        const std::size_t hash = hash_of(text_of(contracts_[i]));
        std::size_t at = hash;
        while (index[at % index.size()].contract != 0) {
            ++at;
        }
        index[at % index.size()] = {
            tag_of(hash), i + 1, first_facts_[i], first_facts_[i + 1] - first_facts_[i]};
    }
    return index;
}

/// Who looks a contract up will ask it: all that a decision reads of it is asked for at once, so
/// that the memory is waited for once and not for each part.
const Contract*
ContractBook::look_up(const Index& index, TextOf text_of, std::string_view text) const
{
    const std::size_t hash = hash_of(text);
    for (std::size_t at = hash; !index.empty(); ++at) {
        const Slot& slot = index[at & (index.size() - 1)];
        if (slot.contract == 0) {
            break;
        }
        if (slot.tag != tag_of(hash)) {
            continue;
        }
        const Contract& contract = contracts_[slot.contract - 1];
        base::prefetch(&facts_[slot.facts], std::min(slot.lines, lines_ahead) * sizeof(FactLine));
        base::prefetch(&contract.limits, base::cache_line);
        if (text_of(contract) == text) {
            return &contract;
        }
    }
    return nullptr;
}

const Contract* ContractBook::find(const domain::NorthHost& host) const
{
    return look_up(by_host_, host_of, host.text());
}

const Contract* ContractBook::find_by_name(std::string_view name) const
{
    return look_up(by_name_, name_of, name);
}

} // namespace iwf::core
