// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/carrier_index.hpp"

#include <algorithm>
#include <utility>

namespace iwf::core {

const Carriers& CarrierIndex::at(const domain::Network& block) const
{
    static const Carriers none;
    const auto* const found = blocks_.find(block);
    return found ? **found : none;
}

void CarrierIndex::put(const domain::Network& block, const std::shared_ptr<const Carrier>& carrier)
{
    Carriers carriers = at(block);
    const auto known = std::ranges::find_if(carriers, [&](const auto& other) {
        return other->child.id == carrier->child.id;
    });
    if (known == carriers.end()) {
        carriers.push_back(carrier);
    } else {
        *known = carrier;
    }
    assign(block, std::move(carriers));
}

void CarrierIndex::remove(const domain::Network& block, ChildSaId child)
{
    Carriers carriers = at(block);
    std::erase_if(carriers, [child](const auto& carrier) { return carrier->child.id == child; });
    assign(block, std::move(carriers));
}

void CarrierIndex::assign(const domain::Network& block, Carriers carriers)
{
    const bool was_there = blocks_.find(block) != nullptr;
    if (carriers.empty()) {
        blocks_.erase(block);
        count(block) -= was_there ? 1 : 0;
        return;
    }
    blocks_.insert_or_assign(block, std::make_shared<const Carriers>(std::move(carriers)));
    count(block) += was_there ? 0 : 1;
}

std::uint32_t& CarrierIndex::count(const domain::Network& block)
{
    return (block.is_ipv4() ? ipv4_ : ipv6_).at(block.length());
}

} // namespace iwf::core
