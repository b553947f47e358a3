// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/core/audit.hpp"
#include "iwf/core/journal.hpp"
#include "iwf/core/ports.hpp"

/// Hand-written fakes of core's ports. Each remembers what it was asked, and adds a line to a
/// trace that all of them share, so that a test can say what came before what.
namespace iwf::test {

using Trace = std::vector<std::string>;

/// Stands still until told.
class FakeClock final : public base::Clock
{
public:
    [[nodiscard]] base::Instant now() const override { return now_; }
    [[nodiscard]] base::WallTime wall_now() const override { return wall_; }

    /// Somebody sets the wall clock; no time passes.
    void step_wall(std::chrono::milliseconds by) { wall_ += by; }

    void advance(std::chrono::milliseconds time)
    {
        now_ += time;
        wall_ += time;
    }

private:
    base::Instant now_{std::chrono::hours{1}};
    base::WallTime wall_{std::chrono::milliseconds{1'800'000'000'000}};
};

/// Keeps each line as "name key=value key=value".
class CapturingLog final : public base::Log
{
public:
    void event(
        base::Severity severity, std::string_view name, std::initializer_list<base::LogField> fields
    ) override;

    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
    [[nodiscard]] std::size_t count(std::string_view name) const;

private:
    std::vector<std::string> lines_;
};

/// "lookup".
class FakeHss final : public core::HssPort
{
public:
    explicit FakeHss(Trace& trace)
        : trace_{trace}
    {}

    void look_up(const core::TriggerRecord& record) override;

    std::vector<core::TriggerRecord> asked;

private:
    Trace& trace_;
};

/// "submit <SMS-SC>", with " T" for a retransmission; "report accepted", "report refused".
class FakeSmsSc final : public core::SmsScPort
{
public:
    explicit FakeSmsSc(Trace& trace)
        : trace_{trace}
    {}

    struct Submitted
    {
        core::TriggerRecord record;
        bool retransmission{};
    };

    void submit(const core::TriggerRecord& record, const core::Submit& submit) override;
    void answer(core::ReportRequest report, const core::AnswerReports& answer) override;

    /// How often this report was answered, and how the last time.
    [[nodiscard]] std::size_t answers(core::ReportRequest report) const;
    [[nodiscard]] bool accepted(core::ReportRequest report) const;

    std::vector<Submitted> submitted;
    std::vector<std::pair<core::ReportRequest, bool>> answered;

private:
    Trace& trace_;
};

/// "confirm <status>"; "notify <outcome>", with " T" for a retransmission.
class FakeScs final : public core::ScsPort
{
public:
    explicit FakeScs(Trace& trace)
        : trace_{trace}
    {}

    struct Notified
    {
        core::TriggerRecord record;
        bool retransmission{};
    };

    void confirm(core::ServerRequest request, const core::Confirmation& confirmation) override;
    void notify(const core::TriggerRecord& record, const core::Notify& notify) override;

    /// The answer given to this request; nothing while it waits.
    [[nodiscard]] std::optional<core::Confirmation> answer_to(core::ServerRequest request) const;

    std::vector<std::pair<core::ServerRequest, core::Confirmation>> confirmed;
    std::vector<Notified> notified;

private:
    Trace& trace_;
};

/// Writes wait until the test lets them succeed or fail: "put <state>", "written <state>",
/// "failed <state>", "erase"; the state of a QuotaRecord is "quota". What succeeded is durable and
/// outlives the engine; an erase is as late as a write, and never told.
class FakeJournal final : public core::Journal
{
public:
    explicit FakeJournal(Trace& trace)
        : trace_{trace}
    {}

    void put(const core::TriggerRecord& record, core::WriteId write) override;
    void put(const core::QuotaRecord& record, core::WriteId write) override;
    void erase(core::TriggerId id) override;
    [[nodiscard]] bool accepts_work() const override { return accepting; }

    /// The next one in the queue, if any, is told to the listener. False: nothing was waiting.
    bool complete_next(core::JournalListener& listener);
    bool fail_next(core::JournalListener& listener);

    /// All that waits, also what comes up meanwhile.
    void complete_all(core::JournalListener& listener);

    /// The process dies: the first `reached_disk` of what waits got there, though nobody was told;
    /// the rest is lost, and each erase.
    void crash(std::size_t reached_disk = 0);

    /// The record that is written next, or whose it is; nothing when none waits.
    [[nodiscard]] std::optional<core::TriggerRecord> next_record() const;
    [[nodiscard]] std::optional<core::TriggerId> next() const;

    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
    [[nodiscard]] const std::map<core::TriggerId, core::TriggerRecord>& durable() const
    {
        return durable_;
    }

    /// Null: no such record is on disk.
    [[nodiscard]] const core::TriggerRecord* find(core::TriggerId id) const;

    /// What a new process reads, oldest first.
    [[nodiscard]] std::vector<core::TriggerRecord> read_back() const;
    [[nodiscard]] std::vector<core::QuotaRecord> read_back_quotas() const;

    bool accepting{true};

private:
    struct Waiting
    {
        core::TriggerId id;
        std::optional<core::TriggerRecord> record; ///< neither this nor a quota: an erase
        core::WriteId write;
        std::optional<core::QuotaRecord> quota{};

        [[nodiscard]] bool is_erase() const { return !record && !quota; }
        [[nodiscard]] std::string_view what() const;
    };

    void carry_out_erases();
    void make_durable(const Waiting& written);

    Trace& trace_;
    std::deque<Waiting> waiting_;
    std::map<core::TriggerId, core::TriggerRecord> durable_;
    std::map<std::string, core::QuotaRecord> durable_quotas_;
};

/// Keeps each refusal as "contract action status reason (rules)".
class FakeAudit final : public core::AuditPort
{
public:
    void refused(const core::RefusedTrigger& trigger) override;
    [[nodiscard]] bool keeps_permits() const override { return keeping_permits; }
    void confirmed(const core::ConfirmedTrigger& trigger) override;
    [[nodiscard]] bool accepts_work() const override { return accepting; }

    std::vector<std::string> refusals;
    std::vector<std::string> permits;
    bool keeping_permits{true};
    bool accepting{true};
};

} // namespace iwf::test
