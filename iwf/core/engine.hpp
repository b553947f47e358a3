// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/core/audit.hpp"
#include "iwf/core/explanation.hpp"
#include "iwf/core/identifiers.hpp"
#include "iwf/core/journal.hpp"
#include "iwf/core/policy/amounts.hpp"
#include "iwf/core/policy/authorise.hpp"
#include "iwf/core/policy/contract_book.hpp"
#include "iwf/core/policy/judge.hpp"
#include "iwf/core/ports.hpp"
#include "iwf/core/recent_answers.hpp"
#include "iwf/core/refusal_log.hpp"
#include "iwf/core/trigger_table.hpp"
#include "iwf/core/workload.hpp"

namespace iwf::core {

struct EngineSettings
{
    NotificationSettings notification;
    std::chrono::milliseconds duplicate_window{std::chrono::minutes{4}};
    std::chrono::milliseconds guard_margin{std::chrono::minutes{5}};
    std::chrono::seconds default_validity{std::chrono::hours{24}};
    std::size_t max_in_progress{10'000};
    std::size_t max_in_progress_per_server{2'000};
    std::size_t max_triggers{1'000'000};      ///< open and remembered ones
    std::size_t max_devices_counted{200'000}; ///< of a server with a rate for each device
    std::optional<RateLimit> rate{};          ///< of all servers together; without: none
    bool recall_replace_supported{true};      ///< by the SMS-SCs (TS 29.368, 6.4.13)
    bool refuse_unaudited{};                  ///< new work, while the audit log takes none
    std::uint64_t table_seed{};               ///< of FlatTable: no peer may know it
};

/// A DAR as the northbound gateway understood it.
struct DeviceActionEvent
{
    ServerRequest request;
    std::string contract; ///< of the connection it came on
    domain::NorthHost scs_host;
    std::string scs_realm;
    std::uint32_t end_to_end{};
    domain::ActionType action{};
    domain::ReferenceNumber reference;
    std::optional<domain::ReferenceNumber> old_reference;
    ClaimedIdentity claimed;
    std::optional<domain::TriggerData> trigger_data;
    std::optional<std::uint32_t> validity_time_s;
};

/// A DRR as the southbound gateway understood it.
struct ReportEvent
{
    ReportRequest request;
    domain::InternalHost from;
    domain::ScsIdentity scs; ///< of SM-RP-SMEA
    domain::ReferenceNumber reference;
    domain::DeliveryOutcome outcome{};
    std::optional<domain::Imsi> imsi; ///< of User-Identifier; must be the trigger's when there
};

/// What an operator watches. Only grows, but for the two that say "now".
struct EngineCounters
{
    std::uint64_t requests{};
    std::map<domain::RequestStatus, std::uint64_t> confirmed;
    std::map<domain::DeliveryOutcome, std::uint64_t> notified; ///< acknowledged by the server
    std::map<Busy, std::uint64_t> refused_busy;
    std::uint64_t probing_alarms{}; ///< times that a server was found to ask for unknown devices
    std::uint64_t duplicates{};
    std::uint64_t reports{};
    std::uint64_t reports_unknown{};
    std::uint64_t reports_forged{};
    std::uint64_t notifications_given_up{};
    std::uint64_t write_failures{};
    std::size_t in_progress_now{};
    std::size_t triggers_now{};
};

/// All triggers of this instance: judges requests, drives the procedures, carries their actions to
/// the ports and keeps the time for them. Lives on the core thread.
class Engine final : public JournalListener
{
public:
    struct Ports
    {
        HssPort& hss;
        SmsScPort& sms_sc;
        ScsPort& scs;
        Journal& journal;
        base::Clock& clock;
        base::Log& log;
        Identifiers& identifiers;
        AuditPort& audit;
    };

    Engine(Ports ports, EngineSettings settings);

    /// Takes over what an earlier process left in the journal. Before anything else.
    void restore(std::vector<TriggerRecord> records);
    void restore_quotas(const std::vector<QuotaRecord>& records) { amounts_.restore(records); }

    /// Goes on telling servers the outcomes that are in the journal.
    void resume_reports();

    /// Sends DTRs without an answer again, with the T flag: those of this SMS-SC once it has
    /// connected; null: all that are left, after the time a connection may take.
    void resume_submissions(const domain::InternalHost* sms_sc);

    /// What is judged from now on. Requests already judged keep their verdict.
    void use_contracts(ContractSnapshot contracts);

    /// How a request would be judged, by the contracts in force and what their servers have had so
    /// far; by the functions that judge requests. Nothing is sent, taken or counted. Nothing: no
    /// such contract. The rules borrow from the contracts in force.
    [[nodiscard]] std::optional<Explanation>
    explain(std::string_view contract, const SupposedRequest& supposed);

    void on_device_action(DeviceActionEvent event);
    void on_subscriber(TriggerId id, const SubmissionEvent& result);
    void on_submitted(TriggerId id, const SubmissionEvent& result);
    void on_report(const ReportEvent& event);
    void on_notified(TriggerId id, const NotificationEvent& result);

    /// The server of this contract has connected: what is owed to it is told at once.
    void on_server_connected(std::string_view contract);

    void on_written(WriteId write) override;
    void on_write_failed(WriteId write, const base::Error& error) override;

    [[nodiscard]] std::optional<base::Instant> next_due() const;
    void on_time();

    /// From now on every new request is refused; what is in progress goes on.
    void drain();

    /// Requests that are owed an answer.
    [[nodiscard]] std::size_t in_progress() const { return workload_.in_progress(); }

    /// How much is in progress, from 0 to 1; 1 also when nothing new is begun.
    [[nodiscard]] double load() const;

    [[nodiscard]] EngineCounters counters() const;

private:
    /// A request that waits until a unit of its server's quota is on disk.
    struct Held
    {
        DeviceActionEvent event;
        std::uint64_t digest{};
    };

    /// The trigger that ends another one by its success, and the number of that.
    struct Succession
    {
        TriggerId successor;
        std::string contract;
        domain::ReferenceNumber original;
    };

    /// A write of a QuotaRecord, by the name of its contract.
    using QuotaWrite = std::string;

    // engine_amounts.cpp: who may ask now, quotas and rates
    void watch_refusal(
        const ClaimedIdentity& device, const Contract& contract, domain::RequestStatus status
    );
    void watch_for_probing(const ClaimedIdentity& device, const Contract& contract);
    void watch_answer(const TriggerRecord& record);
    [[nodiscard]] bool
    take_amounts(const Contract& contract, const Permitted& permitted, const ActionClaim& claim);
    void hold(const Contract& contract, Held held);
    void reserve(const Contract& contract, std::size_t wanted);
    void put(const QuotaRecord& record);
    void reserved(const std::string& contract, bool written);
    void judge_held(std::string_view contract);

    // engine_admission.cpp: from a DAR to a transaction
    void admit(DeviceActionEvent event, std::uint64_t digest);
    [[nodiscard]] Moment moment(std::string_view contract) const;
    bool answer_without_original(
        DeviceActionEvent& event, const Permitted& permitted, std::uint64_t digest
    );
    [[nodiscard]] bool has_ended(const KnownTrigger& earlier, const DeviceActionEvent& event);
    bool answer_duplicate(const DeviceActionEvent& event, std::uint64_t digest);
    bool
    answer_again(const KnownTrigger& earlier, const DeviceActionEvent& event, std::uint64_t digest);
    [[nodiscard]] std::optional<Busy> busy(
        const Workload& workload,
        std::string_view contract,
        std::optional<domain::Priority> priority
    ) const;
    [[nodiscard]] static Refusal busy_refusal(Busy busy);
    void refuse_busy(const DeviceActionEvent& event, Busy busy, std::uint64_t digest);
    [[nodiscard]] std::optional<Refusal> missing_original(
        std::string_view contract,
        domain::ActionType action,
        std::optional<domain::ReferenceNumber> number,
        const domain::DeviceIdentity& device
    );
    [[nodiscard]] std::optional<SubmittedTrigger>
    find_original(std::string_view contract, std::optional<domain::ReferenceNumber> number);
    void refuse(const DeviceActionEvent& event, const Refusal& refusal, std::uint64_t digest);
    void note(const DeviceActionEvent& event, const Refusal& refusal);
    void refuse_with_reason(
        const DeviceActionEvent& event, const Refusal& refusal, std::uint64_t digest
    );
    void begin(DeviceActionEvent event, const Permitted& permitted, std::uint64_t digest);
    TriggerRecord
    make_record(DeviceActionEvent&& event, const Permitted& permitted, std::uint64_t digest);

    // engine_explain.cpp
    [[nodiscard]] Decision explained(
        const Contract& contract,
        const SupposedRequest& supposed,
        const LoadNow& load,
        std::optional<OriginalTrigger>& original
    );
    [[nodiscard]] std::optional<OriginalTrigger>
    original_of(std::string_view contract, const SupposedRequest& supposed);
    [[nodiscard]] LoadNow
    load_with(const std::string& contract, std::optional<domain::Priority> priority) const;

    // engine_actions.cpp: procedures and ports
    void step(Trigger& trigger, const SubmissionActions& actions);
    void step(Trigger& trigger, const NotificationActions& actions);
    void write(Trigger& trigger);
    void close_original(const Succession& succession);
    void choose_dnr_ids(TriggerRecord& record);
    void confirm(Trigger& trigger);
    void after_submission(Trigger& trigger);
    void after_notification(Trigger& trigger);
    void begin_notification(Trigger& trigger, domain::DeliveryOutcome outcome);
    void send_notification(Trigger& trigger, const Notify& notify);
    void answer_reports(Trigger& trigger, const AnswerReports& answer);
    void keep_for_repetitions(Trigger& trigger);
    void forget(base::Instant now);
    void told(ServerRequest request, const Confirmation& confirmation, std::string_view contract);

    // engine.cpp
    [[nodiscard]] std::vector<TriggerId> idle_in(TriggerState state);
    void report_accepted(Trigger& trigger, domain::DeliveryOutcome outcome);
    void restore_one(TriggerRecord record, base::Instant now, base::WallTime wall);
    void join(Trigger& trigger);
    void expire(Trigger& trigger);
    void written(WriteId write, const base::Error* error);
    Trigger* reported_trigger(const ReportEvent& event);

    Ports ports_;
    EngineSettings settings_;
    ContractSnapshot contracts_;
    TriggerTable table_;
    RecentAnswers recent_;
    Amounts amounts_;
    std::optional<TokenBucket> rate_;                            ///< of all servers together
    std::map<std::string, std::vector<Held>, std::less<>> held_; ///< by contract
    std::deque<std::pair<WriteId, std::variant<TriggerId, QuotaWrite>>>
        writes_; ///< in the order the journal
                 ///< tells them
    std::uint64_t last_write_{};
    std::vector<TriggerId> unresumed_; ///< restored with something owed, oldest first
    base::Instant forgets_again_;      ///< not before: see forget()
    Workload workload_;
    RefusalLog refusal_log_;
    std::map<std::string, std::set<TriggerId>, std::less<>> undelivered_; ///< by contract
    bool draining_{};
    std::map<Busy, base::Instant> busy_logged_;
    EngineCounters counters_;
};

} // namespace iwf::core
