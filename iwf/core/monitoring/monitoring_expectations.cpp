// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <utility>

#include "iwf/core/monitoring/monitoring.hpp"
#include "iwf/core/monitoring/stripping.hpp"

/// Behaviour not aligned (S10): what the network reports for an expectation is judged here, and
/// only what breaks it goes to the server.
namespace iwf::core {

void Monitoring::take_for_expectation(
    Subscription& observation,
    const domain::EventReport& report,
    const MonitoringLimits& limits,
    const Owner& owner
)
{
    Subscription* const expectation =
        observation.record.expectation ? table_.find(*observation.record.expectation) : nullptr;
    if (expectation == nullptr || has_ended(expectation->record)) {
        return end(observation, true, owner);
    }
    SubscriptionRecord& record = expectation->record;
    if (report.handling == domain::EventHandling::cancel) {
        return cancel(*expectation, WatchEnd::network, true, owner); // it cannot be judged without
    }
    if (report.handling) {
        // While it is suspended nothing is seen, so nothing is broken.
        take_handling(observation, *report.handling, owner);
        expectation->watched_since = ports_.clock.wall_now();
        write(observation, owner);
        return reschedule(*expectation);
    }
    domain::EventReport seen = report;
    seen.type = observation.record.parameters.type;
    const ExpectationMemory before = *record.memory;
    const base::WallTime at = ports_.clock.wall_now();
    const Agreement agreement = agreement_of(*expectation);
    tell_breaches(*expectation, observe(agreement, *record.memory, seen, at), limits, owner);
    if (before != *record.memory) {
        write(*expectation, owner);
    }
    reschedule(*expectation);
}

/// What is broken because nothing came.
void Monitoring::judge_time(Subscription& expectation)
{
    SubscriptionRecord& record = expectation.record;
    const MonitoringLimits* const limits = limits_of(expectation);
    if (!is_watched(expectation)) {
        return;
    }
    if (limits == nullptr) {
        return cancel(expectation, WatchEnd::contract, true, {});
    }
    const ExpectationMemory before = *record.memory;
    const base::WallTime now = ports_.clock.wall_now();
    const Agreement agreement = agreement_of(expectation);
    tell_breaches(expectation, core::on_time(agreement, *record.memory, now), *limits, {});
    if (before != *record.memory) {
        write(expectation);
    }
}

/// False while the network cannot watch for some of it.
bool Monitoring::is_watched(const Subscription& expectation)
{
    const auto observations = observations_of(expectation.record.id);
    return std::ranges::none_of(observations, [](const Subscription* observation) {
        return observation->record.state == SubscriptionState::suspended;
    });
}

Agreement Monitoring::agreement_of(const Subscription& expectation) const
{
    const SubscriptionRecord& record = expectation.record;
    const MonitoringLimits* const limits = limits_of(expectation);
    // What was reported while this process did not run is lost.
    const base::WallTime started =
        ports_.clock.wall_now() -
        std::chrono::duration_cast<std::chrono::milliseconds>(ports_.clock.now() - started_);
    return {
        .patterns = record.patterns,
        .accuracy = limits == nullptr ? domain::Accuracy::network : limits->accuracy.value,
        .watched_since =
            std::max({record.created, started, expectation.watched_since.value_or(started)}),
        .settings = settings_.expectations,
    };
}

void Monitoring::tell_breaches(
    Subscription& expectation,
    const std::vector<Breach>& breaches,
    const MonitoringLimits& limits,
    const Owner& owner
)
{
    for (const Breach& breach : breaches) {
        ++counters_.breaches;
        domain::EventParameters as;
        as.type = breach.evidence.type.value_or(domain::MonitoringType::loss_of_connectivity);
        domain::EventReport report = strip(breach.evidence, as, limits);
        report.type = breach.evidence.type;
        report.broken = breach.what;
        put(expectation, keep(expectation, std::move(report), owner), owner);
    }
}

} // namespace iwf::core
