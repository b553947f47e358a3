// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/token_bucket.hpp"

#include <algorithm>
#include <cassert>

namespace iwf::core {
namespace {

std::int64_t microseconds(base::Instant now)
{
    return std::chrono::floor<std::chrono::microseconds>(now).time_since_epoch().count();
}

/// At most 8.64e10, and a full bucket at most 8.64e16: no sum below overflows.
std::int64_t one_token(const RateLimit& limit)
{
    return std::chrono::microseconds{limit.rate.period}.count();
}

std::int64_t full(const RateLimit& limit)
{
    return limit.burst * one_token(limit);
}

} // namespace

TokenBucket::TokenBucket(const RateLimit& limit, base::Instant now)
    : level_{full(limit)}
    , level_at_{microseconds(now)}
{}

std::int64_t TokenBucket::level(const RateLimit& limit, base::Instant now) const
{
    const std::int64_t passed = std::max<std::int64_t>(microseconds(now) - level_at_, 0);
    const std::int64_t room = full(limit) - level_;
    // Divided, not multiplied: the time that has passed knows no bound.
    return passed > room / limit.rate.count ? full(limit) : level_ + passed * limit.rate.count;
}

bool TokenBucket::has_token(const RateLimit& limit, base::Instant now) const
{
    return level(limit, now) >= one_token(limit);
}

void TokenBucket::take(const RateLimit& limit, base::Instant now)
{
    assert(has_token(limit, now));
    level_ = level(limit, now) - one_token(limit);
    level_at_ = std::max(level_at_, microseconds(now));
}

bool TokenBucket::is_full(const RateLimit& limit, base::Instant now) const
{
    return level(limit, now) == full(limit);
}

void TokenBucket::change(const RateLimit& from, const RateLimit& to, base::Instant now)
{
    const std::int64_t tokens = level(from, now) / one_token(from);
    level_ = std::min(tokens * one_token(to), full(to));
    level_at_ = std::max(level_at_, microseconds(now));
}

} // namespace iwf::core
