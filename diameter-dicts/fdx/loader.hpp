// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "iwf/diameter/dictionary.hpp"

namespace iwf::fdx {

/// Registers an application with all its commands, `avps` and what they hold in the dictionary of
/// the freeDiameter process this runs in, and has the application advertised. What other modules
/// registered before is used, not repeated. Called once, while extensions are loaded. Returns 0 or
/// an errno value; what failed has then been logged.
int load(
    const diameter::ApplicationDefinition& application,
    std::span<const diameter::AvpDefinition* const> avps
);

} // namespace iwf::fdx
