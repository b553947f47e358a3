// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>
#include <variant>

#include "iwf/core/fnv1a.hpp"
#include "iwf/core/monitoring/monitoring.hpp"
#include "iwf/core/monitoring/stripping.hpp"
#include "iwf/core/policy/watch_limits.hpp"

/// From a RIR of the network to records that wait for their servers (S8): what is not genuine goes
/// nowhere, and what is taken is on disk before the network hears so.
namespace iwf::core {
namespace {

using domain::MonitoringType;

/// The same in each run, as it is kept.
std::uint64_t digest_of(std::string_view text)
{
    Fnv1a digest;
    digest.add(base::as_bytes(text));
    return digest.value();
}

std::uint64_t digest_of(const domain::DeviceIdentity& member)
{
    return digest_of(domain::clear_text(member));
}

/// How many reports there may be, of each device of a group; 0: any number.
std::uint32_t most_reports(const domain::EventParameters& parameters)
{
    return is_one_time(parameters) ? 1 : parameters.maximum_reports.value_or(0);
}

/// TS 23.682, 5.6: associations and roaming are the HSS's to know, and nobody else's.
bool may_report(ReporterRole role, MonitoringType type)
{
    return role == ReporterRole::hss || (type != MonitoringType::change_of_association &&
                                         type != MonitoringType::roaming_status);
}

/// The same, or names of two kinds, which nobody here can compare.
bool may_be_about(const domain::WatchedIdentity& said, const domain::WatchedIdentity& watched)
{
    return said.identity.index() != watched.identity.index() || said == watched;
}

} // namespace

void Monitoring::on_report(const NetworkReport& report)
{
    const ReportKey key{digest_of(report.from.text()), report.end_to_end};
    const std::string sender = std::to_string(key.sender);
    if (const auto* given = recent_reports_.find(sender, report.end_to_end, ports_.clock.now())) {
        ++counters_.duplicates;
        return ports_.network.answer(report.request, given->confirmation);
    }
    const auto under_way = takings_.find(key);
    if (under_way != takings_.end()) {
        ++counters_.duplicates;
        under_way->second.waiting.push_back(report.request);
        return;
    }
    if (undelivered_ >= settings_.max_undelivered || !ports_.journal.accepts_work()) {
        ++counters_.reports_busy;
        return ports_.network.answer(report.request, {MonitoringResult::too_busy, {}});
    }
    Taking& taking = takings_[key];
    taking.waiting.push_back(report.request);
    take(taking, report, {std::nullopt, key});
    go_on(key);
}

void Monitoring::take(Taking& taking, const NetworkReport& report, const Owner& owner)
{
    if (report.all_events_cancelled) {
        cancel_all(report, SubscriptionKind::event, owner);
    }
    if (report.all_patterns_cancelled) {
        cancel_all(report, SubscriptionKind::expectation, owner);
    }
    for (const NetworkItem& item : report.items) {
        const MonitoringResult result = take_item(report, item, owner);
        if (result != MonitoringResult::success) {
            taking.answer.failed.push_back({item.reference, result});
        }
    }
    if (report.items.size() == 1 && taking.answer.failed.size() == 1) {
        taking.answer.result = taking.answer.failed.front().result;
        taking.answer.failed.clear();
    }
}

void Monitoring::go_on(const ReportKey& key)
{
    const auto found = takings_.find(key);
    if (found == takings_.end() || found->second.writes_left > 0) {
        return;
    }
    const Taking done = std::move(found->second);
    takings_.erase(found);
    NetworkReportAnswer answer = done.answer;
    if (done.write_failed) {
        answer = {MonitoringResult::too_busy, {}}; // the network sends it again
    } else {
        recent_reports_.remember(
            std::to_string(key.sender), key.end_to_end, {answer, 0}, ports_.clock.now()
        );
    }
    for (const NetworkReportRequest request : done.waiting) {
        ports_.network.answer(request, answer);
    }
}

MonitoringResult
Monitoring::take_item(const NetworkReport& report, const NetworkItem& item, const Owner& owner)
{
    Subscription* const subscription = table_.find(item.reference);
    if (subscription == nullptr || has_ended(subscription->record)) {
        ++counters_.reports_unknown;
        note(report, subscription, "monitoring.report_unknown", "no such subscription");
        return MonitoringResult::reference_unknown;
    }
    const SubscriptionRecord& record = subscription->record;
    if (const auto fault = fault_of(record, report, item)) {
        ++counters_.reports_forged;
        note(report, subscription, "monitoring.report_forged", *fault);
        return MonitoringResult::reference_unknown;
    }
    const base::WallTime wall = ports_.clock.wall_now();
    if (record.parameters.monitoring_until && *record.parameters.monitoring_until <= wall) {
        ++counters_.reports_unknown;
        end(*subscription, false);
        return MonitoringResult::reference_unknown;
    }
    const MonitoringLimits* const limits = limits_of(*subscription);
    if (limits == nullptr) {
        // Its contract has been changed since. The server hears that it is over.
        cancel(*subscription, WatchEnd::contract, true, owner);
        return MonitoringResult::reference_unknown;
    }
    if (item.status_only) {
        take_status(*subscription, item, owner);
        return MonitoringResult::success;
    }
    ++counters_.reports;
    if (record.kind == SubscriptionKind::observation) {
        take_for_expectation(*subscription, item.report, *limits, owner);
    } else {
        take_for_server(*subscription, report, item, *limits, owner);
    }
    return MonitoringResult::success;
}

/// Why it cannot be a report of this subscription.
std::optional<std::string_view> Monitoring::fault_of(
    const SubscriptionRecord& record, const NetworkReport& report, const NetworkItem& item
) const
{
    const bool foreign_hss = report.role == ReporterRole::hss && record.node &&
                             *record.node != report.from && !settings_.reports_of_any_hss;
    if (foreign_hss) {
        return "not of the HSS that has the subscription";
    }
    if (record.kind == SubscriptionKind::expectation) {
        return item.report.handling ? std::nullopt
                                    : std::optional{"a pattern has no reports of the network"};
    }
    if (item.report.type && *item.report.type != record.parameters.type) {
        return "of another event";
    }
    if (!may_report(report.role, record.parameters.type)) {
        return "of an event that a MME does not watch";
    }
    if (report.watched && !record.watched.group && !may_be_about(*report.watched, record.watched)) {
        return "about another device";
    }
    return std::nullopt;
}

void Monitoring::take_for_server(
    Subscription& subscription,
    const NetworkReport& report,
    const NetworkItem& item,
    const MonitoringLimits& limits,
    const Owner& owner
)
{
    const bool group = subscription.record.watched.group;
    const bool handling = item.report.handling.has_value();
    if (group && !handling && !item.member) {
        ++counters_.reports_nameless; // of a device that has no name for servers (S7)
        return;
    }
    if (group && !handling && has_had_all(subscription, item)) {
        ++counters_.reports_surplus; // its server has asked for no more
        return;
    }
    if (item.for_deletion) {
        Subscription* const other = table_.find(*item.for_deletion);
        if (other != nullptr && other->record.contract == subscription.record.contract) {
            cancel(*other, WatchEnd::network, false, owner);
        }
        if (other == &subscription) {
            return;
        }
    }
    ReportRecord& kept =
        keep(subscription, strip(item.report, subscription.record.parameters, limits), owner);
    kept.member = group && !handling ? item.member : std::nullopt;
    kept.status = kept.member ? item.status : std::nullopt;
    kept.may_be_repeated =
        report.retransmission && ports_.clock.now() - started_ < settings_.duplicate_window;
    put(subscription, kept, owner);
    if (handling) {
        take_handling(subscription, *item.report.handling, owner);
    } else {
        count(subscription, item.member, report.role, owner);
    }
    write(subscription, owner);
}

/// To the server by the names that it has of devices, and no others (S7).
void Monitoring::take_status(
    Subscription& subscription, const NetworkItem& item, const Owner& owner
)
{
    const bool named =
        item.member && std::holds_alternative<domain::ExternalIdentifier>(*item.member);
    if (!subscription.record.watched.group || !item.status || !named) {
        ++counters_.reports_nameless;
        return;
    }
    ReportRecord& kept = keep(subscription, {}, owner);
    kept.member = item.member;
    kept.status = item.status;
    put(subscription, kept, owner);
}

void Monitoring::take_handling(
    Subscription& subscription, domain::EventHandling handling, const Owner& owner
)
{
    switch (handling) {
    case domain::EventHandling::suspend:
        subscription.record.state = SubscriptionState::suspended;
        return;
    case domain::EventHandling::resume:
        subscription.record.state = SubscriptionState::active;
        return;
    case domain::EventHandling::cancel:
        tell_end(subscription.record, WatchEnd::network);
        end(subscription, false, owner);
        return;
    }
}

/// A report more. A subscription that has had all of its own ends; an HSS ends one-time events by
/// itself once it has reported them, all others not (TS 29.336, 7.2.2), and of those that a MME
/// reports it knows nothing.
void Monitoring::count(
    Subscription& subscription,
    const std::optional<domain::DeviceIdentity>& member,
    ReporterRole by,
    const Owner& owner
)
{
    SubscriptionRecord& record = subscription.record;
    const domain::EventParameters& parameters = record.parameters;
    const bool ends_by_itself =
        is_one_time(parameters) && !parameters.maximum_reports && by == ReporterRole::hss;
    const std::uint32_t most = most_reports(parameters);
    if (!record.watched.group) {
        ++record.counted;
        if (most > 0 && record.counted >= most) {
            end(subscription, !ends_by_itself, owner);
        }
        return;
    }
    if (most == 0 || !member || !record.devices) {
        return;
    }
    count_member(subscription, digest_of(*member), most, owner);
    if (record.counted >= *record.devices) {
        end(subscription, !ends_by_itself, owner);
    }
}

bool Monitoring::has_had_all(const Subscription& subscription, const NetworkItem& item) const
{
    const std::uint32_t most = most_reports(subscription.record.parameters);
    if (most == 0 || !item.member || !subscription.member_reports) {
        return false;
    }
    const auto found = subscription.member_reports->find(digest_of(*item.member));
    return found != subscription.member_reports->end() && found->second >= most;
}

/// A device more than the network has said that there are is told of, but not counted: what is kept
/// of a group has a limit.
void Monitoring::count_member(
    Subscription& subscription, std::uint64_t member, std::uint32_t most, const Owner& owner
)
{
    if (!subscription.member_reports) {
        subscription.member_reports = std::make_unique<std::map<std::uint64_t, std::uint32_t>>();
    }
    auto& reports = *subscription.member_reports;
    if (reports.size() >= subscription.record.devices.value_or(0) && !reports.contains(member)) {
        return;
    }
    const std::uint32_t now = ++reports[member];
    if (now == most) {
        ++subscription.record.counted;
    }
    const WriteId id = next_write();
    own(owner);
    writes_.push_back({id, owner.first, owner.second, std::nullopt});
    ports_.journal.put(MemberRecord{subscription.record.id, member, now}, id);
}

/// All that this node of the network says it watches no more for this device.
void Monitoring::cancel_all(const NetworkReport& report, SubscriptionKind kind, const Owner& owner)
{
    if (!report.watched) {
        return;
    }
    for (const SubscriptionId id : table_.about(*report.watched)) {
        Subscription* const subscription = table_.find(id);
        const bool meant = subscription != nullptr && subscription->record.kind == kind &&
                           !has_ended(subscription->record) &&
                           subscription->record.node == report.from;
        if (meant) {
            cancel(*subscription, WatchEnd::network, false, owner);
        }
    }
}

/// The server hears that it is over.
void Monitoring::cancel(
    Subscription& subscription, WatchEnd by, bool removal_owed, const Owner& owner
)
{
    if (has_ended(subscription.record)) {
        return;
    }
    tell_end(subscription.record, by);
    domain::EventReport report;
    if (subscription.record.kind == SubscriptionKind::event) {
        report.type = subscription.record.parameters.type; // a pattern is of none
    }
    report.handling = domain::EventHandling::cancel;
    put(subscription, keep(subscription, std::move(report), owner), owner);
    end(subscription, removal_owed, owner);
}

} // namespace iwf::core
