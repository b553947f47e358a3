// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>

#include "iwf/base/clock.hpp"

namespace iwf::freediameter {

/// How fast a peer is read that connects to us. Each refusal lets the next requests of that peer
/// wait a little: a refusal costs something too, and who could have any number of them would take
/// from all what they are served with. What is not read waits in its TCP connection, where it costs
/// nothing. Any thread.
class ReadingPace
{
public:
    /// Of a refusal before the core saw the request: no more than 100,000 a second.
    static constexpr std::chrono::microseconds cheap{10};
    /// Of one by the core, which costs more.
    static constexpr std::chrono::microseconds price{250};
    /// Shorter pauses are saved up: to wait costs more than some refusals.
    static constexpr std::chrono::milliseconds least{2};
    /// Never longer: what is under way must not run out meanwhile, and a watchdog not be late.
    static constexpr std::chrono::milliseconds most{20};
    /// A message waits no longer, whatever is owed to its peer.
    static constexpr std::chrono::milliseconds longest{200};

    /// A request of the peer was refused.
    void refused(base::Instant now, std::chrono::microseconds price_of_it)
    {
        base::Instant was = until_;
        base::Instant next;
        do {
            next = std::min(std::max(was, now) + price_of_it, now + most);
        } while (!until_.compare_exchange_weak(was, next));
    }

    /// How long its next request is to wait; zero: not at all.
    [[nodiscard]] base::Instant::duration pause(base::Instant now) const
    {
        const base::Instant::duration left = until_.load() - now;
        return left < least ? base::Instant::duration{} : left;
    }

private:
    std::atomic<base::Instant> until_{};
};

} // namespace iwf::freediameter
