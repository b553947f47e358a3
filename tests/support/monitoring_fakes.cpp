// SPDX-License-Identifier: Apache-2.0
#include "support/monitoring_fakes.hpp"

#include "iwf/base/overloaded.hpp"

#include <algorithm>

namespace iwf::test {

using core::ReportRecord;
using core::SubscriptionId;
using core::SubscriptionRecord;

std::string_view name(core::SubscriptionState state)
{
    switch (state) {
    case core::SubscriptionState::intended:
        return "intended";
    case core::SubscriptionState::active:
        return "active";
    case core::SubscriptionState::suspended:
        return "suspended";
    case core::SubscriptionState::ended:
        break;
    }
    return "ended";
}

std::string FakeMonitoringJournal::Waiting::what() const
{
    return std::visit(
        base::Overloaded{
            [](const SubscriptionRecord& record) {
                return "subscription " + std::string{name(record.state)};
            },
            [](const ReportRecord& record) { return "report " + std::to_string(record.sequence); },
            [](const core::MemberRecord& record) {
                return "member " + std::to_string(record.reports);
            },
            [](const SubscriptionId&) { return std::string{"subscription"}; },
            [](const MemberName&) { return std::string{"member"}; },
            [](const ReportName& report) { return "report " + std::to_string(report.second); },
        },
        step
    );
}

void FakeMonitoringJournal::put(const SubscriptionRecord& record, core::WriteId write)
{
    waiting_.push_back({record, write});
    trace_.push_back("put " + waiting_.back().what());
}

void FakeMonitoringJournal::put(const ReportRecord& record, core::WriteId write)
{
    waiting_.push_back({record, write});
    trace_.push_back("put " + waiting_.back().what());
}

void FakeMonitoringJournal::put(const core::MemberRecord& record, core::WriteId write)
{
    waiting_.push_back({record, write});
    trace_.push_back("put " + waiting_.back().what());
}

void FakeMonitoringJournal::erase_member(SubscriptionId subscription, std::uint64_t member)
{
    waiting_.push_back({MemberName{subscription, member}, {}});
    trace_.push_back("erase " + waiting_.back().what());
}

void FakeMonitoringJournal::erase(SubscriptionId id)
{
    waiting_.push_back({id, {}});
    trace_.push_back("erase " + waiting_.back().what());
}

void FakeMonitoringJournal::erase_report(SubscriptionId subscription, std::uint64_t sequence)
{
    waiting_.push_back({ReportName{subscription, sequence}, {}});
    trace_.push_back("erase " + waiting_.back().what());
}

void FakeMonitoringJournal::carry_out(const Step& step)
{
    std::visit(
        base::Overloaded{
            [this](const SubscriptionRecord& record) {
                subscriptions_.insert_or_assign(record.id, record);
            },
            [this](const ReportRecord& record) {
                reports_.insert_or_assign(ReportName{record.subscription, record.sequence}, record);
            },
            [this](const core::MemberRecord& record) {
                members_.insert_or_assign(MemberName{record.subscription, record.member}, record);
            },
            [this](const SubscriptionId& id) { subscriptions_.erase(id); },
            [this](const MemberName& member) { members_.erase(member); },
            [this](const ReportName& report) { reports_.erase(report); },
        },
        step
    );
}

std::optional<FakeMonitoringJournal::Waiting> FakeMonitoringJournal::take_put()
{
    while (!waiting_.empty()) {
        Waiting next = std::move(waiting_.front());
        waiting_.pop_front();
        if (!next.is_erase()) {
            return next;
        }
        carry_out(next.step);
    }
    return std::nullopt;
}

bool FakeMonitoringJournal::complete_next(core::JournalListener& listener)
{
    if (failing) {
        return fail_next(listener);
    }
    const auto done = take_put();
    if (!done) {
        return false;
    }
    carry_out(done->step);
    trace_.push_back("written " + done->what());
    listener.on_written(done->write);
    return true;
}

bool FakeMonitoringJournal::fail_next(core::JournalListener& listener)
{
    const auto failed = take_put();
    if (!failed) {
        return false;
    }
    trace_.push_back("failed " + failed->what());
    listener.on_write_failed(failed->write, base::Error{"no space left on device"});
    return true;
}

void FakeMonitoringJournal::complete_all(core::JournalListener& listener)
{
    while (complete_next(listener)) {
    }
}

void FakeMonitoringJournal::crash(std::size_t reached_disk)
{
    for (; reached_disk > 0 && !waiting_.empty(); --reached_disk) {
        carry_out(waiting_.front().step);
        waiting_.pop_front();
    }
    waiting_.clear();
}

const FakeMonitoringJournal::Waiting* FakeMonitoringJournal::next_put() const
{
    const auto found =
        std::ranges::find_if(waiting_, [](const Waiting& one) { return !one.is_erase(); });
    return found == waiting_.end() ? nullptr : &*found;
}

const SubscriptionRecord* FakeMonitoringJournal::next_subscription() const
{
    const Waiting* const next = next_put();
    return next == nullptr ? nullptr : std::get_if<SubscriptionRecord>(&next->step);
}

const ReportRecord* FakeMonitoringJournal::next_report() const
{
    const Waiting* const next = next_put();
    return next == nullptr ? nullptr : std::get_if<ReportRecord>(&next->step);
}

const SubscriptionRecord* FakeMonitoringJournal::find(SubscriptionId id) const
{
    const auto found = subscriptions_.find(id);
    return found == subscriptions_.end() ? nullptr : &found->second;
}

const ReportRecord*
FakeMonitoringJournal::find_report(SubscriptionId subscription, std::uint64_t sequence) const
{
    const auto found = reports_.find({subscription, sequence});
    return found == reports_.end() ? nullptr : &found->second;
}

std::vector<SubscriptionRecord> FakeMonitoringJournal::read_back() const
{
    std::vector<SubscriptionRecord> records;
    for (const auto& [id, record] : subscriptions_) {
        records.push_back(record);
    }
    return records;
}

std::vector<ReportRecord> FakeMonitoringJournal::read_back_reports() const
{
    std::vector<ReportRecord> records;
    for (const auto& [report, record] : reports_) {
        records.push_back(record);
    }
    return records;
}

std::vector<core::MemberRecord> FakeMonitoringJournal::read_back_members() const
{
    std::vector<core::MemberRecord> records;
    for (const auto& [member, record] : members_) {
        records.push_back(record);
    }
    return records;
}

namespace {

std::string text_of(const core::WatchSubject& subject)
{
    return std::string{subject.type ? domain::name(*subject.type) : "-"} + " " +
           (subject.reference ? std::to_string(subject.reference->key()) : "-") + " ";
}

} // namespace

void FakeMonitoringAudit::refused(const core::RefusedWatch& watch)
{
    lines.push_back(
        std::string{watch.subject.contract} + " refused " + text_of(watch.subject) +
        std::string{core::name(watch.refusal.result)} + " " + watch.refusal.reason + " (" +
        watch.refusal.rules.places() + ")"
    );
}

void FakeMonitoringAudit::confirmed(const core::ConfirmedWatch& watch)
{
    lines.push_back(
        std::string{watch.subject.contract} + (watch.deletes ? " deleted " : " confirmed ") +
        text_of(watch.subject) + std::string{core::name(watch.result)} +
        (watch.rules.empty() ? "" : " by " + std::string{watch.rules})
    );
}

void FakeMonitoringAudit::ended(const core::SubscriptionRecord& record, core::WatchEnd by)
{
    lines.push_back(
        record.contract + " ended " + std::to_string(record.reference.key()) + ": " +
        std::string{core::name(by)}
    );
}

void FakeMonitoringAudit::refused(
    const core::NetworkReport& report, const domain::WatchedIdentity* about, std::string_view reason
)
{
    lines.push_back(
        report.from.text() + " refused" + (about == nullptr ? "" : " about a device") + ": " +
        std::string{reason}
    );
}

} // namespace iwf::test
