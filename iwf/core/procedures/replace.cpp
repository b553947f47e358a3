// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/procedures/replace.hpp"

namespace iwf::core {
namespace {

using domain::RequestStatus;

std::optional<RequestStatus> stop_for(const SubscriberFound&, const TriggerRecord&)
{
    return std::nullopt; // absence is no stop reason for a replace (TS 23.682, 5.2.3.1)
}

bool lives_after(RequestStatus status)
{
    return status == RequestStatus::success || status == RequestStatus::original_message_sent;
}

} // namespace

const SubmissionRules& replace_rules()
{
    static constexpr SubmissionRules rules{
        .stop_for = stop_for,
        .lives_after = lives_after,
        .closes_original = true,
    };
    return rules;
}

} // namespace iwf::core
