// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace iwf::freediameter {

/// While so much of a peer waits that more of it is in no hurry, its receiver lets messages gather
/// in the connection and reads many at once: to wake up costs as much as to refuse ten requests,
/// and each of many servers has a receiver that would wake up for each. Of one receiver.
class Gathering
{
public:
    static constexpr std::chrono::microseconds most{20'000};
    static constexpr std::chrono::microseconds least{1'250};

    /// A message was read.
    void took() { ++taken_; }

    /// All that there was is read; what waits of this peer elsewhere will wait for so long. How
    /// long to let more gather; zero: not at all.
    [[nodiscard]] std::chrono::microseconds pause(std::chrono::nanoseconds waits)
    {
        if (taken_ > many) {
            pause_ = std::max(least, pause_ / 2);
        } else if (taken_ < few) {
            pause_ = std::min(most, pause_ * 2);
        }
        taken_ = 0;
        return waits > pause_ ? pause_ : std::chrono::microseconds{};
    }

private:
    static constexpr std::size_t few{128};
    static constexpr std::size_t many{384};

    std::chrono::microseconds pause_{least};
    std::size_t taken_{};
};

} // namespace iwf::freediameter
