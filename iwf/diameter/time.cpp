// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/time.hpp"

#include <algorithm>

namespace iwf::diameter {
namespace {

using std::chrono::seconds;

constexpr seconds epoch_since_1900{2'208'988'800}; // of Unix
constexpr seconds era{1LL << 32};
constexpr std::uint32_t top_bit = 1U << 31U;

} // namespace

std::uint32_t to_time(base::WallTime moment)
{
    const auto first = seconds{top_bit};
    const auto last = era + first - seconds{1};
    const auto since_1900 =
        std::chrono::floor<seconds>(moment.time_since_epoch()) + epoch_since_1900;
    return static_cast<std::uint32_t>(std::clamp(since_1900, first, last).count());
}

base::WallTime from_time(std::uint32_t value)
{
    const auto since_1900 = seconds{value} + ((value & top_bit) == 0 ? era : seconds{0});
    return base::WallTime{since_1900 - epoch_since_1900};
}

} // namespace iwf::diameter
