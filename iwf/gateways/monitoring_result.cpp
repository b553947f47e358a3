// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/monitoring_result.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "iwf/base/overloaded.hpp"
#include "iwf/core/policy/authorise_monitoring.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::gateways {
namespace {

using core::MonitoringResult;
using diameter::Outcome;
namespace experimental = diameter::experimental;

constexpr std::array results{
    std::pair{MonitoringResult::success, Outcome{diameter::result::success, false}},
    std::pair{MonitoringResult::user_unknown, Outcome{experimental::user_unknown, true}},
    std::pair{
        MonitoringResult::unauthorized_requesting_entity,
        Outcome{experimental::unauthorized_requesting_entity, true}},
    std::pair{
        MonitoringResult::unauthorized_service, Outcome{experimental::unauthorized_service, true}},
    std::pair{
        MonitoringResult::range_not_allowed,
        Outcome{experimental::requested_range_is_not_allowed, true}},
    std::pair{
        MonitoringResult::storage_not_successful,
        Outcome{experimental::configuration_event_storage_not_successful, true}},
    std::pair{
        MonitoringResult::configuration_non_existent,
        Outcome{experimental::configuration_event_non_existant, true}},
    std::pair{
        MonitoringResult::reference_unknown,
        Outcome{experimental::scef_reference_id_unknown, true}},
    std::pair{
        MonitoringResult::unauthorized_provider,
        Outcome{experimental::unauthorized_mtc_provider, true}},
    std::pair{
        MonitoringResult::location_not_served,
        Outcome{experimental::requested_location_not_served, true}},
    std::pair{
        MonitoringResult::resources_exceeded, Outcome{diameter::result::resources_exceeded, false}},
    std::pair{MonitoringResult::too_busy, Outcome{diameter::result::too_busy, false}},
    std::pair{
        MonitoringResult::unable_to_comply, Outcome{diameter::result::unable_to_comply, false}},
};

} // namespace

Outcome outcome_of(MonitoringResult result)
{
    const auto* const found =
        std::ranges::find(results, result, &std::pair<MonitoringResult, Outcome>::first);
    return found == results.end() ? Outcome{diameter::result::unable_to_comply, false}
                                  : found->second;
}

MonitoringResult monitoring_result_of(const Outcome& outcome)
{
    if (outcome.is_success()) {
        return MonitoringResult::success;
    }
    const auto* const found =
        std::ranges::find(results, outcome, &std::pair<MonitoringResult, Outcome>::second);
    return found == results.end() ? MonitoringResult::unable_to_comply : found->first;
}

MonitoringResult
monitoring_result_of(const std::vector<diameter::monitoring::ServiceReport>& reports)
{
    for (const auto& report : reports) {
        if (report.result && !report.result->is_success()) {
            return monitoring_result_of(*report.result);
        }
    }
    return MonitoringResult::success;
}

diameter::monitoring::UserIdentifier user_of(const domain::DeviceIdentity& device)
{
    diameter::monitoring::UserIdentifier user;
    std::visit(
        base::Overloaded{
            [&user](const domain::ExternalIdentifier& id) { user.external_identifier = id.text(); },
            [&user](const domain::Msisdn& msisdn) {
                user.msisdn = domain::to_tbcd(msisdn.digits());
            },
        },
        device
    );
    return user;
}

diameter::monitoring::UserIdentifier user_of(const domain::WatchedIdentity& watched)
{
    diameter::monitoring::UserIdentifier user = user_of(watched.identity);
    user.group = watched.group;
    return user;
}

std::optional<domain::WatchedIdentity> watched_of(const diameter::monitoring::UserIdentifier& user)
{
    const auto number = user.external_identifier ? std::nullopt : user.msisdn;
    return core::watched_of({user.external_identifier, number, std::nullopt}, user.group);
}

} // namespace iwf::gateways
