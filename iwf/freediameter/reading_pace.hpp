// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>

#include "iwf/base/clock.hpp"

namespace iwf::freediameter {

/// How fast a peer is read that connects to us. Nobody is read far ahead of what can be served:
/// what waits does so in its TCP connection, where it costs nothing, and a peer that asks any
/// amount has no more of this node than its turn. And each refusal lets the next request of that
/// peer wait a little: to refuse costs a fifth of serving, so who could have any number of them
/// refused would take from all what they are served with. Any thread.
class ReadingPace
{
public:
    static constexpr std::chrono::microseconds price{500}; ///< no more than 2,000 refusals a second
    /// Never longer: what is under way must not run out meanwhile, and a watchdog not be late.
    static constexpr std::chrono::milliseconds most{20};
    /// Requests of all peers that the core has not looked at; about what it serves in the time that
    /// they may wait (Limits::queue_delay), so that a queue that stands is noticed.
    static constexpr std::size_t read_ahead{2'000};
    static constexpr std::size_t own_part{32}; ///< may wait of a peer, whatever the others do
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
    /// `own`, `all`: requests of it, and of all peers, that the core has not looked at.
    [[nodiscard]] base::Instant::duration
    pause(base::Instant now, std::size_t own, std::size_t all) const
    {
        const base::Instant until = until_.load();
        const bool is_too_early = own >= own_part && all >= read_ahead;
        return is_too_early ? std::max<base::Instant::duration>(until - now, price) : until - now;
    }

private:
    std::atomic<base::Instant> until_{};
};

} // namespace iwf::freediameter
