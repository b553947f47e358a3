// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "iwf/core/policy/token_bucket.hpp"

namespace iwf::core {

/// A bucket for each name, of devices or groups of one server, under one rule. Bounded: only names
/// with requests that were granted have one, a bucket that has filled again is forgotten, and when
/// there is no room the next name is refused rather than another one's count forgotten.
class NamedBuckets
{
public:
    enum class Standing
    {
        free,
        empty,
        no_room, ///< as many names are counted as may be
    };

    explicit NamedBuckets(std::size_t capacity)
        : capacity_{capacity}
    {}
    /// The index refers to the list: each has its own.
    NamedBuckets(const NamedBuckets& other);
    NamedBuckets(NamedBuckets&&) = default;
    NamedBuckets& operator=(const NamedBuckets&) = delete;
    NamedBuckets& operator=(NamedBuckets&&) = default;
    ~NamedBuckets() = default;

    [[nodiscard]] Standing look(const RateLimit& limit, std::string_view name, base::Instant now);

    /// Only when look() has just said `free`.
    void take(const RateLimit& limit, std::string_view name, base::Instant now);

    [[nodiscard]] std::size_t size() const { return order_.size(); }

private:
    struct Counted
    {
        std::string name;
        TokenBucket bucket;
    };

    void follow(const RateLimit& limit, base::Instant now);
    void forget_full_ones(base::Instant now);

    std::size_t capacity_;
    std::optional<RateLimit> limit_; ///< of all buckets
    std::list<Counted> order_;       ///< the one whose last request is longest ago first
    std::unordered_map<std::string_view, std::list<Counted>::iterator> by_name_;
};

} // namespace iwf::core
