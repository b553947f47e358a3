// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "iwf/base/clock.hpp"

namespace iwf::freediameter {

/// How many requests of servers the core has begun at one time. When it is short of time more of
/// them are not done sooner: each waits longer, for the disk, for its neighbours and for all
/// others, and costs more, as less of it is in the processor's caches. So while requests wait for
/// room, and the core never waits for anything, there is less room; when it does wait, there is
/// more at once, so that nobody's slow neighbours keep others out. Core thread.
class Intake
{
public:
    static constexpr std::chrono::milliseconds interval{10};

    /// There is always room for `least`. 0: no bound.
    explicit Intake(std::size_t least)
        : least_{least}
        , most_{least == 0 ? std::numeric_limits<std::size_t>::max() : 4 * least}
    {}

    [[nodiscard]] std::size_t most() const { return most_; }

    /// After each turn. `is_full`: requests wait for room. True: look() is to be called.
    [[nodiscard]] bool ends_interval(base::Instant now, bool is_full)
    {
        is_full_ = is_full;
        was_full_ = was_full_ || is_full;
        return least_ != 0 && was_full_ && now >= next_;
    }

    /// `waits`: how often the core thread has waited for work, ever.
    void look(base::Instant now, std::uint64_t waits)
    {
        if (waits != waits_) {
            most_ = std::min(enough_for_all, most_ + most_ / 4);
        } else {
            most_ = std::max(least_, most_ - most_ / 10);
        }
        waits_ = waits;
        was_full_ = is_full_;
        next_ = now + interval;
    }

    /// When the core is to have a turn although nothing comes.
    [[nodiscard]] std::optional<base::Instant> next_due() const
    {
        return least_ != 0 && is_full_ ? std::optional{next_} : std::nullopt;
    }

private:
    static constexpr std::size_t enough_for_all{1'000'000};

    std::size_t least_;
    std::size_t most_;
    bool is_full_{};  ///< after the last turn
    bool was_full_{}; ///< after one of this interval
    std::uint64_t waits_{};
    base::Instant next_{};
};

} // namespace iwf::freediameter
