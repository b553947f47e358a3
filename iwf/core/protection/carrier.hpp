// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "iwf/core/protection/protection_floor.hpp"
#include "iwf/core/protection/security_association.hpp"

namespace iwf::core {

/// An IKE_SA with what is asked of it often.
struct IkeFacts
{
    IkeSa association;    ///< its children are not kept here
    std::string identity; ///< of the remote end, canonical_identity()
    Strength strength;
};

/// A CHILD_SA with the IKE_SA it belongs to. Immutable and shared: by the table and by the
/// snapshots that were made while it was there.
struct Carrier
{
    std::shared_ptr<const IkeFacts> ike; ///< shared by the children of one IKE_SA
    ChildSa child;
    Strength strength;

    /// Packets may come through it, and it is known from whom.
    [[nodiscard]] bool is_bound() const
    {
        return child.is_usable && ike->association.is_established;
    }
};

using Carriers = std::vector<std::shared_ptr<const Carrier>>;

} // namespace iwf::core
