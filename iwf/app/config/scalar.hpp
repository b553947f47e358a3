// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "iwf/base/result.hpp"

/// Reads single values. Each returns the normal form, or what is wrong with the text (what is
/// expected is the caller's to add).
namespace iwf::config {

/// Decimal, without sign and leading zeros.
[[nodiscard]] base::Result<std::uint64_t> parse_number(std::string_view text);

/// A number with one of the units ms, s, m, h; in milliseconds.
[[nodiscard]] base::Result<std::uint64_t> parse_duration(std::string_view text);

struct RateText
{
    std::uint32_t count{};         ///< 1 to 1,000,000
    std::chrono::seconds period{}; ///< a second, a minute, an hour
};

/// A number of what may come in each s, m or h: 6/m.
[[nodiscard]] base::Result<RateText> parse_rate(std::string_view text);

/// UTC, or the time east of it that an offset like +02:00 says, at most 14 hours.
[[nodiscard]] base::Result<std::chrono::minutes> parse_utc_offset(std::string_view text);

/// A number of percent, from 1% to 100%.
[[nodiscard]] base::Result<std::uint32_t> parse_percent(std::string_view text);

/// `true` or `false`, nothing else that YAML knows.
[[nodiscard]] base::Result<bool> parse_bool(std::string_view text, bool quoted);

/// The suggestion for a word that other YAML readers take for a truth value, or nothing.
[[nodiscard]] std::string meant_bool(std::string_view text);

struct DigitCount
{
    std::uint64_t min{};
    std::uint64_t max{};
};

/// Must be quoted: a reader of YAML may make 8 of 010, and drop the plus sign.
[[nodiscard]] base::Result<std::string>
parse_digits(std::string_view text, bool quoted, DigitCount count);

[[nodiscard]] base::Result<std::string> parse_host(std::string_view text);
[[nodiscard]] base::Result<std::string> parse_domain(std::string_view text);
[[nodiscard]] base::Result<std::string> parse_external_id(std::string_view text);
[[nodiscard]] base::Result<std::string> parse_pattern(std::string_view text);
[[nodiscard]] base::Result<std::string> parse_name(std::string_view text);
[[nodiscard]] base::Result<std::string> parse_address(std::string_view text);
[[nodiscard]] base::Result<std::string> parse_network(std::string_view text);
[[nodiscard]] base::Result<std::string> parse_plain(std::string_view text);

} // namespace iwf::config
