// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "iwf/base/result.hpp"
#include "iwf/core/policy/contract.hpp"

namespace iwf::core {

/// All contracts of one version of the configuration. Immutable.
class ContractBook
{
public:
    ContractBook() = default;
    ContractBook(const ContractBook&) = delete;
    ContractBook& operator=(const ContractBook&) = delete;
    ContractBook(ContractBook&&) = default;
    ContractBook& operator=(ContractBook&&) = default;
    ~ContractBook() = default;

    /// Fails when two contracts have the same name, the same host or an SCS-Identity in common: a
    /// request would belong to two servers.
    [[nodiscard]] static base::Result<ContractBook> create(std::vector<Contract> contracts);

    /// The contract of this server, or null: no contract, no service.
    [[nodiscard]] const Contract* find(const domain::NorthHost& host) const;
    [[nodiscard]] const Contract* find_by_name(std::string_view name) const;

    [[nodiscard]] const std::vector<Contract>& contracts() const { return contracts_; }

    /// Those that offer short messages of devices (MO-SMS) of any device, in their order: most
    /// servers get none, and each message asks.
    [[nodiscard]] const std::vector<const Contract*>& message_receivers() const
    {
        return message_receivers_;
    }

private:
    /// Keys and pointers borrow from contracts_, whose elements do not move when the vector is
    /// moved.
    using Index = std::unordered_map<std::string_view, const Contract*>;

    explicit ContractBook(std::vector<Contract> contracts)
        : contracts_{std::move(contracts)}
    {}

    std::vector<Contract> contracts_;
    Index by_host_;
    Index by_name_;
    std::vector<const Contract*> message_receivers_;
};

/// One version, shared by the engine and by the requests that were judged with it: a reload swaps
/// the pointer, and the old version ends with its last request.
using ContractSnapshot = std::shared_ptr<const ContractBook>;

} // namespace iwf::core
