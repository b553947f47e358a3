// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/contract_book.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace iwf::core {
namespace {

using Index = std::unordered_map<std::string_view, const Contract*>;

/// The error, or empty when the key was free.
std::string enter(Index& index, std::string_view what, std::string_view key, const Contract& entry)
{
    const auto [at, fresh] = index.emplace(key, &entry);
    if (fresh || at->second == &entry) {
        return {};
    }
    return entry.place(entry.line) + ": " + std::string{what} + " \"" + std::string{key} +
           "\" is already that of the contract at " + at->second->place(at->second->line);
}

const Contract* look_up(const Index& index, std::string_view key)
{
    const auto found = index.find(key);
    return found == index.end() ? nullptr : found->second;
}

bool offers_messages(const Contract& contract)
{
    return std::ranges::any_of(contract.sets, [](const DeviceTerms& terms) {
        return terms.actions.find(domain::ActionType::msisdn_less_mo_sms).has_value();
    });
}

} // namespace

base::Result<ContractBook> ContractBook::create(std::vector<Contract> contracts)
{
    ContractBook book{std::move(contracts)};
    Index by_scs_identity;
    for (const Contract& contract : book.contracts_) {
        std::string error = enter(book.by_name_, "the name", contract.name, contract);
        if (error.empty()) {
            error = enter(book.by_host_, "the host", contract.host.text(), contract);
        }
        for (const auto& scs : contract.scs_identities) {
            if (error.empty()) {
                error = enter(by_scs_identity, "SCS-Identity", scs.value.digits(), contract);
            }
        }
        if (!error.empty()) {
            return base::fail(std::move(error));
        }
        if (offers_messages(contract)) {
            book.message_receivers_.push_back(&contract);
        }
    }
    return book;
}

const Contract* ContractBook::find(const domain::NorthHost& host) const
{
    return look_up(by_host_, host.text());
}

const Contract* ContractBook::find_by_name(std::string_view name) const
{
    return look_up(by_name_, name);
}

} // namespace iwf::core
