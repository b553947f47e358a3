// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "iwf/core/monitoring/monitoring.hpp"

/// Contracts have changed: what they permit no more ends now, not when it reports. Of a million
/// subscriptions a part in each turn, between which the thread does what else there is.
namespace iwf::core {

void Monitoring::use_contracts(ContractSnapshot contracts)
{
    contracts_ = std::move(contracts);
    swept_.emplace(); // one that is under way begins again
    sweep_at_ = ports_.clock.now();
}

void Monitoring::sweep()
{
    const base::Instant now = ports_.clock.now();
    if (!swept_ || sweep_at_ > now) {
        return;
    }
    if (undelivered_ >= settings_.max_undelivered || !ports_.journal.accepts_work()) {
        sweep_at_ = now + settings_.sweep_pause; // each that ends is a report, too
        return;
    }
    for (const SubscriptionId id : table_.walk(*swept_, settings_.sweep_step)) {
        if (Subscription* const subscription = table_.find(id)) {
            end_unpermitted(*subscription);
        }
    }
    if (table_.has_been_walked(*swept_)) {
        swept_.reset();
    }
}

/// Its server is told that it is cancelled, and the network to remove it. Observations end with
/// their expectation; what the network has not confirmed yet is looked at when it has.
void Monitoring::end_unpermitted(Subscription& subscription)
{
    const SubscriptionRecord& record = subscription.record;
    const bool looked_at = record.kind != SubscriptionKind::observation &&
                           record.state != SubscriptionState::intended && !has_ended(record);
    if (looked_at && limits_of(subscription) == nullptr) {
        cancel(subscription, WatchEnd::contract, true, {});
    }
}

} // namespace iwf::core
