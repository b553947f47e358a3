// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/monitoring/monitoring.hpp"

#include <algorithm>

namespace iwf::core {

Monitoring::Monitoring(Ports ports, MonitoringSettings settings)
    : ports_{std::move(ports)}
    , settings_{settings}
    , recent_{settings.duplicate_window, settings.max_in_progress}
    , recent_reports_{settings.duplicate_window, settings.max_in_progress * 10}
    , started_{ports_.clock.now()}
    , refusal_log_{ports_.log}
{}

void Monitoring::restore(
    std::vector<SubscriptionRecord> subscriptions,
    std::vector<ReportRecord> reports,
    const std::vector<MemberRecord>& members
)
{
    for (SubscriptionRecord& record : subscriptions) {
        if (!table_.is_free(record.id)) {
            continue; // no number of ours, or one that two have: nobody could tell them apart
        }
        Subscription& subscription = table_.add(std::move(record));
        if (subscription.record.expectation) {
            observations_[*subscription.record.expectation].push_back(subscription.record.id);
        }
        if (subscription.record.state == SubscriptionState::intended) {
            leftovers_.insert(subscription.record.id);
        }
    }
    for (const MemberRecord& member : members) {
        Subscription* const subscription = table_.find(member.subscription);
        if (subscription == nullptr) {
            ports_.journal.erase_member(member.subscription, member.member);
            continue;
        }
        if (!subscription->member_reports) {
            subscription->member_reports =
                std::make_unique<std::map<std::uint64_t, std::uint32_t>>();
        }
        subscription->member_reports->emplace(member.member, member.reports);
    }
    const base::Instant now = ports_.clock.now();
    std::ranges::sort(reports, {}, &ReportRecord::sequence);
    for (ReportRecord& report : reports) {
        Subscription* const subscription = table_.find(report.subscription);
        if (subscription == nullptr) {
            ports_.journal.erase_report(report.subscription, report.sequence);
            continue;
        }
        recent_reports_.remember(
            std::to_string(report.origin.sender), report.origin.end_to_end, {}, now
        );
        SubscriptionRecord& record = subscription->record;
        record.reports = std::max(record.reports, report.sequence);
        if (!subscription->undelivered) {
            subscription->undelivered = std::make_unique<Undelivered>();
        }
        subscription->undelivered->reports.push_back({std::move(report), true, true});
        ++undelivered_;
    }
}

void Monitoring::resume()
{
    std::vector<SubscriptionId> all;
    all.reserve(table_.size());
    table_.for_each([&all](const Subscription& subscription) {
        all.push_back(subscription.record.id);
    });
    for (const SubscriptionId id : all) {
        Subscription* const subscription = table_.find(id);
        if (subscription == nullptr) {
            continue; // over since another one ended
        }
        if (leftovers_.contains(id)) {
            end(*subscription, true); // its server was never told that it is there
            continue;
        }
        make_ready(*subscription);
        handle_due(*subscription);
    }
    leftovers_.clear();
}

std::optional<WatchDecision>
Monitoring::explain(std::string_view contract, const WatchClaim& claim) const
{
    const Contract* const known = contracts_ ? contracts_->find_by_name(contract) : nullptr;
    return known == nullptr ? std::nullopt : std::optional{authorise_watch(*known, claim)};
}

/// No report of it is taken from now on. What was taken is still delivered.
void Monitoring::end(Subscription& subscription, bool removal_owed, const Owner& owner)
{
    SubscriptionRecord& record = subscription.record;
    if (has_ended(record)) {
        return;
    }
    record.state = SubscriptionState::ended;
    // Devices in an area are counted once: no node keeps that.
    record.removal_owed =
        removal_owed && record.parameters.type != domain::MonitoringType::number_of_ues_in_area;
    table_.give_up_reference(subscription);
    if (record.removal_owed) {
        subscription.remove_at = ports_.clock.now();
    }
    write(subscription, owner);
    const auto until = record.parameters.monitoring_until;
    const bool expired = until && *until <= ports_.clock.wall_now();
    for (Subscription* const observation : observations_of(record.id)) {
        end(*observation, !expired, owner);
    }
    // Over or not is seen when its time is up: who called still holds it.
    table_.set_due(subscription, ports_.clock.now());
}

void Monitoring::finish_if_over(Subscription& subscription)
{
    const SubscriptionRecord& record = subscription.record;
    const bool over = has_ended(record) && !record.removal_owed && !subscription.removing &&
                      !subscription.undelivered && !observations_.contains(record.id);
    if (!over) {
        return reschedule(subscription);
    }
    const auto expectation = record.expectation;
    if (subscription.member_reports) {
        for (const auto& [member, reports] : *subscription.member_reports) {
            ports_.journal.erase_member(record.id, member);
        }
    }
    ports_.journal.erase(record.id);
    table_.remove(record.id);
    if (!expectation) {
        return;
    }
    const auto siblings = observations_.find(*expectation);
    if (siblings == observations_.end()) {
        return;
    }
    std::erase_if(siblings->second, [this](SubscriptionId id) {
        return table_.find(id) == nullptr;
    });
    if (!siblings->second.empty()) {
        return;
    }
    observations_.erase(siblings);
    if (Subscription* const owner = table_.find(*expectation)) {
        finish_if_over(*owner);
    }
}

namespace {

void sooner(std::optional<base::Instant>& due, const std::optional<base::Instant>& other)
{
    if (other && (!due || *other < *due)) {
        due = other;
    }
}

} // namespace

void Monitoring::reschedule(Subscription& subscription)
{
    const SubscriptionRecord& record = subscription.record;
    std::optional<base::Instant> due;
    if (!has_ended(record) && record.parameters.monitoring_until) {
        sooner(due, instant_of(*record.parameters.monitoring_until));
    }
    if (!has_ended(record) && record.memory) {
        const Agreement agreement = agreement_of(subscription);
        const base::WallTime now = ports_.clock.wall_now();
        if (const auto judged = core::next_due(agreement, *record.memory, now)) {
            sooner(due, instant_of(*judged));
        }
    }
    if (record.removal_owed && !subscription.removing) {
        sooner(due, subscription.remove_at);
    }
    if (subscription.undelivered && subscription.undelivered->in_flight == 0) {
        sooner(due, subscription.undelivered->retry_at);
        sooner(due, subscription.undelivered->guard_at);
    }
    table_.set_due(subscription, due);
}

void Monitoring::handle_due(Subscription& subscription)
{
    const base::Instant now = ports_.clock.now();
    const base::WallTime wall = ports_.clock.wall_now();
    SubscriptionRecord& record = subscription.record;
    const bool live = !has_ended(record) && record.state != SubscriptionState::intended;
    if (live && record.parameters.monitoring_until && *record.parameters.monitoring_until <= wall) {
        end(subscription, false); // the network ends it by itself, too
    } else if (live && record.memory) {
        judge_time(subscription);
    }
    if (record.removal_owed && !subscription.removing &&
        (!subscription.remove_at || *subscription.remove_at <= now)) {
        remove_from_network(subscription);
    }
    if (Undelivered* const undelivered = subscription.undelivered.get()) {
        const auto is_over = [now](const std::optional<base::Instant>& at) {
            return at && *at <= now;
        };
        if (is_over(undelivered->guard_at)) {
            undelivered->guard_at.reset();
        }
        if (is_over(undelivered->retry_at)) {
            undelivered->retry_at.reset();
        }
        drop_aged(subscription);
        make_ready(subscription);
    }
    finish_if_over(subscription);
}

void Monitoring::on_time()
{
    const base::Instant now = ports_.clock.now();
    sweep();
    while (Subscription* const subscription = table_.pop_due(now)) {
        handle_due(*subscription);
    }
    while (!away_.empty() && away_.begin()->first <= now) {
        const std::string contract = away_.begin()->second;
        set_back(contract, servers_.at(contract));
    }
    refusal_log_.on_time(now);
}

std::optional<base::Instant> Monitoring::next_due() const
{
    std::optional<base::Instant> due = table_.next_due();
    if (!away_.empty()) {
        sooner(due, away_.begin()->first);
    }
    if (swept_) {
        sooner(due, sweep_at_);
    }
    sooner(due, refusal_log_.next_due());
    return due;
}

void Monitoring::write(Subscription& subscription, const Owner& owner)
{
    const WriteId id = next_write();
    own(owner);
    writes_.push_back({id, owner.first, owner.second, std::nullopt});
    ports_.journal.put(subscription.record, id);
}

/// Whoever caused a write waits for it.
void Monitoring::own(const Owner& owner)
{
    if (owner.first) {
        ++work_.at(*owner.first).writes_left;
    }
    if (owner.second) {
        ++takings_.at(*owner.second).writes_left;
    }
}

void Monitoring::on_write_failed(WriteId write, const base::Error& error)
{
    ++counters_.write_failures;
    ports_.log.event(base::Severity::error, "journal.write_failed", {{"error", error.text}});
    written(write, &error);
}

void Monitoring::written(WriteId write, const base::Error* error)
{
    if (writes_.empty() || writes_.front().id != write) {
        return;
    }
    const Write done = writes_.front();
    writes_.pop_front();
    if (done.report) {
        report_written(done.report->first, done.report->second, error == nullptr);
    }
    if (done.work) {
        Work& work = work_.at(*done.work);
        --work.writes_left;
        work.write_failed = work.write_failed || error != nullptr;
        go_on(*done.work);
    }
    if (done.taking) {
        Taking& taking = takings_.at(*done.taking);
        --taking.writes_left;
        taking.write_failed = taking.write_failed || error != nullptr;
        go_on(*done.taking);
    }
}

SubscriptionId Monitoring::new_id()
{
    SubscriptionId id;
    do {
        id = SubscriptionId{ports_.random()};
    } while (!table_.is_free(id));
    return id;
}

std::vector<Subscription*> Monitoring::observations_of(SubscriptionId expectation)
{
    std::vector<Subscription*> found;
    const auto ids = observations_.find(expectation);
    if (ids == observations_.end()) {
        return found;
    }
    for (const SubscriptionId id : ids->second) {
        if (Subscription* const observation = table_.find(id)) {
            found.push_back(observation);
        }
    }
    return found;
}

base::Instant Monitoring::instant_of(base::WallTime time) const
{
    return ports_.clock.now() + (time - ports_.clock.wall_now());
}

/// By which what is left of a report is judged now; null: the contract permits it no more.
const MonitoringLimits* Monitoring::limits_of(const Subscription& subscription) const
{
    const SubscriptionRecord& record = subscription.record;
    const Contract* const contract =
        contracts_ ? contracts_->find_by_name(record.contract) : nullptr;
    const bool event = record.kind == SubscriptionKind::event;
    return contract == nullptr
               ? nullptr
               : limits_of_watch(*contract, record.watched, event ? &record.parameters : nullptr);
}

MonitoringCounters Monitoring::counters() const
{
    MonitoringCounters now = counters_;
    now.subscriptions_now = table_.size();
    now.undelivered_now = undelivered_;
    now.in_progress_now = work_.size();
    return now;
}

} // namespace iwf::core
