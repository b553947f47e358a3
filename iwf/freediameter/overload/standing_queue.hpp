// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include "iwf/base/clock.hpp"

namespace iwf::freediameter {

/// Tells a queue that stands from one that a burst made, in the way of CoDel (RFC 8289): only the
/// waiting time is looked at, and a burst that is worked off within the interval is served whole.
/// When nothing has left the queue in time for an interval, what waited too long is refused, so
/// that all others are served in time. Told of each message as it leaves. One thread.
class StandingQueue
{
public:
    explicit StandingQueue(
        std::chrono::milliseconds target,
        std::chrono::milliseconds interval = std::chrono::milliseconds{100}
    )
        : target_{target}
        , interval_{interval}
    {}

    /// True: this one is to be refused.
    [[nodiscard]] bool is_late(std::chrono::nanoseconds waited, base::Instant now)
    {
        if (waited <= target_) {
            late_since_.reset();
            return false;
        }
        if (!late_since_) {
            late_since_ = now;
        }
        if (now - *late_since_ >= interval_) {
            refuse_until_ = now + memory; // and not a whole interval late again at once
        }
        return now < refuse_until_;
    }

private:
    static constexpr std::chrono::seconds memory{1};

    std::chrono::milliseconds target_;
    std::chrono::milliseconds interval_;
    std::optional<base::Instant> late_since_; ///< nothing has left in time since
    base::Instant refuse_until_{};
};

} // namespace iwf::freediameter
