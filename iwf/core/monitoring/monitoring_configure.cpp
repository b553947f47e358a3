// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "iwf/core/monitoring/monitoring.hpp"
#include "iwf/core/monitoring/stripping.hpp"

/// What the network says to a configuration, and what the server is told of it.
namespace iwf::core {
namespace {

/// What says nothing of any single event, but of the subscriber or of the network.
bool is_of_the_command(MonitoringResult result)
{
    return result == MonitoringResult::user_unknown || result == MonitoringResult::too_busy ||
           result == MonitoringResult::unable_to_comply;
}

/// When all fared alike for a reason that is none of the events', the command as a whole says so
/// (TS 29.336, 7.2.1.2).
void collapse(ConfigurationAnswer& answer)
{
    std::vector<ReferenceResult> all = answer.events;
    all.insert(all.end(), answer.patterns.begin(), answer.patterns.end());
    if (all.empty() || !is_of_the_command(all.front().result)) {
        return;
    }
    const auto same = [&](const ReferenceResult& one) { return one.result == all.front().result; };
    if (std::ranges::all_of(all, same)) {
        answer.result = all.front().result;
        answer.events.clear();
        answer.patterns.clear();
    }
}

/// How much sooner the network's reports of a group must come than ours.
std::uint32_t guard_of_the_network(std::uint32_t ours_s)
{
    const std::uint32_t margin = std::min(5U, ours_s / 2);
    return std::max(1U, ours_s - margin);
}

} // namespace

/// The next step of a CIR of a server, if nothing is waited for.
void Monitoring::go_on(ConfigurationId id)
{
    const auto found = work_.find(id);
    if (found == work_.end() || found->second.writes_left > 0 ||
        found->second.phase == Work::Phase::asking) {
        return;
    }
    Work& work = found->second;
    if (work.phase == Work::Phase::ending || work.added.empty()) {
        return answer(id, work);
    }
    if (work.write_failed) {
        for (const SubscriptionId added : work.added) {
            settle(id, added, {.result = MonitoringResult::unable_to_comply});
        }
        work.phase = Work::Phase::ending;
        return go_on(id);
    }
    work.phase = Work::Phase::asking;
    configure(id, work);
}

void Monitoring::configure(ConfigurationId id, const Work& work)
{
    NetworkConfiguration configuration{
        .id = id,
        .watched = *work.watched,
        .add = {},
        .remove = {},
        .replaces = work.replaces,
        .group_guard_s = std::nullopt,
        .node = std::nullopt,
        .end_to_end = ports_.identifiers.next_end_to_end(),
        .session_id = ports_.identifiers.next_session_id(),
    };
    if (work.group_guard_s) {
        configuration.group_guard_s = guard_of_the_network(*work.group_guard_s);
    }
    for (const SubscriptionId added : work.added) {
        configuration.add.push_back(&table_.find(added)->record);
    }
    for (const auto& [added, old] : work.replaces) {
        if (const Subscription* const replaced = table_.find(old)) {
            configuration.remove.push_back(&replaced->record);
            configuration.node = replaced->record.node; // who has the old one replaces it
        }
    }
    ports_.network.configure(configuration);
}

void Monitoring::on_configured(ConfigurationId id, const NetworkConfigured& configured)
{
    const auto removal = removals_.find(id);
    if (removal != removals_.end()) {
        Subscription* const subscription = table_.find(removal->second);
        removals_.erase(removal);
        if (subscription != nullptr) {
            removed(*subscription, configured);
        }
        return;
    }
    const auto found = work_.find(id);
    if (found == work_.end() || found->second.phase != Work::Phase::asking) {
        return;
    }
    Work& work = found->second;
    work.phase = Work::Phase::ending;
    work.answer.devices = configured.devices;
    work.answer.group_in_progress = configured.group_in_progress;
    work.answer.absent_subscriber = configured.absent_subscriber;
    for (const SubscriptionId added : work.added) {
        const Subscription* const subscription = table_.find(added);
        if (subscription != nullptr && subscription->record.kind != SubscriptionKind::observation) {
            settle(id, added, configured);
        }
    }
    for (const NetworkImmediate& immediate : configured.reports) {
        take_immediate(id, immediate);
    }
    go_on(id);
}

namespace {

MonitoringResult result_of(const NetworkConfigured& configured, SubscriptionId id)
{
    if (configured.result != MonitoringResult::success) {
        return configured.result;
    }
    const auto said = std::ranges::find(configured.statuses, id, &NetworkStatus::subscription);
    return said == configured.statuses.end() ? MonitoringResult::success : said->result;
}

} // namespace

/// What becomes of a subscription, and of the observations it needs: all of them, or none.
void Monitoring::settle(
    ConfigurationId id, SubscriptionId added, const NetworkConfigured& configured
)
{
    Subscription* const subscription = table_.find(added);
    if (subscription == nullptr || subscription->record.state != SubscriptionState::intended) {
        return;
    }
    MonitoringResult result = result_of(configured, added);
    std::vector<Subscription*> parts = observations_of(added);
    for (const Subscription* const observation : parts) {
        const MonitoringResult part = result_of(configured, observation->record.id);
        result = result == MonitoringResult::success ? part : result;
    }
    parts.push_back(subscription);
    Work& work = work_.at(id);
    const bool pattern = subscription->record.kind == SubscriptionKind::expectation;
    (pattern ? work.answer.patterns : work.answer.events)
        .push_back({subscription->record.reference, result});
    for (Work::Permit& permit : work.permits) {
        permit.result = permit.added == added ? result : permit.result;
    }
    const Owner owner{id, std::nullopt};
    for (Subscription* const part : parts) {
        part->record.node = configured.node;
        part->record.devices = configured.devices;
        if (result == MonitoringResult::success) {
            part->record.state = SubscriptionState::active;
            write(*part, owner);
            finish_if_over(*part);
            continue;
        }
        const bool there = configured.unanswered ||
                           (configured.result == MonitoringResult::success &&
                            result_of(configured, part->record.id) == MonitoringResult::success);
        end(*part, there, owner);
    }
    for (const auto& [fresh, old] : work.replaces) {
        Subscription* const replaced = fresh == added ? table_.find(old) : nullptr;
        if (replaced != nullptr && result == MonitoringResult::success) {
            permit_end(id, replaced->record);
            end(*replaced, false, owner); // its observations have their own numbers, see end()
        }
    }
}

/// A report that the network had at once. It goes in the answer, which is given again when the
/// server asks again: it needs no record of its own.
void Monitoring::take_immediate(ConfigurationId id, const NetworkImmediate& immediate)
{
    Subscription* const subscription = table_.find(immediate.subscription);
    if (subscription == nullptr || subscription->record.state != SubscriptionState::active) {
        return;
    }
    const MonitoringLimits* const limits = limits_of(*subscription);
    if (limits == nullptr) {
        return;
    }
    const Owner owner{id, std::nullopt};
    if (subscription->record.kind == SubscriptionKind::observation) {
        return take_for_expectation(*subscription, immediate.report, *limits, owner);
    }
    work_.at(id).answer.reports.push_back(
        {subscription->record.reference,
         std::nullopt,
         strip(immediate.report, subscription->record.parameters, *limits)}
    );
    count(*subscription, std::nullopt, ReporterRole::hss, owner);
    write(*subscription, owner);
}

void Monitoring::answer(ConfigurationId id, Work& work)
{
    if (work.write_failed) {
        for (auto* const results : {&work.answer.events, &work.answer.patterns}) {
            for (ReferenceResult& one : *results) {
                one.result = MonitoringResult::unable_to_comply;
            }
        }
        work.answer.reports.clear();
        for (const SubscriptionId added : work.added) {
            if (Subscription* const subscription = table_.find(added)) {
                end(*subscription, true); // not on disk: it must not be in the network
            }
        }
    }
    confirm(work);
    collapse(work.answer);
    const Work done = std::move(work);
    work_.erase(id);
    work_by_request_.erase({done.contract, done.end_to_end});
    --servers_[done.contract].in_progress;
    recent_.remember(
        done.contract, done.end_to_end, {done.answer, done.digest}, ports_.clock.now()
    );
    for (const ConfigurationRequest request : done.waiting) {
        tell(done.contract, request, done.answer);
    }
    for (const SubscriptionId added : done.added) {
        if (Subscription* const subscription = table_.find(added)) {
            make_ready(*subscription);      // of reports that came before the answer
            end_unpermitted(*subscription); // by contracts that came before it
        }
    }
}

void Monitoring::tell(
    const std::string& contract, ConfigurationRequest request, const ConfigurationAnswer& answer
)
{
    ++counters_.commands[answer.result];
    for (const auto* const results : {&answer.events, &answer.patterns}) {
        for (const ReferenceResult& one : *results) {
            ++counters_.events[one.result];
            ports_.log.event(
                base::Severity::info,
                "monitoring.configured",
                {{"scs", contract},
                 {"reference", one.reference.key()},
                 {"result", name(one.result)}}
            );
        }
    }
    ports_.servers.answer(request, answer);
}

void Monitoring::remove_from_network(Subscription& subscription)
{
    if (removals_.size() >= settings_.max_removals_in_flight) {
        subscription.remove_at = ports_.clock.now() + std::chrono::seconds{1};
        return;
    }
    const ConfigurationId id{++last_work_};
    subscription.removing = true;
    removals_.emplace(id, subscription.record.id);
    ports_.network.configure({
        .id = id,
        .watched = subscription.record.watched,
        .add = {},
        .remove = {&subscription.record},
        .replaces = {},
        .group_guard_s = std::nullopt,
        .node = subscription.record.node,
        .end_to_end = ports_.identifiers.next_end_to_end(),
        .session_id = ports_.identifiers.next_session_id(),
        .retransmission = subscription.removal_attempts > 0,
    });
}

/// Of the answers there are, only those that may be others later keep it owed: what the network
/// does not know it need not remove.
void Monitoring::removed(Subscription& subscription, const NetworkConfigured& configured)
{
    subscription.removing = false;
    const bool later = configured.unanswered || configured.result == MonitoringResult::too_busy ||
                       configured.result == MonitoringResult::unable_to_comply;
    const auto delay = backoff(settings_.removal, ++subscription.removal_attempts);
    const base::WallTime wall = ports_.clock.wall_now();
    if (!subscription.removal_since) {
        subscription.removal_since = wall;
    }
    if (later && wall - *subscription.removal_since < settings_.removal.age_limit) {
        subscription.remove_at = ports_.clock.now() + delay;
        return reschedule(subscription);
    }
    if (later) {
        ports_.log.event(
            base::Severity::error,
            "monitoring.not_removed",
            {{"scs", subscription.record.contract},
             {"reference", subscription.record.reference.key()},
             {"reason", "no HSS has taken the removal in time; it ends with its next report"}}
        );
    }
    subscription.record.removal_owed = false;
    write(subscription);
    finish_if_over(subscription);
}

} // namespace iwf::core
