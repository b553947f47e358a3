// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/monitoring/communication.hpp"

#include <algorithm>

namespace iwf::core {
namespace {

using Kind = CommunicationSign::Kind;
using domain::MonitoringType;

bool has_type(const domain::EventReport& report, MonitoringType type)
{
    return report.type == type;
}

std::optional<Kind> reachability_sign(const domain::EventReport& report)
{
    if (report.reachability_cause) {
        return report.reachability_cause == domain::ReachabilityCause::connected_mode
                   ? Kind::connected
                   : Kind::ended;
    }
    if (report.idle_status) {
        return Kind::ended;
    }
    if (report.reachability) {
        return report.reachability == domain::ReachabilityInformation::reachable_for_data
                   ? std::optional{Kind::connected}
                   : std::nullopt;
    }
    const bool reachable = has_type(report, MonitoringType::ue_reachability) ||
                           has_type(report, MonitoringType::ue_reachability_and_idle_status);
    return reachable ? std::optional{Kind::connected} : std::nullopt;
}

std::optional<Kind> sign(const domain::EventReport& report)
{
    if (has_type(report, MonitoringType::loss_of_connectivity) || report.loss_reason ||
        report.failure) {
        return Kind::ended;
    }
    if (!report.pdn_connectivity.empty()) {
        const bool created = std::ranges::any_of(
            report.pdn_connectivity,
            [](const domain::PdnConnectivity& connectivity) {
                return connectivity.type == domain::PdnConnectivityType::created;
            }
        );
        return created ? Kind::pdn_created : Kind::ended;
    }
    return reachability_sign(report);
}

base::WallTime moment_of(Kind kind, const domain::EventReport& report, base::WallTime at)
{
    base::WallTime moment = report.generated.value_or(at);
    if (kind == Kind::ended && report.idle_status) {
        moment = report.idle_status->since.value_or(moment);
    }
    return std::min(moment, at);
}

} // namespace

std::optional<CommunicationSign>
communication_in(const domain::EventReport& report, base::WallTime at)
{
    const std::optional<Kind> kind = sign(report);
    if (!kind) {
        return std::nullopt;
    }
    return CommunicationSign{*kind, moment_of(*kind, report, at)};
}

} // namespace iwf::core
