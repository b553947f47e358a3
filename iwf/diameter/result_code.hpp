// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "iwf/diameter/common.hpp"
#include "iwf/diameter/t4.hpp"
#include "iwf/domain/trigger.hpp"

/// What a refusal by the network means to a server: the one place where result codes of one side
/// become a status on the other (TS 29.368, 6.4.9 and 6.4.10).
namespace iwf::diameter {

/// How a congested SMS-SC (5531) is told. TS 29.368 makes it a permanent error, as every code of
/// TS 29.337, 7.3 that it does not name; a server that may try again is told a temporary one.
enum class CongestionIs : std::uint8_t
{
    permanent,
    temporary
};

/// Of an SIA. Temporary: 3xxx, 4xxx, DIAMETER_UNABLE_TO_COMPLY and what is no failure at all but
/// was not expected. Call it also for a request that found no answer, with unable_to_deliver.
[[nodiscard]] domain::RequestStatus request_status_of_s6m(const Outcome& outcome);

/// Of a DTA.
[[nodiscard]] domain::RequestStatus
request_status_of_t4(const Outcome& outcome, CongestionIs congestion = CongestionIs::permanent);

/// Of a DRR.
[[nodiscard]] domain::DeliveryOutcome delivery_outcome_of(t4::SmDeliveryOutcome outcome);

/// "DIAMETER_MISSING_AVP", "DIAMETER_ERROR_USER_UNKNOWN": for logs and people. "?": no name known.
[[nodiscard]] std::string_view name(const Outcome& outcome);

} // namespace iwf::diameter
