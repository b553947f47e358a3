// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "iwf/base/bytes.hpp"

namespace iwf::domain {

/// True for a text of decimal digits only, at least one.
[[nodiscard]] bool all_digits(std::string_view text);

/// Digits as TBCD: octet n holds digit 2n-1 in bits 4-1 and digit 2n in bits 8-5, filler 1111 for
/// an odd count (TS 29.329, 6.3.2). `digits` must be all_digits().
[[nodiscard]] base::Bytes to_tbcd(std::string_view digits);

/// The digits of a TBCD string, or nothing when a half-octet is no digit, or a filler stands
/// anywhere but last, or there is no digit at all.
[[nodiscard]] std::optional<std::string> from_tbcd(base::ByteView octets);

} // namespace iwf::domain
