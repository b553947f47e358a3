// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/procedures/device_trigger.hpp"

namespace iwf::core {
namespace {

using domain::RequestStatus;

std::optional<RequestStatus>
stop_for(const SubscriberFound& subscriber, const TriggerRecord& record)
{
    // TS 23.682, 5.2.1 step 5. Absent with time left goes on: the SMS-SC stores the trigger.
    if (subscriber.absent && record.validity_time_s == 0U) {
        return RequestStatus::temporary_error;
    }
    if (subscriber.service_barred) {
        return RequestStatus::service_unavailable;
    }
    return std::nullopt;
}

bool lives_after(RequestStatus status)
{
    return status == RequestStatus::success;
}

} // namespace

const SubmissionRules& device_trigger_rules()
{
    static constexpr SubmissionRules rules{
        .stop_for = stop_for,
        .lives_after = lives_after,
        .closes_original = false,
    };
    return rules;
}

} // namespace iwf::core
