// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/monitoring/stripping.hpp"

#include <algorithm>
#include <cstddef>

namespace iwf::core {
namespace {

using domain::Accuracy;
using domain::EventReport;
using domain::MonitoringType;

constexpr std::size_t plmn_octets = 3; // the first of each TAI, ECGI, CGI, SAI and RAI

std::optional<base::Bytes> network_of(const std::optional<base::Bytes>& area)
{
    if (!area || area->size() < plmn_octets) {
        return std::nullopt;
    }
    return base::Bytes{area->begin(), area->begin() + plmn_octets};
}

/// Of the first that names one.
std::optional<base::Bytes> network_of(const domain::Location& location)
{
    const domain::MmeLocation mme = location.mme.value_or(domain::MmeLocation{});
    const domain::SgsnLocation sgsn = location.sgsn.value_or(domain::SgsnLocation{});
    for (const auto* area :
         {&mme.tracking_area, &mme.cell, &sgsn.routing_area, &sgsn.cell, &sgsn.service_area}) {
        if (auto network = network_of(*area)) {
            return network;
        }
    }
    return std::nullopt;
}

void coarsen(domain::Location& location, Accuracy finest)
{
    if (finest == Accuracy::cell) {
        return;
    }
    if (location.mme) {
        location.mme->cell.reset();
    }
    if (location.sgsn) {
        location.sgsn->cell.reset();
        location.sgsn->service_area.reset();
    }
    if (finest != Accuracy::base_station && location.mme) {
        location.mme->base_station.reset();
        location.mme->base_station_extended.reset();
    }
}

bool says_nothing(const domain::Location& location)
{
    const auto& mme = location.mme;
    const auto& sgsn = location.sgsn;
    const bool place =
        mme && (mme->cell || mme->tracking_area || mme->base_station || mme->base_station_extended);
    return !place && !(sgsn && (sgsn->cell || sgsn->service_area || sgsn->routing_area));
}

void take_reachability(EventReport& out, const EventReport& report)
{
    out.reachability = report.reachability;
    out.reachability_cause = report.reachability_cause;
    out.available_until = report.available_until;
}

} // namespace

void coarsen(EventReport& report, Accuracy finest)
{
    if (!report.location) {
        return;
    }
    if (finest == Accuracy::network) {
        if (auto network = network_of(*report.location)) {
            report.visited_plmn = std::move(network);
        }
        report.location.reset();
        return;
    }
    coarsen(*report.location, finest);
    if (says_nothing(*report.location)) {
        report.location.reset();
    }
}

EventReport strip(
    const EventReport& report,
    const domain::EventParameters& granted,
    const MonitoringLimits& limits
)
{
    EventReport out;
    out.type = granted.type;
    out.handling = report.handling;
    out.generated = report.generated;
    switch (granted.type) {
    case MonitoringType::loss_of_connectivity:
        out.loss_reason = report.loss_reason;
        break;
    case MonitoringType::ue_reachability:
        take_reachability(out, report);
        break;
    case MonitoringType::ue_reachability_and_idle_status:
        take_reachability(out, report);
        out.idle_status = report.idle_status;
        break;
    case MonitoringType::location_reporting: {
        const auto asked = granted.location ? granted.location->accuracy : std::nullopt;
        out.location = report.location;
        out.visited_plmn = report.visited_plmn;
        // The contract may have become stricter since.
        const Accuracy agreed = limits.accuracy.value;
        coarsen(out, asked ? std::max(*asked, agreed) : agreed);
        break;
    }
    case MonitoringType::change_of_association:
        out.imei_change = report.imei_change;
        if (limits.terminal.value) {
            out.terminal = report.terminal;
        }
        break;
    case MonitoringType::roaming_status:
        out.roaming = report.roaming;
        if (granted.plmn_id_requested.value_or(true)) {
            out.visited_plmn = report.visited_plmn;
        }
        break;
    case MonitoringType::communication_failure:
        out.failure = report.failure;
        break;
    case MonitoringType::availability_after_ddn_failure:
        break;
    case MonitoringType::availability_after_ddn_failure_and_idle_status:
        out.idle_status = report.idle_status;
        break;
    case MonitoringType::number_of_ues_in_area:
        out.ue_counts = report.ue_counts; // for the areas that the server named itself
        break;
    case MonitoringType::pdn_connectivity_status:
        out.pdn_connectivity = report.pdn_connectivity;
        break;
    }
    return out;
}

} // namespace iwf::core
