// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <variant>

#include "iwf/core/policy/authorise.hpp"
#include "iwf/core/policy/contract_book.hpp"
#include "iwf/domain/identity.hpp"

/// Which server gets a short message that a device sends (MSISDN-less MO-SMS, TS 23.682, 5.15). No
/// server asks for it: the contracts say who may get what of whom.
namespace iwf::core {

/// Whether this server may get it: the action is offered for the set the device is in, and the port
/// is one of the ports of that set's limits. What else a contract limits (hours, rates, quotas,
/// payload) is about what the server asks for, and has no say. The rules borrow from the contract.
[[nodiscard]] Decision authorise_receiver(
    const Contract& contract, const domain::ExternalIdentifier& device, std::uint32_t port
);
Decision authorise_receiver(
    Contract&& contract, const domain::ExternalIdentifier& device, std::uint32_t port
) = delete;

struct Receiver
{
    const Contract* contract{}; ///< borrowed from the book
    DecidingRules rules;        ///< that permit it
};

/// Why nobody may get it. `contract`: the first that has the device and the action, and refuses;
/// null: none has.
struct NoReceiver
{
    const Contract* contract{};
    Refusal refusal;
};

/// Of the servers that may get it the one whose rule for the device is the most specific, as
/// authorise() ranks them; of equals the one whose contract stands first in the book. One, not all:
/// the SMS-SC is told one result.
[[nodiscard]] std::variant<Receiver, NoReceiver>
receiver_of(const ContractBook& book, const domain::ExternalIdentifier& device, std::uint32_t port);

} // namespace iwf::core
