// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/monitoring/subscription_table.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace iwf::core {
namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t value)
{
    // The finaliser of splitmix64: neighbouring servers and references must not collide.
    std::uint64_t mixed = hash ^ (value + 0x9E3779B97F4A7C15U + (hash << 6U) + (hash >> 2U));
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
}

std::uint32_t half_of(SubscriptionId id)
{
    return static_cast<std::uint32_t>(id.value());
}

/// Not made by us for another.
bool is_the_servers(const SubscriptionRecord& record)
{
    return record.kind != SubscriptionKind::observation;
}

} // namespace

SubscriptionTable::ServerKey
SubscriptionTable::key_of(std::uint32_t server, const SubscriptionRecord& record)
{
    return {server, record.kind, record.reference.key()};
}

std::size_t SubscriptionTable::ServerKeyHash::operator()(const ServerKey& key) const
{
    const auto kind = static_cast<std::uint64_t>(key.kind);
    return mix(mix(key.server, kind), key.reference);
}

std::uint64_t
SubscriptionTable::watched_key(std::uint32_t server, const domain::WatchedIdentity& watched)
{
    const std::uint64_t name = std::hash<std::string>{}(domain::clear_text(watched.identity));
    return mix(mix(server, name), watched.group ? 1 : 0);
}

Subscription& SubscriptionTable::add(SubscriptionRecord record)
{
    const SubscriptionId id = record.id;
    Subscription& subscription = subscriptions_.try_emplace(id, std::move(record)).first->second;
    by_half_.insert_or_assign(half_of(id), id);
    const std::uint32_t server = intern(subscription.record.contract);
    if (!has_ended(subscription.record)) {
        by_watched_.emplace(watched_key(server, subscription.record.watched), id);
        if (is_the_servers(subscription.record)) {
            by_server_.insert_or_assign(key_of(server, subscription.record), id);
            ++live_[server];
        }
    }
    return subscription;
}

void SubscriptionTable::remove(SubscriptionId id)
{
    const auto found = subscriptions_.find(id);
    if (found == subscriptions_.end()) {
        return;
    }
    give_up_reference(found->second);
    set_due(found->second, std::nullopt);
    by_half_.erase(half_of(id));
    subscriptions_.erase(found);
}

void SubscriptionTable::give_up_reference(Subscription& subscription)
{
    const SubscriptionRecord& record = subscription.record;
    const std::uint32_t server = intern(record.contract);
    const auto [first, last] = by_watched_.equal_range(watched_key(server, record.watched));
    const auto mine =
        std::find_if(first, last, [&](const auto& entry) { return entry.second == record.id; });
    if (mine == last) {
        return; // it has done so before
    }
    by_watched_.erase(mine);
    if (!is_the_servers(record)) {
        return;
    }
    --live_[server];
    const auto named = by_server_.find(key_of(server, record));
    if (named != by_server_.end() && named->second == record.id) {
        by_server_.erase(named);
    }
}

Subscription* SubscriptionTable::find(SubscriptionId id)
{
    const auto found = subscriptions_.find(id);
    return found == subscriptions_.end() ? nullptr : &found->second;
}

const Subscription* SubscriptionTable::find(SubscriptionId id) const
{
    const auto found = subscriptions_.find(id);
    return found == subscriptions_.end() ? nullptr : &found->second;
}

Subscription* SubscriptionTable::find(const domain::ScefReference& ours)
{
    if (ours.extended) {
        return find(SubscriptionId{*ours.extended});
    }
    const auto found = by_half_.find(ours.id);
    return found == by_half_.end() ? nullptr : find(found->second);
}

Subscription* SubscriptionTable::find(
    std::string_view contract, SubscriptionKind kind, const domain::ScefReference& reference
)
{
    const auto* const found = std::as_const(*this).find(contract, kind, reference);
    return found == nullptr ? nullptr : find(found->record.id);
}

const Subscription* SubscriptionTable::find(
    std::string_view contract, SubscriptionKind kind, const domain::ScefReference& reference
) const
{
    const auto server = interned(contract);
    if (!server) {
        return nullptr;
    }
    const auto found = by_server_.find(ServerKey{*server, kind, reference.key()});
    return found == by_server_.end() ? nullptr : find(found->second);
}

bool SubscriptionTable::is_free(SubscriptionId id) const
{
    const std::uint32_t half = half_of(id);
    return half != 0 && (id.value() >> 32U) != 0 && !by_half_.contains(half);
}

std::size_t SubscriptionTable::count(std::string_view contract) const
{
    const auto server = interned(contract);
    return server ? live_[*server] : 0;
}

void SubscriptionTable::collect(
    std::uint32_t server, const domain::WatchedIdentity& watched, std::vector<SubscriptionId>& found
) const
{
    const auto [first, last] = by_watched_.equal_range(watched_key(server, watched));
    for (auto entry = first; entry != last; ++entry) {
        const Subscription* const subscription = find(entry->second);
        if (subscription != nullptr && subscription->record.watched == watched) {
            found.push_back(entry->second);
        }
    }
}

std::vector<SubscriptionId>
SubscriptionTable::of(std::string_view contract, const domain::WatchedIdentity& watched) const
{
    std::vector<SubscriptionId> found;
    if (const auto server = interned(contract)) {
        collect(*server, watched, found);
    }
    return found;
}

std::vector<SubscriptionId> SubscriptionTable::about(const domain::WatchedIdentity& watched) const
{
    std::vector<SubscriptionId> found;
    for (const auto& [name, server] : servers_) {
        collect(server, watched, found);
    }
    return found;
}

void SubscriptionTable::set_due(Subscription& subscription, std::optional<base::Instant> due)
{
    if (subscription.due) {
        due_.erase({*subscription.due, subscription.record.id});
    }
    subscription.due = due;
    if (due) {
        due_.emplace(*due, subscription.record.id);
    }
}

std::optional<base::Instant> SubscriptionTable::next_due() const
{
    return due_.empty() ? std::nullopt : std::optional{due_.begin()->first};
}

Subscription* SubscriptionTable::pop_due(base::Instant now)
{
    if (due_.empty() || due_.begin()->first > now) {
        return nullptr;
    }
    Subscription* const subscription = find(due_.begin()->second);
    due_.erase(due_.begin());
    if (subscription != nullptr) {
        subscription->due.reset();
    }
    return subscription;
}

std::vector<SubscriptionId> SubscriptionTable::walk(Place& place, std::size_t steps) const
{
    const std::size_t buckets = subscriptions_.bucket_count();
    if (place.buckets != buckets) {
        place = {buckets, 0};
    }
    std::vector<SubscriptionId> found;
    const std::size_t end = std::min(buckets, place.next + steps);
    for (; place.next < end; ++place.next) {
        for (auto one = subscriptions_.begin(place.next); one != subscriptions_.end(place.next);
             ++one) {
            found.push_back(one->first);
        }
    }
    return found;
}

bool SubscriptionTable::has_been_walked(const Place& place) const
{
    return place.buckets == subscriptions_.bucket_count() && place.next >= place.buckets;
}

std::uint32_t SubscriptionTable::intern(std::string_view contract)
{
    if (const auto known = interned(contract)) {
        return *known;
    }
    const auto number = static_cast<std::uint32_t>(live_.size());
    servers_.emplace(contract, number);
    live_.push_back(0);
    return number;
}

std::optional<std::uint32_t> SubscriptionTable::interned(std::string_view contract) const
{
    const auto found = servers_.find(contract);
    return found == servers_.end() ? std::nullopt : std::optional{found->second};
}

} // namespace iwf::core
