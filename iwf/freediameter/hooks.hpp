// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/base/result.hpp"
#include "iwf/freediameter/crossing.hpp"
#include "iwf/freediameter/log_bridge.hpp"

namespace iwf::freediameter {

/// What the hooks need; lives as long as the node.
struct HookContext
{
    Crossing& node;
    LogBridge& log;
    std::function<base::Result<void>(const Applicant&)> admit;
};

/// Registers our hooks: admission of new connections, our name in CER and CEA, and nothing where
/// libfdcore would format whole messages for its log. Also refuses every peer that is not
/// configured. Once, before fd_core_start.
[[nodiscard]] base::Result<void> register_hooks(HookContext& context);

} // namespace iwf::freediameter
