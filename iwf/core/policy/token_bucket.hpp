// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "iwf/base/clock.hpp"

namespace iwf::core {

/// So many in each period, exactly: six a minute are no rounded tenth a second.
struct Rate
{
    std::uint32_t count{};         ///< 1 to 1,000,000
    std::chrono::seconds period{}; ///< 1 s to a day

    friend bool operator==(const Rate&, const Rate&) = default;
};

/// In any time t at most burst + rate * t.
struct RateLimit
{
    Rate rate;
    std::uint32_t burst{}; ///< 1 to 1,000,000

    friend bool operator==(const RateLimit&, const RateLimit&) = default;
};

/// Fills with time, is emptied by requests. Counts in whole numbers, of microseconds and of
/// count-th parts of a token, so nothing is lost however often it is asked. Time is that of the
/// monotonic clock; the wall clock means nothing to it. The limit is an argument, for all buckets
/// of one rule share it: always that of before, until change().
class TokenBucket
{
public:
    /// Full.
    TokenBucket(const RateLimit& limit, base::Instant now);

    [[nodiscard]] bool has_token(const RateLimit& limit, base::Instant now) const;

    /// Only when it has one.
    void take(const RateLimit& limit, base::Instant now);

    /// As good as a new one.
    [[nodiscard]] bool is_full(const RateLimit& limit, base::Instant now) const;

    /// Keeps the whole tokens that are there, as far as the new burst has room for them.
    void change(const RateLimit& from, const RateLimit& to, base::Instant now);

private:
    [[nodiscard]] std::int64_t level(const RateLimit& limit, base::Instant now) const;

    std::int64_t level_;    ///< a token is as many as its period has microseconds
    std::int64_t level_at_; ///< microseconds of the monotonic clock
};

} // namespace iwf::core
