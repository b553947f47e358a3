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
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/core/identifiers.hpp"
#include "iwf/core/monitoring/audit.hpp"
#include "iwf/core/monitoring/expectation.hpp"
#include "iwf/core/monitoring/journal.hpp"
#include "iwf/core/monitoring/ports.hpp"
#include "iwf/core/monitoring/settings.hpp"
#include "iwf/core/monitoring/subscription_table.hpp"
#include "iwf/core/policy/authorise_monitoring.hpp"
#include "iwf/core/policy/contract_book.hpp"
#include "iwf/core/recent_answers.hpp"
#include "iwf/core/refusal_log.hpp"

namespace iwf::core {

/// All subscriptions of this instance (F5, S8, S10 to S13): judges what servers want to watch,
/// has the network watch it under names of its own, and hands on what the network reports until
/// the server has acknowledged it. Nothing is confirmed to anyone before what that promises is on
/// disk. Lives on the core thread.
class Monitoring final : public JournalListener
{
public:
    struct Ports
    {
        WatchedNetworkPort& network;
        WatcherPort& servers;
        MonitoringJournal& journal;
        base::Clock& clock;
        base::Log& log;
        MonitoringAuditPort& audit;
        Identifiers& identifiers;
        std::function<std::uint64_t()> random; ///< nobody can foretell it
    };

    Monitoring(Ports ports, MonitoringSettings settings);

    /// Takes over what an earlier process left in the journal. Before anything else.
    void restore(
        std::vector<SubscriptionRecord> subscriptions,
        std::vector<ReportRecord> reports,
        const std::vector<MemberRecord>& members
    );

    /// Goes on with what was restored: reports go to servers, leftovers out of the network.
    void resume();

    /// What is judged from now on. Subscriptions that a contract does not permit any more end in
    /// the turns that follow, a part of the table in each; one that reports before ends at once.
    void use_contracts(ContractSnapshot contracts);

    /// How a claim would be judged now; nothing is sent or counted. Nothing: no such contract.
    [[nodiscard]] std::optional<WatchDecision>
    explain(std::string_view contract, const WatchClaim& claim) const;

    void on_configuration(ConfigurationEvent event);
    void on_configured(ConfigurationId id, const NetworkConfigured& configured);
    void on_report(const NetworkReport& report);
    void on_delivered(SubscriptionId id, DeliveryResult result);

    /// The server of this contract has connected: what is owed to it is told at once.
    void on_server_connected(std::string_view contract);

    void on_written(WriteId write) override { written(write, nullptr); }
    void on_write_failed(WriteId write, const base::Error& error) override;

    [[nodiscard]] std::optional<base::Instant> next_due() const;
    void on_time();

    /// From now on new subscriptions are refused; reports go on.
    void drain() { draining_ = true; }

    [[nodiscard]] MonitoringCounters counters() const;
    [[nodiscard]] const SubscriptionTable& table() const { return table_; }

private:
    /// A CIR of a server on its way: what is to be watched is written down, then the network is
    /// asked, then what it said is written down, then the server is answered.
    struct Work
    {
        /// What the audit log is told when the server is answered.
        struct Permit
        {
            std::optional<SubscriptionId> added; ///< nothing: nothing was
            SubscriptionKind kind{};
            domain::MonitoringType type{};
            domain::ScefReference reference;
            domain::WatchedIdentity watched;
            bool deletes{};
            MonitoringResult result{};
            std::string rules;
        };

        enum class Phase : std::uint8_t
        {
            intending,
            asking,
            ending
        };

        Phase phase{Phase::intending};
        std::vector<ConfigurationRequest> waiting;
        std::string contract;
        std::uint32_t end_to_end{};
        std::uint64_t digest{};
        ConfigurationAnswer answer;
        std::vector<SubscriptionId> added;
        std::vector<std::pair<SubscriptionId, SubscriptionId>> replaces; ///< new, old
        std::vector<Permit> permits; ///< empty where the audit log keeps none
        std::optional<domain::WatchedIdentity> watched;
        std::optional<std::uint32_t> group_guard_s;
        std::size_t writes_left{};
        bool write_failed{};
    };

    /// A RIR of the network whose answer waits for the disk.
    struct Taking
    {
        std::vector<NetworkReportRequest> waiting;
        std::string from;
        NetworkReportAnswer answer;
        std::vector<SubscriptionId> reported;
        std::size_t writes_left{};
        bool write_failed{};
    };

    /// How a write goes on: of a CIR, of a RIR, or of neither.
    struct Write
    {
        WriteId id;
        std::optional<ConfigurationId> work;
        std::optional<ReportKey> taking;
        std::optional<std::pair<SubscriptionId, std::uint64_t>> report;
    };
    using Owner = std::pair<std::optional<ConfigurationId>, std::optional<ReportKey>>;

    struct Server
    {
        std::deque<SubscriptionId> ready;
        std::size_t returned{}; ///< of `ready`, from the front: those that could not be sent
        std::size_t in_flight{};
        std::size_t in_progress{}; ///< CIRs
        std::uint32_t attempts{};
        std::optional<base::Instant> retry_at; ///< there: it is away, and not told anything before
        std::optional<std::pair<RateLimit, TokenBucket>> rate;
    };
    using Servers = std::map<std::string, Server, std::less<>>;

    // monitoring_admission.cpp: from a CIR to what the network is asked for
    [[nodiscard]] bool answer_duplicate(const ConfigurationEvent& event);
    [[nodiscard]] std::optional<std::string_view> busy_with(const Contract& contract);
    void admit(const Contract& contract, ConfigurationId id, ConfigurationEvent& event);
    void admit_event(
        const Contract& contract,
        ConfigurationId id,
        const ConfigurationEvent& event,
        WantedEvent& wanted
    );
    void admit_pattern(
        const Contract& contract,
        ConfigurationId id,
        const ConfigurationEvent& event,
        WantedPattern& wanted
    );
    Subscription* begin(
        ConfigurationId id,
        const ConfigurationEvent& event,
        const WatchPermitted& permitted,
        SubscriptionRecord record,
        const std::vector<domain::ScefReference>& for_deletion,
        std::vector<ReferenceResult>& results
    );
    [[nodiscard]] bool has_room(
        const ConfigurationEvent& event,
        const MonitoringLimits& limits,
        const SubscriptionRecord& record,
        bool replaces
    ) const;
    Subscription& add(ConfigurationId id, const std::string& contract, SubscriptionRecord record);
    void observe_for(ConfigurationId id, Subscription& expectation, domain::Accuracy finest);
    void delete_some(
        ConfigurationId id,
        const ConfigurationEvent& event,
        SubscriptionKind kind,
        const std::vector<domain::ScefReference>& references,
        std::vector<ReferenceResult>& results
    );
    void delete_all(ConfigurationId id, const ConfigurationEvent& event, SubscriptionKind kind);

    // monitoring_audit.cpp: what is told to people of what was decided
    void refuse_one(
        const ConfigurationEvent& event,
        WatchSubject subject,
        const WatchRefusal& refusal,
        std::vector<ReferenceResult>& results
    );
    void refuse(const ConfigurationEvent& event, MonitoringResult result, std::string_view reason);
    void note_refusal(
        const ConfigurationEvent& event, const WatchSubject& subject, const WatchRefusal& refusal
    );
    void permit(
        ConfigurationId id, const SubscriptionRecord& record, bool added, const DecidingRules& rules
    );
    void permit_end(ConfigurationId id, const SubscriptionRecord& record);
    void confirm(const Work& work);
    void tell_end(const SubscriptionRecord& record, WatchEnd by);
    void note(
        const NetworkReport& report,
        const Subscription* subscription,
        std::string_view event,
        std::string_view reason
    );

    // monitoring_configure.cpp: the network's answer, and the server's
    void go_on(ConfigurationId id);
    void configure(ConfigurationId id, const Work& work);
    void settle(ConfigurationId id, SubscriptionId added, const NetworkConfigured& configured);
    void take_immediate(ConfigurationId id, const NetworkImmediate& immediate);
    void answer(ConfigurationId id, Work& work);
    void tell(
        const std::string& contract, ConfigurationRequest request, const ConfigurationAnswer& answer
    );
    void remove_from_network(Subscription& subscription);
    void removed(Subscription& subscription, const NetworkConfigured& configured);

    // monitoring_reports.cpp: from a RIR of the network to what waits for a server
    void take(Taking& taking, const NetworkReport& report, const Owner& owner);
    void go_on(const ReportKey& key);
    [[nodiscard]] MonitoringResult
    take_item(const NetworkReport& report, const NetworkItem& item, const Owner& owner);
    [[nodiscard]] std::optional<std::string_view> fault_of(
        const SubscriptionRecord& record, const NetworkReport& report, const NetworkItem& item
    ) const;
    void take_for_server(
        Subscription& subscription,
        const NetworkReport& report,
        const NetworkItem& item,
        const MonitoringLimits& limits,
        const Owner& owner
    );
    void take_status(Subscription& subscription, const NetworkItem& item, const Owner& owner);
    void
    take_handling(Subscription& subscription, domain::EventHandling handling, const Owner& owner);
    void count(
        Subscription& subscription,
        const std::optional<domain::DeviceIdentity>& member,
        ReporterRole by,
        const Owner& owner
    );
    [[nodiscard]] bool has_had_all(const Subscription& subscription, const NetworkItem& item) const;
    void count_member(
        Subscription& subscription, std::uint64_t member, std::uint32_t most, const Owner& owner
    );
    void cancel_all(const NetworkReport& report, SubscriptionKind kind, const Owner& owner);
    void cancel(Subscription& subscription, WatchEnd by, bool removal_owed, const Owner& owner);

    // monitoring_expectations.cpp: from observations to what they break
    void take_for_expectation(
        Subscription& observation,
        const domain::EventReport& report,
        const MonitoringLimits& limits,
        const Owner& owner
    );
    void judge_time(Subscription& expectation);
    [[nodiscard]] bool is_watched(const Subscription& expectation);
    [[nodiscard]] Agreement agreement_of(const Subscription& expectation) const;
    void tell_breaches(
        Subscription& expectation,
        const std::vector<Breach>& breaches,
        const MonitoringLimits& limits,
        const Owner& owner
    );

    // monitoring_delivery.cpp: to the servers
    ReportRecord& keep(Subscription& subscription, domain::EventReport report, const Owner& owner);
    void put(Subscription& subscription, const ReportRecord& report, const Owner& owner);
    void report_written(SubscriptionId id, std::uint64_t sequence, bool written);
    void make_ready(Subscription& subscription);
    void set_away(const std::string& contract, Server& server);
    void set_back(const std::string& contract, Server& server);
    void pump(std::string_view contract);
    void send(Subscription& subscription);
    void acknowledged(Subscription& subscription);
    void forget_reports(Subscription& subscription);
    void drop_aged(Subscription& subscription);
    [[nodiscard]] static bool may_deliver(const Subscription& subscription);

    // monitoring_sweep.cpp: after a change of contracts
    void sweep();
    void end_unpermitted(Subscription& subscription);

    // monitoring.cpp
    void end(Subscription& subscription, bool removal_owed, const Owner& owner = {});
    void finish_if_over(Subscription& subscription);
    void reschedule(Subscription& subscription);
    void handle_due(Subscription& subscription);
    void write(Subscription& subscription, const Owner& owner = {});
    void own(const Owner& owner);
    void written(WriteId write, const base::Error* error);
    [[nodiscard]] WriteId next_write() { return WriteId{++last_write_}; }
    [[nodiscard]] SubscriptionId new_id();
    [[nodiscard]] std::vector<Subscription*> observations_of(SubscriptionId expectation);
    [[nodiscard]] const MonitoringLimits* limits_of(const Subscription& subscription) const;
    [[nodiscard]] base::Instant instant_of(base::WallTime time) const;

    Ports ports_;
    MonitoringSettings settings_;
    ContractSnapshot contracts_;
    SubscriptionTable table_;
    Servers servers_;
    std::set<std::pair<base::Instant, std::string>> away_; ///< until when, and which server
    std::uint64_t last_work_{};
    std::unordered_map<ConfigurationId, Work> work_;
    std::map<std::pair<std::string, std::uint32_t>, ConfigurationId> work_by_request_;
    std::unordered_map<ConfigurationId, SubscriptionId> removals_;
    std::map<ReportKey, Taking> takings_;
    RecentAnswersOf<ConfigurationAnswer> recent_;
    RecentAnswersOf<NetworkReportAnswer> recent_reports_;
    std::deque<Write> writes_; ///< in the order in which the journal tells of them
    std::uint64_t last_write_{monitoring_write};
    std::map<SubscriptionId, std::vector<SubscriptionId>> observations_; ///< by expectation
    std::set<SubscriptionId> leftovers_; ///< restored, to be removed from the network
    base::Instant started_;
    std::optional<SubscriptionTable::Place> swept_; ///< there: a sweep is under way, up to it
    base::Instant sweep_at_;                        ///< when it goes on
    std::size_t undelivered_{};
    bool draining_{};
    RefusalLog refusal_log_;
    MonitoringCounters counters_;
};

} // namespace iwf::core
