// SPDX-License-Identifier: Apache-2.0
#include "support/core_fakes.hpp"

#include <algorithm>

#include "iwf/core/explanation.hpp"

namespace iwf::test {

void CapturingLog::event(
    base::Severity, std::string_view name, std::initializer_list<base::LogField> fields
)
{
    std::string line{name};
    for (const base::LogField& field : fields) {
        line += " " + std::string{field.key} + "=" + field.value;
    }
    lines_.push_back(std::move(line));
}

std::size_t CapturingLog::count(std::string_view name) const
{
    return static_cast<std::size_t>(std::ranges::count_if(lines_, [name](const auto& line) {
        return line.substr(0, line.find(' ')) == name;
    }));
}

void FakeHss::look_up(const core::TriggerRecord& record)
{
    trace_.emplace_back("lookup");
    asked.push_back(record);
}

void FakeSmsSc::submit(const core::TriggerRecord& record, const core::Submit& submit)
{
    trace_.push_back(
        "submit " + record.submission->sms_sc.text() + (submit.retransmission ? " T" : "")
    );
    submitted.push_back({record, submit.retransmission});
}

void FakeSmsSc::answer(core::ReportRequest report, const core::AnswerReports& answer)
{
    trace_.emplace_back(answer.accepted ? "report accepted" : "report refused");
    answered.emplace_back(report, answer.accepted);
}

std::size_t FakeSmsSc::answers(core::ReportRequest report) const
{
    return static_cast<std::size_t>(
        std::ranges::count(answered, report, &std::pair<core::ReportRequest, bool>::first)
    );
}

bool FakeSmsSc::accepted(core::ReportRequest report) const
{
    return std::ranges::find(answered, std::pair{report, true}) != answered.end();
}

void FakeScs::confirm(core::ServerRequest request, const core::Confirmation& confirmation)
{
    trace_.push_back("confirm " + std::string{domain::name(confirmation.status)});
    confirmed.emplace_back(request, confirmation);
}

void FakeScs::notify(const core::TriggerRecord& record, const core::Notify& notify)
{
    trace_.push_back(
        "notify " + std::string{domain::name(*record.delivery_outcome)} +
        (notify.retransmission ? " T" : "")
    );
    notified.push_back({record, notify.retransmission});
}

std::optional<core::Confirmation> FakeScs::answer_to(core::ServerRequest request) const
{
    const auto found = std::ranges::find(
        confirmed, request, &std::pair<core::ServerRequest, core::Confirmation>::first
    );
    return found == confirmed.end() ? std::nullopt : std::optional{found->second};
}

void FakeJournal::put(const core::TriggerRecord& record, core::WriteId write)
{
    trace_.push_back("put " + std::string{name(record.state)});
    waiting_.push_back({record.id, record, write});
}

void FakeJournal::put(const core::QuotaRecord& record, core::WriteId write)
{
    trace_.emplace_back("put quota");
    waiting_.push_back({{}, std::nullopt, write, record});
}

std::string_view FakeJournal::Waiting::what() const
{
    return quota ? "quota" : name(record->state);
}

void FakeJournal::make_durable(const Waiting& written)
{
    if (written.quota) {
        durable_quotas_.insert_or_assign(written.quota->contract, *written.quota);
    } else {
        durable_.insert_or_assign(written.id, *written.record);
    }
}

void FakeJournal::erase(core::TriggerId id)
{
    trace_.emplace_back("erase");
    waiting_.push_back({id, std::nullopt, {}});
}

void FakeJournal::carry_out_erases()
{
    while (!waiting_.empty() && waiting_.front().is_erase()) {
        durable_.erase(waiting_.front().id);
        waiting_.pop_front();
    }
}

bool FakeJournal::complete_next(core::JournalListener& listener)
{
    carry_out_erases();
    if (waiting_.empty()) {
        return false;
    }
    const Waiting done = std::move(waiting_.front());
    waiting_.pop_front();
    make_durable(done);
    trace_.push_back("written " + std::string{done.what()});
    listener.on_written(done.write);
    return true;
}

bool FakeJournal::fail_next(core::JournalListener& listener)
{
    carry_out_erases();
    if (waiting_.empty()) {
        return false;
    }
    const Waiting failed = std::move(waiting_.front());
    waiting_.pop_front();
    trace_.push_back("failed " + std::string{failed.what()});
    listener.on_write_failed(failed.write, base::Error{"no space left on device"});
    return true;
}

void FakeJournal::complete_all(core::JournalListener& listener)
{
    while (complete_next(listener)) {
    }
}

void FakeJournal::crash(std::size_t reached_disk)
{
    for (; reached_disk > 0 && !waiting_.empty(); --reached_disk) {
        const Waiting& next = waiting_.front();
        if (!next.is_erase()) {
            make_durable(next);
        }
        waiting_.pop_front();
    }
    waiting_.clear();
}

std::optional<core::TriggerRecord> FakeJournal::next_record() const
{
    const auto found =
        std::ranges::find_if(waiting_, [](const Waiting& one) { return one.record.has_value(); });
    return found == waiting_.end() ? std::nullopt : found->record;
}

std::optional<core::TriggerId> FakeJournal::next() const
{
    const auto record = next_record();
    return record ? std::optional{record->id} : std::nullopt;
}

const core::TriggerRecord* FakeJournal::find(core::TriggerId id) const
{
    const auto found = durable_.find(id);
    return found == durable_.end() ? nullptr : &found->second;
}

std::vector<core::TriggerRecord> FakeJournal::read_back() const
{
    std::vector<core::TriggerRecord> records;
    for (const auto& [id, record] : durable_) {
        records.push_back(record);
    }
    return records;
}

std::vector<core::QuotaRecord> FakeJournal::read_back_quotas() const
{
    std::vector<core::QuotaRecord> records;
    for (const auto& [contract, record] : durable_quotas_) {
        records.push_back(record);
    }
    return records;
}

void FakeAudit::refused(const core::RefusedTrigger& trigger)
{
    refusals.push_back(
        std::string{trigger.contract} + " " + std::string{domain::name(trigger.action)} + " " +
        std::string{domain::name(trigger.refusal.status)} + " " + trigger.refusal.reason + " (" +
        trigger.refusal.rules.places() + ")"
    );
}

void FakeAudit::confirmed(const core::ConfirmedTrigger& trigger)
{
    const core::TriggerRecord& record = trigger.record;
    permits.push_back(
        record.contract + " " + std::string{domain::name(record.action)} + " " +
        std::to_string(record.reference.value()) + " " +
        std::string{domain::name(*record.request_status)} + " by " + std::string{trigger.rules}
    );
}

} // namespace iwf::test
