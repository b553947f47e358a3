// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace iwf::freediameter {

/// How long one more will wait in a queue, judged by how long those that have left it did: what
/// makes it wait is work that differs, and whoever else has a turn. One thread learns, any asks.
class QueueTime
{
public:
    /// Fewer say little about the next.
    static constexpr std::size_t least{4};

    /// One that had `ahead` before it has waited so long.
    void learn(std::size_t ahead, std::chrono::nanoseconds waited)
    {
        if (ahead >= least) {
            const std::int64_t each = each_ns_;
            const std::int64_t seen = waited.count() / static_cast<std::int64_t>(ahead);
            each_ns_ = each == 0 ? seen : each + (seen - each) / 8;
        }
    }

    [[nodiscard]] std::chrono::nanoseconds of(std::size_t ahead) const
    {
        return std::chrono::nanoseconds{each_ns_ * static_cast<std::int64_t>(ahead)};
    }

private:
    std::atomic<std::int64_t> each_ns_{};
};

} // namespace iwf::freediameter
