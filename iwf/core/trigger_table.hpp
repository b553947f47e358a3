// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/core/journal.hpp"
#include "iwf/core/ports.hpp"
#include "iwf/core/procedures/notification.hpp"
#include "iwf/core/procedures/submission.hpp"

namespace iwf::core {

/// One trigger in memory: the record, the procedure that works on it, and who waits for it.
struct Trigger
{
    explicit Trigger(TriggerRecord r)
        : record{std::move(r)}
    {}
    Trigger(const Trigger&) = delete;
    Trigger& operator=(const Trigger&) = delete;

    TriggerRecord record;
    std::optional<Submission> submission;
    std::optional<Notification> notification;
    std::vector<ServerRequest> waiting_servers;
    std::vector<ReportRequest> waiting_reports;
    std::optional<domain::DeliveryOutcome> early_outcome; ///< of a report that overtook the DTA
    std::string permit; ///< the rules that let it through, for the audit log; until it is confirmed
    std::optional<base::Instant> due; ///< what for depends on the state
    bool pending{};                   ///< counts as such: see TriggerTable::pending()
    bool restored{};                  ///< an earlier process may have done more than is on disk
};

/// The triggers this instance knows, found by each name a peer may use, and when each is due.
class TriggerTable
{
public:
    /// Stands in the indexes from now on; of two with the same name the later one is found.
    Trigger& add(TriggerRecord record);

    void remove(TriggerId id);

    [[nodiscard]] Trigger* find(TriggerId id);

    /// The request or replace that carries this number.
    [[nodiscard]] Trigger* by_reference(std::string_view contract, domain::ReferenceNumber number);

    /// The recall of this number.
    [[nodiscard]] Trigger* recall_of(std::string_view contract, domain::ReferenceNumber number);

    /// The transaction begun by the request with this End-to-End identifier.
    [[nodiscard]] Trigger* by_end_to_end(std::string_view contract, std::uint32_t end_to_end);

    /// The request or replace that a report with this SCS identity and number is about.
    [[nodiscard]] Trigger*
    by_report(const domain::ScsIdentity& scs, domain::ReferenceNumber number);

    /// How many triggers of this server are not over: no recalls, and none that was refused or
    /// whose report the server has acknowledged.
    [[nodiscard]] std::size_t pending(std::string_view contract) const;

    /// This one is over. Removing it says so too.
    void end_pending(Trigger& trigger);

    /// Replaces the time at which the trigger is due.
    void set_due(Trigger& trigger, std::optional<base::Instant> due);

    [[nodiscard]] std::optional<base::Instant> next_due() const;

    /// Takes one that is due by now out of the queue; nothing when none is.
    [[nodiscard]] Trigger* pop_due(base::Instant now);

    [[nodiscard]] std::size_t size() const { return triggers_.size(); }

    template <class Function>
    void for_each(Function function)
    {
        for (auto& [id, trigger] : triggers_) {
            function(trigger);
        }
    }

private:
    /// Server and number in one word: names and identities of servers are few and interned.
    using Key = std::uint64_t;
    using Index = std::unordered_map<Key, TriggerId>;

    [[nodiscard]] Key key(std::string_view server, std::uint32_t number);
    [[nodiscard]] Trigger* lookup(const Index& index, Key key);
    static void drop(Index& index, Key key, TriggerId id);

    std::unordered_map<TriggerId, Trigger> triggers_;
    std::unordered_map<std::string, std::uint32_t> servers_;
    Index by_reference_;
    Index by_report_;
    Index recalls_;
    Index by_end_to_end_;
    std::set<std::pair<base::Instant, TriggerId>> due_;
    std::map<std::string, std::size_t, std::less<>> pending_; ///< by contract
};

} // namespace iwf::core
