// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "iwf/base/clock.hpp"
#include "iwf/core/policy/monitoring_terms.hpp"
#include "iwf/domain/monitoring.hpp"

namespace iwf::core {

/// What is wrong with the parameters of an event.
struct OutOfRange
{
    std::string reason;
    std::optional<SourceLine> limit; ///< of the contract; nothing: by the standard's own rules
};

/// Holds the parameters against the standard (TS 29.336, 8.4) and the limits; fills in what the
/// server left to the network and the limits have a say in.
[[nodiscard]] std::optional<OutOfRange>
fit_limits(const MonitoringLimits& limits, base::WallTime now, domain::EventParameters& parameters);

/// True when `asked` tells more of where a device is than `finest`.
[[nodiscard]] bool is_finer(domain::Accuracy asked, domain::Accuracy finest);

/// Ends with its first report, by what was asked for (TS 29.336, 8.4.2 and 8.4.8).
[[nodiscard]] bool is_one_time(const domain::EventParameters& parameters);

} // namespace iwf::core
