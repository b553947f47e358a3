// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "iwf/base/clock.hpp"

namespace iwf::scs {

/// What became of a load in each tenth of a second since the first trigger was due.
class Timeline
{
public:
    static constexpr std::chrono::milliseconds step{100};

    struct Tenth
    {
        // Of what happened in it.
        std::uint64_t confirmed{}; ///< with SUCCESS
        std::uint64_t refused{};
        // Of the triggers that were due in it.
        std::uint64_t due{};
        std::uint64_t served{};              ///< confirmed by now
        std::chrono::microseconds slowest{}; ///< of these, from when it was due
    };

    void due(base::Instant due)
    {
        if (!begun_) {
            begun_ = due;
        }
        ++at(due).due;
    }

    void confirmed(base::Instant due, base::Instant now)
    {
        ++at(now).confirmed;
        Tenth& tenth = at(due);
        ++tenth.served;
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now - due);
        tenth.slowest = std::max(tenth.slowest, took);
    }

    void refused(base::Instant now) { ++at(now).refused; }

    [[nodiscard]] const std::vector<Tenth>& tenths() const { return tenths_; }

private:
    /// Something was due before. The longest load has some millions of tenths.
    Tenth& at(base::Instant when)
    {
        const auto since = when - *begun_;
        const auto place =
            since < base::Instant::duration{} ? 0 : static_cast<std::size_t>(since / step);
        if (place >= tenths_.size()) {
            tenths_.resize(place + 1);
        }
        return tenths_[place];
    }

    std::optional<base::Instant> begun_;
    std::vector<Tenth> tenths_;
};

} // namespace iwf::scs
