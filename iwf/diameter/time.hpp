// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "iwf/base/clock.hpp"

/// The AVP type Time (RFC 6733, 4.3.1): seconds as in NTP, of the era that begins in 1900 with the
/// top bit set and of that which begins on 7 February 2036 without.
namespace iwf::diameter {

/// Whole seconds: what is less is cut off. A moment before 1968 or after 2104, which the type
/// cannot say, becomes the first or the last that it can.
[[nodiscard]] std::uint32_t to_time(base::WallTime moment);

[[nodiscard]] base::WallTime from_time(std::uint32_t seconds);

} // namespace iwf::diameter
