// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>

namespace iwf::scs {

/// Counts times in log-linear buckets: each power of two is cut into 128 parts, so a percentile is
/// wrong by less than 1 %. Microseconds, up to an hour.
class Histogram
{
public:
    void add(std::chrono::microseconds time)
    {
        const auto value = time.count() < 0 ? 0U : static_cast<std::uint64_t>(time.count());
        ++buckets_[index_of(value < longest ? value : longest)];
        ++count_;
        max_ = value > max_ ? value : max_;
    }

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] std::chrono::microseconds max() const { return std::chrono::microseconds{max_}; }

    /// The time that `percent` of all stay below or reach; 0 when there is none.
    [[nodiscard]] std::chrono::microseconds percentile(double percent) const
    {
        const auto wanted = static_cast<double>(count_) * percent / 100.0;
        std::uint64_t seen = 0;
        for (std::size_t index = 0; index < buckets_.size(); ++index) {
            seen += buckets_[index];
            if (buckets_[index] > 0 && static_cast<double>(seen) >= wanted) {
                const std::uint64_t top = upper_end(index);
                return std::chrono::microseconds{top < max_ ? top : max_};
            }
        }
        return {};
    }

private:
    static constexpr std::uint64_t parts = 128;
    static constexpr std::uint64_t longest = 3'600'000'000;

    /// Below 2 x parts a bucket a value; above, the seven bits after the highest choose.
    static constexpr std::size_t index_of(std::uint64_t value)
    {
        const auto shift = value < 2 * parts ? 0 : std::bit_width(value) - 8;
        return static_cast<std::size_t>(shift) * parts + (value >> shift);
    }

    static constexpr std::uint64_t upper_end(std::size_t index)
    {
        const std::uint64_t shift = index < 2 * parts ? 0 : index / parts - 1;
        return ((index - shift * parts + 1) << shift) - 1;
    }

    /// The longest time has 32 bits, of which 24 are shifted out.
    std::array<std::uint64_t, (24 + 2) * parts> buckets_{};
    std::uint64_t count_{};
    std::uint64_t max_{};
};

} // namespace iwf::scs
