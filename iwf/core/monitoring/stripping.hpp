// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/core/policy/monitoring_terms.hpp"
#include "iwf/domain/monitoring.hpp"

namespace iwf::core {

/// What of a report of the network is the server's business (S7): the fields that belong to the
/// event it subscribed to, of a place no more than the accuracy that was granted, of the equipment
/// what the contract gives. All else is left out, also when the node sent it unasked.
[[nodiscard]] domain::EventReport strip(
    const domain::EventReport& report,
    const domain::EventParameters& granted,
    const MonitoringLimits& limits
);

/// Of the location what `finest` allows. When that is no more than the network, the network is
/// all that is left, in `visited_plmn`.
void coarsen(domain::EventReport& report, domain::Accuracy finest);

} // namespace iwf::core
