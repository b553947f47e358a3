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
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/core/monitoring/subscription.hpp"

namespace iwf::core {

/// A report in memory.
struct PendingReport
{
    ReportRecord record;
    bool written{};    ///< on disk: may be delivered
    bool maybe_seen{}; ///< by the server: the T flag is due
};

/// What only a subscription with something to deliver needs.
struct Undelivered
{
    std::deque<PendingReport> reports; ///< in their order
    std::size_t in_flight{};           ///< of them, from the front, in the RIR that is under way
    std::uint32_t attempts{};
    bool ready{};                          ///< stands in its server's queue
    std::optional<base::Instant> retry_at; ///< nothing is sent before
    std::optional<base::Instant> guard_at; ///< of a group: likewise, for more may come
};

/// One subscription in memory.
struct Subscription
{
    explicit Subscription(SubscriptionRecord r)
        : record{std::move(r)}
    {}
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

    SubscriptionRecord record;
    std::unique_ptr<Undelivered> undelivered; ///< null: nothing is
    /// Of a group: reports of each device, by its digest; no more devices than the network has said
    /// that there are. Null: none was counted.
    std::unique_ptr<std::map<std::uint64_t, std::uint32_t>> member_reports;
    std::optional<base::Instant> due;            ///< see SubscriptionTable::set_due()
    std::optional<base::WallTime> removal_since; ///< first tried, in this process
    std::optional<base::WallTime> watched_since; ///< of an expectation: since a suspension ended
    bool removing{};                             ///< a CIR that removes it is under way
    std::optional<base::Instant> remove_at;      ///< once removal is owed
    std::uint32_t removal_attempts{};
};

/// The subscriptions of this instance, found by each name a peer may use.
class SubscriptionTable
{
public:
    /// Its id must be free (see is_free()).
    Subscription& add(SubscriptionRecord record);

    void remove(SubscriptionId id);

    [[nodiscard]] Subscription* find(SubscriptionId id);
    [[nodiscard]] const Subscription* find(SubscriptionId id) const;

    /// By what a node of the network names it by; of a 32 bit reference, the lower half.
    [[nodiscard]] Subscription* find(const domain::ScefReference& ours);

    /// The live one of this server with this reference. One that has ended has given it up.
    [[nodiscard]] Subscription*
    find(std::string_view contract, SubscriptionKind kind, const domain::ScefReference& reference);
    [[nodiscard]] const Subscription* find(
        std::string_view contract, SubscriptionKind kind, const domain::ScefReference& reference
    ) const;

    /// Whether both the number and its lower half are nobody's, and no part is 0.
    [[nodiscard]] bool is_free(SubscriptionId id) const;

    /// Its server's reference is free for another one from now on.
    void give_up_reference(Subscription& subscription);

    /// Live ones of the server, without observations.
    [[nodiscard]] std::size_t count(std::string_view contract) const;

    /// Those of a server about one device, live ones only; in no order.
    [[nodiscard]] std::vector<SubscriptionId>
    of(std::string_view contract, const domain::WatchedIdentity& watched) const;

    /// Likewise, of any server.
    [[nodiscard]] std::vector<SubscriptionId> about(const domain::WatchedIdentity& watched) const;

    /// The next time something is to be done about it; replaces an earlier one.
    void set_due(Subscription& subscription, std::optional<base::Instant> due);
    [[nodiscard]] std::optional<base::Instant> next_due() const;
    [[nodiscard]] Subscription* pop_due(base::Instant now);

    [[nodiscard]] std::size_t size() const { return subscriptions_.size(); }

    /// Where a walk through all of them is. Those that come or go meanwhile may be met or not; when
    /// the table grows, the walk begins again.
    struct Place
    {
        std::size_t buckets{};
        std::size_t next{};
    };

    /// Goes on with a walk; `steps` bound the work. Those that were met, which are there now.
    [[nodiscard]] std::vector<SubscriptionId> walk(Place& place, std::size_t steps) const;
    [[nodiscard]] bool has_been_walked(const Place& place) const;

    template <class Function>
    void for_each(Function function) const
    {
        for (const auto& [id, subscription] : subscriptions_) {
            function(subscription);
        }
    }

private:
    struct ServerKey
    {
        std::uint32_t server{}; ///< interned
        SubscriptionKind kind{};
        std::uint64_t reference{};

        friend bool operator==(const ServerKey&, const ServerKey&) = default;
    };
    struct ServerKeyHash
    {
        std::size_t operator()(const ServerKey& key) const;
    };

    [[nodiscard]] static ServerKey key_of(std::uint32_t server, const SubscriptionRecord& record);
    void collect(
        std::uint32_t server,
        const domain::WatchedIdentity& watched,
        std::vector<SubscriptionId>& found
    ) const;
    [[nodiscard]] std::uint32_t intern(std::string_view contract);
    [[nodiscard]] std::optional<std::uint32_t> interned(std::string_view contract) const;
    [[nodiscard]] static std::uint64_t
    watched_key(std::uint32_t server, const domain::WatchedIdentity& watched);

    std::unordered_map<SubscriptionId, Subscription> subscriptions_;
    std::unordered_map<std::uint32_t, SubscriptionId> by_half_;
    std::unordered_map<ServerKey, SubscriptionId, ServerKeyHash> by_server_;
    std::unordered_multimap<std::uint64_t, SubscriptionId> by_watched_; ///< digest; live ones
    std::map<std::string, std::uint32_t, std::less<>> servers_;
    std::vector<std::size_t> live_; ///< by interned server
    std::set<std::pair<base::Instant, SubscriptionId>> due_;
};

} // namespace iwf::core
