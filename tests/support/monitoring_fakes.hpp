// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "iwf/core/monitoring/audit.hpp"
#include "iwf/core/monitoring/journal.hpp"
#include "support/core_fakes.hpp"

namespace iwf::test {

/// What FakeJournal is to triggers. Writes wait until the test lets them succeed or fail:
/// "put subscription <state>", "put report <sequence>"; "written ..." and "failed ..." likewise;
/// "erase subscription", "erase report <sequence>", and of the counts of members "member
/// <reports>". What succeeded is durable and outlives the
/// engine; an erase is as late as a write, and never told.
class FakeMonitoringJournal final : public core::MonitoringJournal
{
public:
    /// Subscription and sequence.
    using ReportName = std::pair<core::SubscriptionId, std::uint64_t>;

    explicit FakeMonitoringJournal(Trace& trace)
        : trace_{trace}
    {}

    void put(const core::SubscriptionRecord& record, core::WriteId write) override;
    void put(const core::ReportRecord& record, core::WriteId write) override;
    void put(const core::MemberRecord& record, core::WriteId write) override;
    void erase(core::SubscriptionId id) override;
    void erase_report(core::SubscriptionId subscription, std::uint64_t sequence) override;
    void erase_member(core::SubscriptionId subscription, std::uint64_t member) override;
    [[nodiscard]] bool accepts_work() const override { return accepting; }

    /// The next one in the queue, if any, is told to the listener; it fails while `failing`. False:
    /// nothing was waiting.
    bool complete_next(core::JournalListener& listener);
    bool fail_next(core::JournalListener& listener);

    /// All that waits, also what comes up meanwhile.
    void complete_all(core::JournalListener& listener);

    /// The process dies: the first `reached_disk` of what waits got there, though nobody was told;
    /// the rest is lost.
    void crash(std::size_t reached_disk = 0);

    /// Puts and erases that wait.
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

    /// The record that is written next; null when that is none, or one of the other kind.
    [[nodiscard]] const core::SubscriptionRecord* next_subscription() const;
    [[nodiscard]] const core::ReportRecord* next_report() const;

    /// Null: no such record is on disk.
    [[nodiscard]] const core::SubscriptionRecord* find(core::SubscriptionId id) const;
    [[nodiscard]] const core::ReportRecord*
    find_report(core::SubscriptionId subscription, std::uint64_t sequence) const;

    /// What a new process reads: in the order of ids, reports of one subscription together and in
    /// the order of their sequence.
    [[nodiscard]] std::vector<core::SubscriptionRecord> read_back() const;
    [[nodiscard]] std::vector<core::ReportRecord> read_back_reports() const;
    [[nodiscard]] std::vector<core::MemberRecord> read_back_members() const;

    bool accepting{true};
    bool failing{}; ///< the disk takes no write

private:
    struct MemberName
    {
        core::SubscriptionId subscription;
        std::uint64_t member{};

        friend auto operator<=>(const MemberName&, const MemberName&) = default;
    };

    /// A name without a record: an erase.
    using Step = std::variant<
        core::SubscriptionRecord,
        core::ReportRecord,
        core::MemberRecord,
        core::SubscriptionId,
        ReportName,
        MemberName>;

    struct Waiting
    {
        Step step;
        core::WriteId write; ///< of a put

        [[nodiscard]] bool is_erase() const { return step.index() > 2; }
        [[nodiscard]] std::string what() const;
    };

    [[nodiscard]] const Waiting* next_put() const;
    [[nodiscard]] std::optional<Waiting> take_put();
    void carry_out(const Step& step);

    Trace& trace_;
    std::deque<Waiting> waiting_;
    std::map<core::SubscriptionId, core::SubscriptionRecord> subscriptions_;
    std::map<ReportName, core::ReportRecord> reports_;
    std::map<MemberName, core::MemberRecord> members_;
};

/// Keeps each decision as a line: "acme refused ROAMING_STATUS 5 RESULT reason (rules)", "acme
/// confirmed ROAMING_STATUS 5 RESULT by rules", "acme deleted ...", "acme ended 5: who", "HOST
/// refused: reason".
class FakeMonitoringAudit final : public core::MonitoringAuditPort
{
public:
    void refused(const core::RefusedWatch& watch) override;
    [[nodiscard]] bool keeps_permits() const override { return keeping_permits; }
    void confirmed(const core::ConfirmedWatch& watch) override;
    void ended(const core::SubscriptionRecord& record, core::WatchEnd by) override;
    void refused(
        const core::NetworkReport& report,
        const domain::WatchedIdentity* about,
        std::string_view reason
    ) override;
    [[nodiscard]] bool accepts_work() const override { return accepting; }

    std::vector<std::string> lines;
    bool keeping_permits{true};
    bool accepting{true};
};

/// "intended", "active", "suspended", "ended".
[[nodiscard]] std::string_view name(core::SubscriptionState state);

} // namespace iwf::test
