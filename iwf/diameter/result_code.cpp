// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/result_code.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace iwf::diameter {
namespace {

using domain::DeliveryOutcome;
using domain::RequestStatus;

struct Mapping
{
    Outcome outcome;
    RequestStatus status;
};

constexpr Outcome base_code(std::uint32_t code)
{
    return {code, false};
}

constexpr Outcome code_3gpp(std::uint32_t code)
{
    return {code, true};
}

/// TS 29.336, 6.3.3 and TS 29.368, 6.4.9.
constexpr std::array s6m_mappings{
    Mapping{base_code(result::unable_to_comply), RequestStatus::temporary_error},
    Mapping{code_3gpp(experimental::user_unknown), RequestStatus::invalid_external_id},
    Mapping{code_3gpp(experimental::feature_unsupported), RequestStatus::temporary_error},
    Mapping{
        code_3gpp(experimental::unauthorized_requesting_entity),
        RequestStatus::not_authorized,
    },
    Mapping{code_3gpp(experimental::unauthorized_service), RequestStatus::service_unavailable},
};

/// TS 29.337, 7.3 and TS 29.368, 6.4.9: what is not here is a permanent error.
constexpr std::array t4_mappings{
    Mapping{base_code(result::unable_to_comply), RequestStatus::temporary_error},
    Mapping{code_3gpp(experimental::feature_unsupported), RequestStatus::temporary_error},
    Mapping{code_3gpp(experimental::trigger_replace_failure), RequestStatus::replace_fail},
    Mapping{code_3gpp(experimental::trigger_recall_failure), RequestStatus::recall_fail},
    Mapping{
        code_3gpp(experimental::original_message_not_pending),
        RequestStatus::original_message_sent,
    },
};

RequestStatus status_in(std::span<const Mapping> mappings, const Outcome& outcome)
{
    if (outcome.is_success()) {
        return RequestStatus::success;
    }
    const auto found = std::ranges::find(mappings, outcome, &Mapping::outcome);
    if (found != mappings.end()) {
        return found->status;
    }
    return outcome.code / 1000 == 5 ? RequestStatus::permanent_error
                                    : RequestStatus::temporary_error;
}

struct Name
{
    Outcome outcome;
    std::string_view name;
};

constexpr std::array names{
    Name{base_code(1001), "DIAMETER_MULTI_ROUND_AUTH"},
    Name{base_code(2001), "DIAMETER_SUCCESS"},
    Name{base_code(2002), "DIAMETER_LIMITED_SUCCESS"},
    Name{base_code(3001), "DIAMETER_COMMAND_UNSUPPORTED"},
    Name{base_code(3002), "DIAMETER_UNABLE_TO_DELIVER"},
    Name{base_code(3003), "DIAMETER_REALM_NOT_SERVED"},
    Name{base_code(3004), "DIAMETER_TOO_BUSY"},
    Name{base_code(3005), "DIAMETER_LOOP_DETECTED"},
    Name{base_code(3006), "DIAMETER_REDIRECT_INDICATION"},
    Name{base_code(3007), "DIAMETER_APPLICATION_UNSUPPORTED"},
    Name{base_code(3008), "DIAMETER_INVALID_HDR_BITS"},
    Name{base_code(3009), "DIAMETER_INVALID_AVP_BITS"},
    Name{base_code(3010), "DIAMETER_UNKNOWN_PEER"},
    Name{base_code(4001), "DIAMETER_AUTHENTICATION_REJECTED"},
    Name{base_code(4002), "DIAMETER_OUT_OF_SPACE"},
    Name{base_code(4003), "ELECTION_LOST"},
    Name{base_code(5001), "DIAMETER_AVP_UNSUPPORTED"},
    Name{base_code(5002), "DIAMETER_UNKNOWN_SESSION_ID"},
    Name{base_code(5003), "DIAMETER_AUTHORIZATION_REJECTED"},
    Name{base_code(5004), "DIAMETER_INVALID_AVP_VALUE"},
    Name{base_code(5005), "DIAMETER_MISSING_AVP"},
    Name{base_code(5006), "DIAMETER_RESOURCES_EXCEEDED"},
    Name{base_code(5007), "DIAMETER_CONTRADICTING_AVPS"},
    Name{base_code(5008), "DIAMETER_AVP_NOT_ALLOWED"},
    Name{base_code(5009), "DIAMETER_AVP_OCCURS_TOO_MANY_TIMES"},
    Name{base_code(5010), "DIAMETER_NO_COMMON_APPLICATION"},
    Name{base_code(5011), "DIAMETER_UNSUPPORTED_VERSION"},
    Name{base_code(5012), "DIAMETER_UNABLE_TO_COMPLY"},
    Name{base_code(5013), "DIAMETER_INVALID_BIT_IN_HEADER"},
    Name{base_code(5014), "DIAMETER_INVALID_AVP_LENGTH"},
    Name{base_code(5015), "DIAMETER_INVALID_MESSAGE_LENGTH"},
    Name{base_code(5016), "DIAMETER_INVALID_AVP_BIT_COMBO"},
    Name{base_code(5017), "DIAMETER_NO_COMMON_SECURITY"},
    Name{code_3gpp(5001), "DIAMETER_ERROR_USER_UNKNOWN"},
    Name{code_3gpp(5011), "DIAMETER_ERROR_FEATURE_UNSUPPORTED"},
    Name{code_3gpp(5510), "DIAMETER_ERROR_UNAUTHORIZED_REQUESTING_ENTITY"},
    Name{code_3gpp(5511), "DIAMETER_ERROR_UNAUTHORIZED_SERVICE"},
    Name{code_3gpp(5512), "DIAMETER_ERROR_REQUESTED_RANGE_IS_NOT_ALLOWED"},
    Name{code_3gpp(5513), "DIAMETER_ERROR_CONFIGURATION_EVENT_STORAGE_NOT_SUCCESSFUL"},
    Name{code_3gpp(5514), "DIAMETER_ERROR_CONFIGURATION_EVENT_NON_EXISTANT"},
    Name{code_3gpp(5515), "DIAMETER_ERROR_SCEF_REFERENCE_ID_UNKNOWN"},
    Name{code_3gpp(5516), "DIAMETER_ERROR_UNAUTHORIZED_MTC_PROVIDER"},
    Name{code_3gpp(5530), "DIAMETER_ERROR_INVALID_SME_ADDRESS"},
    Name{code_3gpp(5531), "DIAMETER_ERROR_SC_CONGESTION"},
    Name{code_3gpp(5532), "DIAMETER_ERROR_SM_PROTOCOL"},
    Name{code_3gpp(5533), "DIAMETER_ERROR_TRIGGER_REPLACE_FAILURE"},
    Name{code_3gpp(5534), "DIAMETER_ERROR_TRIGGER_RECALL_FAILURE"},
    Name{code_3gpp(5535), "DIAMETER_ERROR_ORIGINAL_MESSAGE_NOT_PENDING"},
    Name{code_3gpp(5552), "DIAMETER_ERROR_FACILITY_NOT_SUPPORTED"},
    Name{code_3gpp(5555), "DIAMETER_ERROR_SM_DELIVERY_FAILURE"},
    Name{code_3gpp(5598), "DIAMETER_ERROR_MISSING_APPLICATION_DATA"},
    Name{code_3gpp(5650), "DIAMETER_ERROR_REQUESTED_LOCATION_NOT_SERVED"},
};

} // namespace

RequestStatus request_status_of_s6m(const Outcome& outcome)
{
    return status_in(s6m_mappings, outcome);
}

RequestStatus request_status_of_t4(const Outcome& outcome, CongestionIs congestion)
{
    if (congestion == CongestionIs::temporary &&
        outcome == code_3gpp(experimental::sc_congestion)) {
        return RequestStatus::temporary_error;
    }
    return status_in(t4_mappings, outcome);
}

DeliveryOutcome delivery_outcome_of(t4::SmDeliveryOutcome outcome)
{
    switch (outcome) {
    case t4::SmDeliveryOutcome::successful_transfer:
        return DeliveryOutcome::success;
    case t4::SmDeliveryOutcome::validity_time_expired:
        return DeliveryOutcome::expired;
    case t4::SmDeliveryOutcome::absent_subscriber:
    case t4::SmDeliveryOutcome::ue_memory_capacity_exceeded:
        return DeliveryOutcome::undeliverable;
    }
    return DeliveryOutcome::unconfirmed; // not a value of the table: a decoder lets none through
}

std::string_view name(const Outcome& outcome)
{
    const auto* const found = std::ranges::find(names, outcome, &Name::outcome);
    return found == names.end() ? std::string_view{"?"} : found->name;
}

} // namespace iwf::diameter
