// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "iwf/core/policy/authorise.hpp"
#include "iwf/core/policy/named_buckets.hpp"

namespace iwf::core {

/// What one server has had of its rates: a bucket for all it asks for, one for each of its sets of
/// devices that has a rate, one for each group, one for each device. A request needs a token of
/// each of its own; all refusals are 109. Groups and sets are known by name: a reload that changes
/// the files begins no bucket anew. A copy goes its own way.
class ServerRates
{
public:
    /// At most so many devices are counted.
    explicit ServerRates(std::size_t max_devices);

    /// What the contract has no rate for any more is forgotten.
    void follow(const Contract& contract);

    /// Why it may make no request now. Takes nothing.
    [[nodiscard]] std::optional<Refusal> check(const Contract& contract, base::Instant now);

    /// Why it may make none for what is permitted: its set's rate, its group's, its own, in that
    /// order. A device is counted by the name it is asked for under. Takes nothing.
    [[nodiscard]] std::optional<Refusal>
    check_device(const Contract& contract, const Permitted& permitted, base::Instant now);

    /// A token of the server, of a request that is refused all the same. Only when it has one.
    void take_one(const Contract& contract, base::Instant now);

    /// A token of each. Only when both checks have just passed.
    void take(const Contract& contract, const Permitted& permitted, base::Instant now);

private:
    struct Counted
    {
        RateLimit limit;
        TokenBucket bucket;

        /// As that limit is now.
        [[nodiscard]] TokenBucket& follow(const RateLimit& now_agreed, base::Instant now);
    };

    [[nodiscard]] TokenBucket& requests(const RateLimit& limit, base::Instant now);
    [[nodiscard]] TokenBucket& set(const DeviceTerms& set, base::Instant now);

    std::optional<Counted> requests_;
    std::map<std::string, Counted, std::less<>> sets_; ///< by name
    NamedBuckets groups_;                              ///< no more than the contract names
    NamedBuckets devices_;
};

} // namespace iwf::core
