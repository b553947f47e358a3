// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/core/flat_table.hpp"
#include "iwf/core/journal.hpp"
#include "iwf/core/name_numbers.hpp"
#include "iwf/core/ports.hpp"
#include "iwf/core/procedures/notification.hpp"
#include "iwf/core/procedures/submission.hpp"

namespace iwf::core {

/// One trigger in memory that is not over: the record, the procedure that works on it, and who
/// waits for it.
struct Trigger
{
    explicit Trigger(TriggerRecord r)
        : record{std::move(r)}
    {}
    Trigger(const Trigger&) = delete;
    Trigger& operator=(const Trigger&) = delete;

    TriggerRecord record;
    std::unique_ptr<Submission> submission;     ///< null: none has begun, or it has gone well
    std::unique_ptr<Notification> notification; ///< null: none has begun
    std::vector<ServerRequest> waiting_servers;
    std::vector<ReportRequest> waiting_reports;
    std::optional<domain::DeliveryOutcome> early_outcome; ///< of a report that overtook the DTA
    std::string permit; ///< the rules that let it through, for the audit log; until it is confirmed
    std::optional<base::Instant> due; ///< what for depends on the state
    bool pending{};                   ///< counts as such: see TriggerTable::pending()
    bool restored{};                  ///< an earlier process may have done more than is on disk
};

/// What the answer to a request of a server may depend on: of a trigger that is not over, or of one
/// that is only remembered.
struct KnownTrigger
{
    Trigger* trigger{}; ///< null: it is over
    TriggerId id;
    bool closed{}; ///< its state; one that is not over may have it while something is written
    domain::ReferenceNumber reference;
    std::optional<domain::ReferenceNumber> old_reference;
    std::uint64_t dar_digest{};
    std::optional<domain::RequestStatus> request_status;
    std::optional<domain::MtcErrorDiagnostic> mtc_error_diagnostic;
};

/// Of a trigger that was submitted: what a recall or replace of it must agree with.
struct SubmittedTrigger
{
    domain::DeviceIdentity device;
    domain::InternalHost sms_sc; ///< that has it
};

/// The triggers this instance knows, found by each name a peer may use, and when each is due.
/// One that is over is remembered by what answers its repetitions, in some 250 octets with all
/// indexes: servers and SMS-SCs as numbers, and all for the same time, so that they are forgotten
/// in the order in which they were closed. An open one takes about 1.3 kB.
class TriggerTable
{
public:
    /// `seed`: see FlatTable; another one in each process.
    explicit TriggerTable(std::uint64_t seed = 0);

    /// Stands in the indexes from now on; of two with the same name the later one is found.
    Trigger& add(TriggerRecord record);

    /// Forgets it at once.
    void remove(TriggerId id);

    /// It is over, which ends its time as Trigger, and is remembered until it is due; not before
    /// those that were closed earlier.
    void close(Trigger& trigger, base::Instant due);

    /// Null also when it is over.
    [[nodiscard]] Trigger* find(TriggerId id);

    /// The request or replace that carries this number.
    [[nodiscard]] std::optional<KnownTrigger>
    by_reference(std::string_view contract, domain::ReferenceNumber number);

    /// The recall of this number.
    [[nodiscard]] std::optional<KnownTrigger>
    recall_of(std::string_view contract, domain::ReferenceNumber number);

    /// The transaction begun by the request with this End-to-End identifier.
    [[nodiscard]] std::optional<KnownTrigger>
    by_end_to_end(std::string_view contract, std::uint32_t end_to_end);

    /// As by_reference(); nothing also when it never came to a submission.
    [[nodiscard]] std::optional<SubmittedTrigger>
    submitted(std::string_view contract, domain::ReferenceNumber number);

    /// The request or replace that a report with this SCS identity and number is about; null also
    /// when that is over.
    [[nodiscard]] Trigger*
    by_report(const domain::ScsIdentity& scs, domain::ReferenceNumber number);

    /// How many triggers of this server are not over: no recalls, and none that was refused or
    /// whose report the server has acknowledged.
    [[nodiscard]] std::size_t pending(std::string_view contract) const;

    /// This one is over. Removing and closing it say so too.
    void end_pending(Trigger& trigger);

    /// Replaces the time at which the trigger is due.
    void set_due(Trigger& trigger, std::optional<base::Instant> due);

    /// Of those that are not over.
    [[nodiscard]] std::optional<base::Instant> next_due() const;

    /// Takes one that is due by now out of the queue; nothing when none is.
    [[nodiscard]] Trigger* pop_due(base::Instant now);

    /// When the first is forgotten of those that are over.
    [[nodiscard]] std::optional<base::Instant> next_forgotten() const;

    /// Forgets one that is over and due by now; nothing when none is.
    [[nodiscard]] std::optional<TriggerId> forget_due(base::Instant now);

    /// Those that are over too.
    [[nodiscard]] std::size_t size() const { return open_.size() + closed_.size(); }

private:
    /// Server and number in one word: names and identities of servers are few and have numbers.
    using Key = std::uint64_t;

    struct ClosedTrigger
    {
        TriggerId id;
        base::Instant due;
        std::uint64_t dar_digest{};
        domain::DeviceIdentity device;
        std::uint32_t contract{};            ///< in contracts_
        std::optional<std::uint32_t> sms_sc; ///< in sms_scs_; nothing: was not submitted
        std::uint32_t dar_end_to_end{};
        domain::ReferenceNumber reference;
        std::optional<domain::ReferenceNumber> old_reference;
        std::optional<domain::RequestStatus> request_status;
        std::optional<domain::MtcErrorDiagnostic> mtc_error_diagnostic;
        bool is_recall{};
    };

    /// One of the two, each of which stays where it is.
    struct Entry
    {
        Trigger* open{};
        const ClosedTrigger* closed{};

        friend bool operator==(const Entry&, const Entry&) = default;
    };
    using Index = FlatTable<Entry>;

    [[nodiscard]] static Key key(std::uint32_t server, std::uint32_t number);
    [[nodiscard]] Entry lookup(Index& index, std::string_view contract, std::uint32_t number) const;
    [[nodiscard]] static std::optional<KnownTrigger> known(const Entry& entry);
    [[nodiscard]] std::uint32_t number_of(const domain::InternalHost& sms_sc);
    [[nodiscard]] ClosedTrigger remembered(const TriggerRecord& record, base::Instant due);
    [[nodiscard]] Index& reference_index(bool is_recall)
    {
        return is_recall ? recalls_ : by_reference_;
    }
    static void replace(Index& index, Key key, const Entry& old, const Entry& successor);

    /// The indexes have `successor` in its place, if any; the trigger is gone.
    void leave(Trigger& trigger, const Entry& successor);

    FlatTable<std::unique_ptr<Trigger>> open_;
    std::deque<ClosedTrigger> closed_; ///< in the order of due
    NameNumbers contracts_;
    NameNumbers scs_identities_;
    NameNumbers sms_sc_names_;
    std::vector<domain::InternalHost> sms_scs_; ///< by their numbers
    Index by_reference_;
    Index recalls_;
    Index by_end_to_end_;
    FlatTable<Trigger*> by_report_;
    std::set<std::pair<base::Instant, TriggerId>> due_;
    std::map<std::string, std::size_t, std::less<>> pending_; ///< by contract
};

} // namespace iwf::core
