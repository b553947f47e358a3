// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace iwf::base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// The octets of `text`, borrowed.
[[nodiscard]] ByteView as_bytes(std::string_view text);

/// `bytes` as characters, borrowed. Nothing is said about their encoding.
[[nodiscard]] std::string_view as_text(ByteView bytes);

/// Lower-case hexadecimal, two digits an octet.
[[nodiscard]] std::string to_hex(ByteView bytes);

/// Printable one-line form for logs and errors: control characters, quotes and non-ASCII become
/// `\xNN`; cut with "..." after `limit` characters.
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = 80);

} // namespace iwf::base
