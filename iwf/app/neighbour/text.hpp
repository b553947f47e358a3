// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "iwf/base/bytes.hpp"
#include "iwf/base/result.hpp"
#include "iwf/freediameter/settings.hpp"

/// What people write on command lines and in files, read.
namespace iwf::neighbour {

/// A whole decimal number, or nothing.
[[nodiscard]] std::optional<std::uint32_t> parse_number(std::string_view text);

/// "150ms", "2s", "90m", "1h", "3d", or "0".
[[nodiscard]] base::Result<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "127.0.0.1:3868", "[::1]:3868": numeric addresses only, as no name is ever resolved.
[[nodiscard]] base::Result<freediameter::Endpoint> parse_endpoint(std::string_view text);

/// Octets from hexadecimal digits.
[[nodiscard]] base::Result<base::Bytes> parse_hex(std::string_view text);

} // namespace iwf::neighbour
