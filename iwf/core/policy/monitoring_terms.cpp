// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/monitoring_terms.hpp"

#include <algorithm>

namespace iwf::core {

std::optional<SourceLine> OfferedEvents::find(domain::MonitoringType type) const
{
    const auto found = std::ranges::find(events_, type, &Sourced<domain::MonitoringType>::value);
    return found == events_.end() ? std::nullopt : std::optional{found->line};
}

} // namespace iwf::core
