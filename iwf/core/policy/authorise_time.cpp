// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/authorise_time.hpp"

namespace iwf::core {

std::optional<Refusal> authorise_time(const Contract& contract, base::WallTime now)
{
    const ServiceHours& hours = contract.hours;
    if (hours.find(now)) {
        return std::nullopt;
    }
    return Refusal{
        domain::RequestStatus::not_authorized,
        "outside the agreed hours: it is " + week_time_text(hours.zone, now) + " (" +
            hours.zone.name() + ")",
        {contract.rule(RuleKind::hours, contract.hours_line)}};
}

} // namespace iwf::core
