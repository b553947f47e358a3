// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>

#include "iwf/base/clock.hpp"

namespace iwf::freediameter {

/// How fast a peer is read, of which much is refused. To refuse a request costs a fifth of serving
/// it: who could have any number of them refused would take from all what they are served with. So
/// each refusal lets the next request of that peer wait a little, in its TCP connection; what is
/// served waits for nothing. Any thread.
class ReadingPace
{
public:
    static constexpr std::chrono::microseconds price{500}; ///< no more than 2,000 refusals a second
    /// Never longer: what is under way must not run out meanwhile, and a watchdog not be late.
    static constexpr std::chrono::milliseconds most{20};
    static constexpr std::size_t read_ahead{32}; ///< of who was refused something just now
    static constexpr std::chrono::milliseconds memory{200};
    /// A message waits no longer, whatever the core does.
    static constexpr std::chrono::milliseconds longest{200};

    /// A request of the peer was refused.
    void refused(base::Instant now)
    {
        base::Instant was = until_;
        base::Instant next;
        do {
            next = std::min(std::max(was, now) + price, now + most);
        } while (!until_.compare_exchange_weak(was, next));
    }

    /// How long its next request is to wait, before this is asked again; not above 0: not at all.
    /// `waiting`: its requests that the core has not looked at. They may be refused all at once,
    /// and a pause is never long: so there may not be many.
    [[nodiscard]] base::Instant::duration pause(base::Instant now, std::size_t waiting) const
    {
        const base::Instant until = until_.load();
        const bool is_too_early = waiting >= read_ahead && now < until + memory;
        return is_too_early ? std::max<base::Instant::duration>(until - now, price) : until - now;
    }

private:
    std::atomic<base::Instant> until_{};
};

} // namespace iwf::freediameter
