// SPDX-License-Identifier: Apache-2.0
#include "iwf/domain/monitoring.hpp"

#include <array>

#include "iwf/domain/named.hpp"

namespace iwf::domain {
namespace {

constexpr std::array monitoring_types{
    Named{MonitoringType::loss_of_connectivity, "LOSS_OF_CONNECTIVITY"},
    Named{MonitoringType::ue_reachability, "UE_REACHABILITY"},
    Named{MonitoringType::location_reporting, "LOCATION_REPORTING"},
    Named{MonitoringType::change_of_association, "CHANGE_OF_IMSI_IMEI(SV)_ASSOCIATION"},
    Named{MonitoringType::roaming_status, "ROAMING_STATUS"},
    Named{MonitoringType::communication_failure, "COMMUNICATION_FAILURE"},
    Named{MonitoringType::availability_after_ddn_failure, "AVAILABILITY_AFTER_DDN_FAILURE"},
    Named{MonitoringType::number_of_ues_in_area, "NUMBER_OF_UES_PRESENT_IN_A_GEOGRAPHICAL_AREA"},
    Named{
        MonitoringType::ue_reachability_and_idle_status,
        "UE_REACHABILITY_AND_IDLE_STATUS_INDICATION"},
    Named{
        MonitoringType::availability_after_ddn_failure_and_idle_status,
        "AVAILABILITY_AFTER_DDN_FAILURE_AND_IDLE_STATUS_INDICATION"},
    Named{MonitoringType::pdn_connectivity_status, "PDN_CONNECTIVITY_STATUS"},
};

constexpr std::array event_handlings{
    Named{EventHandling::suspend, "SUSPEND"},
    Named{EventHandling::resume, "RESUME"},
    Named{EventHandling::cancel, "CANCEL"},
};

constexpr std::array loss_reasons{
    Named{LossOfConnectivityReason::detached_mme, "UE_DETACHED_MME"},
    Named{LossOfConnectivityReason::detached_sgsn, "UE_DETACHED_SGSN"},
    Named{LossOfConnectivityReason::detection_time_expired_mme, "MAX_DETECTION_TIME_EXPIRED_MME"},
    Named{LossOfConnectivityReason::detection_time_expired_sgsn, "MAX_DETECTION_TIME_EXPIRED_SGSN"},
    Named{LossOfConnectivityReason::purged_mme, "UE_PURGED_MME"},
    Named{LossOfConnectivityReason::purged_sgsn, "UE_PURGED_SGSN"},
};

constexpr std::array accuracies{
    Named{Accuracy::cell, "CGI-ECGI"},
    Named{Accuracy::base_station, "eNB"},
    Named{Accuracy::tracking_area, "LA-TA-RA"},
    Named{Accuracy::presence_area, "PRA"},
    Named{Accuracy::network, "PLMN-ID"},
};

constexpr std::array broken_expectations{
    Named{BrokenExpectation::stationary, "STATIONARY"},
    Named{BrokenExpectation::periodic_time, "PERIODIC_TIME"},
    Named{BrokenExpectation::duration, "COMMUNICATION_DURATION"},
    Named{BrokenExpectation::scheduled_time, "SCHEDULED_TIME"},
};

} // namespace

std::string_view name(MonitoringType type)
{
    return name_in(monitoring_types, type);
}

std::string_view name(EventHandling handling)
{
    return name_in(event_handlings, handling);
}

std::string_view name(LossOfConnectivityReason reason)
{
    return name_in(loss_reasons, reason);
}

std::string_view name(Accuracy accuracy)
{
    return name_in(accuracies, accuracy);
}

std::string_view name(BrokenExpectation expectation)
{
    return name_in(broken_expectations, expectation);
}

std::optional<MonitoringType> monitoring_type_from(std::uint32_t value)
{
    return value_in<MonitoringType>(monitoring_types, value);
}

} // namespace iwf::domain
