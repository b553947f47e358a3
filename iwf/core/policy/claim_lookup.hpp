// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "iwf/core/policy/claimed_device.hpp"
#include "iwf/core/policy/contract_book.hpp"

namespace iwf::core {

/// The contract and the device of a claim, looked up side by side. Among thousands of contracts and
/// millions of devices each step of a look-up waits for the memory; here the steps of one are taken
/// while those of the other are waited for. Borrows the book.
class ClaimLookup
{
public:
    /// `book`: null: there is no contract. `contract`: its name.
    ClaimLookup(
        const ContractBook* book, std::string_view contract, const ClaimedIdentity& identity
    )
        : device_{identity, book == nullptr ? nullptr : book->groups()}
        , contract_{book == nullptr ? nullptr : book->find_by_name(contract)}
    {
        device_.approach();
    }

    /// Null: the book has none of this name.
    [[nodiscard]] const Contract* contract() const { return contract_; }
    [[nodiscard]] ClaimedDevice& device() { return device_; }

private:
    ClaimedDevice device_;
    const Contract* contract_;
};

} // namespace iwf::core
