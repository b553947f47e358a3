// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/named_buckets.hpp"

#include <iterator>

namespace iwf::core {

NamedBuckets::NamedBuckets(const NamedBuckets& other)
    : capacity_{other.capacity_}
    , limit_{other.limit_}
    , order_{other.order_}
{
    for (auto counted = order_.begin(); counted != order_.end(); ++counted) {
        by_name_.emplace(counted->name, counted);
    }
}

NamedBuckets::Standing
NamedBuckets::look(const RateLimit& limit, std::string_view name, base::Instant now)
{
    follow(limit, now);
    forget_full_ones(now);
    const auto known = by_name_.find(name);
    if (known == by_name_.end()) {
        return order_.size() < capacity_ ? Standing::free : Standing::no_room;
    }
    return known->second->bucket.has_token(limit, now) ? Standing::free : Standing::empty;
}

void NamedBuckets::take(const RateLimit& limit, std::string_view name, base::Instant now)
{
    const auto known = by_name_.find(name);
    if (known != by_name_.end()) {
        known->second->bucket.take(limit, now);
        order_.splice(order_.end(), order_, known->second);
        return;
    }
    Counted& counted = order_.emplace_back(Counted{std::string{name}, TokenBucket{limit, now}});
    counted.bucket.take(limit, now);
    by_name_.emplace(counted.name, std::prev(order_.end()));
}

void NamedBuckets::follow(const RateLimit& limit, base::Instant now)
{
    if (limit_ && *limit_ != limit) {
        for (Counted& counted : order_) {
            counted.bucket.change(*limit_, limit, now);
        }
    }
    limit_ = limit;
}

void NamedBuckets::forget_full_ones(base::Instant now)
{
    // A full one behind another that fills waits for it: no longer than an empty one takes.
    while (!order_.empty() && order_.front().bucket.is_full(*limit_, now)) {
        by_name_.erase(order_.front().name);
        order_.pop_front();
    }
}

} // namespace iwf::core
