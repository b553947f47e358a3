// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/monitoring_result.hpp"

#include <array>

#include "iwf/domain/named.hpp"

namespace iwf::core {
namespace {

using domain::Named;

constexpr std::array names{
    Named{MonitoringResult::success, "DIAMETER_SUCCESS"},
    Named{MonitoringResult::user_unknown, "DIAMETER_ERROR_USER_UNKNOWN"},
    Named{
        MonitoringResult::unauthorized_requesting_entity,
        "DIAMETER_ERROR_UNAUTHORIZED_REQUESTING_ENTITY"},
    Named{MonitoringResult::unauthorized_service, "DIAMETER_ERROR_UNAUTHORIZED_SERVICE"},
    Named{MonitoringResult::range_not_allowed, "DIAMETER_ERROR_REQUESTED_RANGE_IS_NOT_ALLOWED"},
    Named{
        MonitoringResult::storage_not_successful,
        "DIAMETER_ERROR_CONFIGURATION_EVENT_STORAGE_NOT_SUCCESSFUL"},
    Named{
        MonitoringResult::configuration_non_existent,
        "DIAMETER_ERROR_CONFIGURATION_EVENT_NON_EXISTANT"},
    Named{MonitoringResult::reference_unknown, "DIAMETER_ERROR_SCEF_REFERENCE_ID_UNKNOWN"},
    Named{MonitoringResult::unauthorized_provider, "DIAMETER_ERROR_UNAUTHORIZED_MTC_PROVIDER"},
    Named{MonitoringResult::location_not_served, "DIAMETER_ERROR_REQUESTED_LOCATION_NOT_SERVED"},
    Named{MonitoringResult::resources_exceeded, "DIAMETER_RESOURCES_EXCEEDED"},
    Named{MonitoringResult::too_busy, "DIAMETER_TOO_BUSY"},
    Named{MonitoringResult::unable_to_comply, "DIAMETER_UNABLE_TO_COMPLY"},
};

} // namespace

std::string_view name(MonitoringResult result)
{
    return domain::name_in(names, result);
}

} // namespace iwf::core
