// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "iwf/core/protection/carrier.hpp"
#include "iwf/core/protection/sharded_map.hpp"
#include "iwf/domain/network.hpp"

namespace iwf::core {

/// CHILD_SAs by the blocks of their remote selectors. A copy is cheap and shares what is equal
/// (ShardedMap), which is what makes a snapshot after each event affordable: of 100,000 CHILD_SAs
/// an event copies some 25.
class CarrierIndex
{
public:
    /// All there are of exactly this block.
    [[nodiscard]] const Carriers& at(const domain::Network& block) const;

    /// Calls `visit(const Carrier&)` for each that has a block around `address`. One look-up a
    /// length of prefix that occurs at all.
    template <class Visit>
    void for_each_around(const domain::Network& address, Visit visit) const
    {
        const auto& counts = address.is_ipv4() ? ipv4_ : ipv6_;
        for (std::size_t length = 0; length <= address.length(); ++length) {
            if (counts.at(length) == 0) {
                continue;
            }
            for (const auto& carrier : at(address.widened(length))) {
                visit(*carrier);
            }
        }
    }

    /// Takes the place of the carrier with the same CHILD_SA, if there is one.
    void put(const domain::Network& block, const std::shared_ptr<const Carrier>& carrier);

    void remove(const domain::Network& block, ChildSaId child);

private:
    using Counts = std::array<std::uint32_t, 129>;

    void assign(const domain::Network& block, Carriers carriers);
    [[nodiscard]] std::uint32_t& count(const domain::Network& block);

    ShardedMap<domain::Network, std::shared_ptr<const Carriers>> blocks_;
    Counts ipv4_{}; ///< blocks by length
    Counts ipv6_{};
};

} // namespace iwf::core
