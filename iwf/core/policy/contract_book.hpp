// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
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

    /// Those that its contracts name; null: they name none. When not all have the same, of one.
    [[nodiscard]] const DeviceGroups* groups() const { return groups_; }

    /// Those that offer short messages of devices (MO-SMS) of any device, in their order: most
    /// servers get none, and each message asks.
    [[nodiscard]] const std::vector<const Contract*>& message_receivers() const
    {
        return message_receivers_;
    }

private:
    /// What is found by the hash of a text: the contract by its number. Half as many again as there
    /// are contracts, and none behind a pointer.
    struct Slot
    {
        std::uint32_t tag{};      ///< some of the hash
        std::uint32_t contract{}; ///< its number and 1; 0: free
        std::uint32_t facts{};    ///< its first line in facts_
        std::uint32_t lines{};    ///< of its facts
    };

    using Index = std::vector<Slot>; ///< a power of two; or empty
    using TextOf = std::string_view (*)(const Contract&);

    explicit ContractBook(std::vector<Contract> contracts)
        : contracts_{std::move(contracts)}
    {}

    void lay_out_facts();
    [[nodiscard]] Index index(TextOf text_of) const;
    [[nodiscard]] const Contract*
    look_up(const Index& index, TextOf text_of, std::string_view text) const;

    // Their elements do not move when the vectors are moved.
    std::vector<Contract> contracts_;
    std::vector<FactLine> facts_;            ///< of all contracts, one after another
    std::vector<std::uint32_t> first_facts_; ///< of each contract, and the end
    Index by_host_;
    Index by_name_;
    std::vector<const Contract*> message_receivers_;
    const DeviceGroups* groups_{}; ///< of one of the contracts
};

/// One version, shared by the engine and by the requests that were judged with it: a reload swaps
/// the pointer, and the old version ends with its last request.
using ContractSnapshot = std::shared_ptr<const ContractBook>;

} // namespace iwf::core
