// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/pending_triggers.hpp"

namespace iwf::sim {

using diameter::t4::SmDeliveryOutcome;

Fate fate_of(
    std::optional<std::chrono::milliseconds> deliver_after,
    SmDeliveryOutcome outcome,
    std::chrono::milliseconds validity,
    bool has_serving_nodes
)
{
    const bool one_attempt = validity.count() == 0;
    if (one_attempt && !has_serving_nodes) {
        return {deliver_after, SmDeliveryOutcome::absent_subscriber};
    }
    if (one_attempt) {
        return {deliver_after, outcome};
    }
    if (!deliver_after || !has_serving_nodes || *deliver_after >= validity) {
        return {validity, SmDeliveryOutcome::validity_time_expired};
    }
    return {deliver_after, outcome};
}

} // namespace iwf::sim
