// SPDX-License-Identifier: Apache-2.0
#include "iwf/domain/trigger.hpp"

#include <array>

#include "iwf/domain/named.hpp"

namespace iwf::domain {
namespace {

constexpr std::array action_types{
    Named{ActionType::device_trigger_request, "REQUEST"},
    Named{ActionType::delivery_report, "REPORT"},
    Named{ActionType::device_trigger_recall, "RECALL"},
    Named{ActionType::device_trigger_replace, "REPLACE"},
    Named{ActionType::msisdn_less_mo_sms, "MO-SMS"},
};

constexpr std::array request_statuses{
    Named{RequestStatus::success, "SUCCESS"},
    Named{RequestStatus::invalid_payload, "INVPAYLOAD"},
    Named{RequestStatus::invalid_external_id, "INVEXTID"},
    Named{RequestStatus::invalid_scs_id, "INVSCSID"},
    Named{RequestStatus::invalid_period, "INVPERIOD"},
    Named{RequestStatus::not_authorized, "NOTAUTHORIZED"},
    Named{RequestStatus::service_unavailable, "SERVICEUNAVAILABLE"},
    Named{RequestStatus::permanent_error, "PERMANENTERROR"},
    Named{RequestStatus::quota_exceeded, "QUOTAEXCEEDED"},
    Named{RequestStatus::rate_exceeded, "RATEEXCEEDED"},
    Named{RequestStatus::replace_fail, "REPLACEFAIL"},
    Named{RequestStatus::recall_fail, "RECALLFAIL"},
    Named{RequestStatus::original_message_sent, "ORIGINALMESSAGESENT"},
    Named{RequestStatus::temporary_error, "TEMPORARYERROR"},
};

constexpr std::array delivery_outcomes{
    Named{DeliveryOutcome::success, "SUCCESS"},
    Named{DeliveryOutcome::expired, "EXPIRED"},
    Named{DeliveryOutcome::temporary_error, "TEMPORARYERROR"},
    Named{DeliveryOutcome::undeliverable, "UNDELIVERABLE"},
    Named{DeliveryOutcome::unconfirmed, "UNCONFIRMED"},
};

} // namespace

std::string_view name(ActionType action)
{
    return name_in(action_types, action);
}

std::string_view name(RequestStatus status)
{
    return name_in(request_statuses, status);
}

std::string_view name(DeliveryOutcome outcome)
{
    return name_in(delivery_outcomes, outcome);
}

std::optional<ActionType> action_type_from(std::uint32_t value)
{
    return value_in<ActionType>(action_types, value);
}

std::optional<RequestStatus> request_status_from(std::uint32_t value)
{
    return value_in<RequestStatus>(request_statuses, value);
}

std::optional<DeliveryOutcome> delivery_outcome_from(std::uint32_t value)
{
    return value_in<DeliveryOutcome>(delivery_outcomes, value);
}

} // namespace iwf::domain
