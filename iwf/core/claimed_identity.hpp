// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "iwf/base/bytes.hpp"

namespace iwf::core {

/// What the server wrote, as it wrote it: judged by the policy, echoed in each message about the
/// trigger.
struct ClaimedIdentity
{
    std::optional<std::string> external_identifier;
    std::optional<base::Bytes> msisdn;       ///< TBCD
    std::optional<base::Bytes> scs_identity; ///< TBCD

    friend bool operator==(const ClaimedIdentity&, const ClaimedIdentity&) = default;
};

} // namespace iwf::core
