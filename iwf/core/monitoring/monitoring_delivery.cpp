// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>

#include "iwf/core/monitoring/monitoring.hpp"

/// To the servers: of each subscription one RIR at a time, so that its order is kept; of each
/// server a few, so that a slow one keeps nobody waiting but itself.
namespace iwf::core {

/// A new report at the end of the subscription's queue. It is written with put().
ReportRecord&
Monitoring::keep(Subscription& subscription, domain::EventReport report, const Owner& owner)
{
    if (!subscription.undelivered) {
        subscription.undelivered = std::make_unique<Undelivered>();
    }
    ReportRecord& record = subscription.undelivered->reports.emplace_back().record;
    record.subscription = subscription.record.id;
    record.sequence = ++subscription.record.reports;
    record.origin = owner.second.value_or(ReportKey{});
    record.report = std::move(report);
    record.end_to_end = ports_.identifiers.next_end_to_end();
    record.session_id = ports_.identifiers.next_session_id();
    record.received = ports_.clock.wall_now();
    ++undelivered_;
    return record;
}

void Monitoring::put(Subscription& subscription, const ReportRecord& report, const Owner& owner)
{
    const auto guard_s = subscription.record.group_guard_s;
    if (report.member && guard_s && subscription.undelivered->reports.size() == 1) {
        // More may come in this time, and goes in one RIR.
        subscription.undelivered->guard_at = ports_.clock.now() + std::chrono::seconds{*guard_s};
    }
    const WriteId id = next_write();
    own(owner);
    writes_.push_back(
        {id, owner.first, owner.second, std::pair{report.subscription, report.sequence}}
    );
    ports_.journal.put(report, id);
}

void Monitoring::report_written(SubscriptionId id, std::uint64_t sequence, bool written)
{
    Subscription* const subscription = table_.find(id);
    if (subscription == nullptr || !subscription->undelivered) {
        return;
    }
    auto& reports = subscription->undelivered->reports;
    const auto found = std::ranges::find_if(reports, [&](const PendingReport& pending) {
        return pending.record.sequence == sequence;
    });
    if (found == reports.end()) {
        return;
    }
    if (written) {
        found->written = true;
        make_ready(*subscription);
    } else {
        reports.erase(found); // whoever brought it is told so, and brings it again
        --undelivered_;
        if (reports.empty()) {
            subscription->undelivered.reset();
        }
    }
    reschedule(*subscription);
}

/// Whether something may go to the server now, as far as this subscription has a say.
bool Monitoring::may_deliver(const Subscription& subscription)
{
    const Undelivered* const undelivered = subscription.undelivered.get();
    if (undelivered == nullptr || undelivered->in_flight > 0 || undelivered->ready) {
        return false;
    }
    const bool intended = subscription.record.state == SubscriptionState::intended;
    return !intended && !undelivered->retry_at && !undelivered->guard_at &&
           undelivered->reports.front().written;
}

void Monitoring::make_ready(Subscription& subscription)
{
    if (!may_deliver(subscription)) {
        return;
    }
    subscription.undelivered->ready = true;
    servers_[subscription.record.contract].ready.push_back(subscription.record.id);
    pump(subscription.record.contract);
}

void Monitoring::set_away(const std::string& contract, Server& server)
{
    if (!server.retry_at) {
        server.retry_at = ports_.clock.now() + backoff(settings_.delivery, ++server.attempts);
        away_.emplace(*server.retry_at, contract);
    }
}

void Monitoring::set_back(const std::string& contract, Server& server)
{
    if (server.retry_at) {
        away_.erase({*server.retry_at, contract});
        server.retry_at.reset();
    }
    pump(contract);
}

void Monitoring::pump(std::string_view contract)
{
    const auto found = servers_.find(contract);
    if (found == servers_.end()) {
        return;
    }
    Server& server = found->second;
    while (!server.retry_at && server.in_flight < settings_.max_in_flight_per_server &&
           !server.ready.empty()) {
        Subscription* const subscription = table_.find(server.ready.front());
        server.ready.pop_front();
        server.returned = 0;
        if (subscription == nullptr || !subscription->undelivered) {
            continue;
        }
        subscription->undelivered->ready = false;
        ++server.in_flight;
        send(*subscription);
    }
}

void Monitoring::send(Subscription& subscription)
{
    const SubscriptionRecord& record = subscription.record;
    Undelivered& undelivered = *subscription.undelivered;
    const ReportRecord& first = undelivered.reports.front().record;
    Delivery delivery{
        .subscription = record.id,
        .contract = record.contract,
        .watched = record.watched,
        .told = {record.reference, first.replaced_by, {}},
        .items = {},
        .end_to_end = first.end_to_end,
        .session_id = first.session_id,
        .retransmission = false,
    };
    // What is about the group as a whole goes alone, in its place among the others.
    const std::size_t most = first.member ? settings_.max_group_items : 1;
    for (PendingReport& pending : undelivered.reports) {
        const bool fits = undelivered.in_flight < most && pending.written &&
                          pending.record.member.has_value() == first.member.has_value();
        if (!fits) {
            break;
        }
        ++undelivered.in_flight;
        delivery.retransmission =
            delivery.retransmission || pending.maybe_seen || pending.record.may_be_repeated;
        if (pending.record.member) {
            delivery.items.push_back(
                {*pending.record.member, pending.record.status, pending.record.report}
            );
        } else {
            delivery.told.report = pending.record.report;
        }
    }
    reschedule(subscription);
    ports_.servers.deliver(delivery);
}

void Monitoring::on_delivered(SubscriptionId id, DeliveryResult result)
{
    Subscription* const subscription = table_.find(id);
    if (subscription == nullptr || !subscription->undelivered ||
        subscription->undelivered->in_flight == 0) {
        return;
    }
    const std::string contract = subscription->record.contract;
    Server& server = servers_[contract];
    --server.in_flight;
    Undelivered& undelivered = *subscription->undelivered;
    switch (result) {
    case DeliveryResult::acknowledged:
        server.attempts = 0;
        acknowledged(*subscription);
        break;
    case DeliveryResult::unknown_reference:
        forget_reports(*subscription);
        if (!has_ended(subscription->record)) {
            tell_end(subscription->record, WatchEnd::server);
        }
        end(*subscription, true);
        break;
    case DeliveryResult::not_sent:
        // Not its doing: all that is for this server waits until it is back.
        undelivered.in_flight = 0;
        undelivered.ready = true;
        // Before all that was not tried yet, after those that came back before: nobody is
        // overtaken.
        server.ready.insert(
            server.ready.begin() + static_cast<std::ptrdiff_t>(server.returned++), id
        );
        set_away(contract, server);
        drop_aged(*subscription);
        break;
    case DeliveryResult::refused:
    case DeliveryResult::unanswered:
        for (std::size_t i = 0; i < undelivered.in_flight; ++i) {
            undelivered.reports[i].maybe_seen = true;
        }
        undelivered.in_flight = 0;
        undelivered.retry_at =
            ports_.clock.now() + backoff(settings_.delivery, ++undelivered.attempts);
        break;
    }
    finish_if_over(*subscription);
    pump(contract);
}

void Monitoring::acknowledged(Subscription& subscription)
{
    Undelivered& undelivered = *subscription.undelivered;
    for (; undelivered.in_flight > 0; --undelivered.in_flight) {
        const ReportRecord& report = undelivered.reports.front().record;
        ports_.journal.erase_report(report.subscription, report.sequence);
        undelivered.reports.pop_front();
        --undelivered_;
        ++counters_.delivered;
    }
    undelivered.attempts = 0;
    if (undelivered.reports.empty()) {
        subscription.undelivered.reset();
    } else {
        make_ready(subscription);
    }
}

void Monitoring::forget_reports(Subscription& subscription)
{
    for (const PendingReport& pending : subscription.undelivered->reports) {
        ports_.journal.erase_report(pending.record.subscription, pending.record.sequence);
    }
    undelivered_ -= subscription.undelivered->reports.size();
    subscription.undelivered.reset();
}

void Monitoring::drop_aged(Subscription& subscription)
{
    Undelivered* const undelivered = subscription.undelivered.get();
    if (undelivered == nullptr || undelivered->in_flight > 0) {
        return;
    }
    const base::WallTime wall = ports_.clock.wall_now();
    while (!undelivered->reports.empty() && undelivered->reports.front().written &&
           wall - undelivered->reports.front().record.received >= settings_.delivery.age_limit) {
        const ReportRecord& report = undelivered->reports.front().record;
        ports_.log.event(
            base::Severity::error,
            "monitoring.report_undeliverable",
            {{"scs", subscription.record.contract},
             {"reference", subscription.record.reference.key()},
             {"device", domain::masked(subscription.record.watched.identity)}}
        );
        ports_.journal.erase_report(report.subscription, report.sequence);
        undelivered->reports.pop_front();
        --undelivered_;
        ++counters_.given_up;
    }
    if (undelivered->reports.empty()) {
        subscription.undelivered.reset();
    }
}

void Monitoring::on_server_connected(std::string_view contract)
{
    const auto found = servers_.find(contract);
    if (found == servers_.end()) {
        return;
    }
    found->second.attempts = 0;
    set_back(found->first, found->second);
}

} // namespace iwf::core
