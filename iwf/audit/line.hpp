// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "iwf/audit/digest.hpp"
#include "iwf/audit/entry.hpp"

namespace iwf::audit {

class Key;

/// Where a chain is: the last line's number, from 1, and its hash. 0 and zeros before the first.
struct Head
{
    std::uint64_t number{};
    Digest hash{};

    friend bool operator==(const Head&, const Head&) = default;
};

/// "N:HASH", as people write it down.
[[nodiscard]] std::string text_of(const Head& head);
[[nodiscard]] std::optional<Head> parse_head(std::string_view text);

/// "2026-11-25T16:42:04.123Z"
[[nodiscard]] std::string text_of(base::WallTime time);
[[nodiscard]] std::optional<base::WallTime> parse_time(std::string_view text);

/// A line without its end, and the head after it. JSON, its fields in this order, empty ones left
/// out, `count` and `until` only of more than one:
///
///   {"n":N,"time":T,"event":E,"who":W,"what":X,"device":"d:...","sealed":"...","outcome":O,
///    "rule":R,"reason":S,"count":C,"until":U,"prev":"64 digits","hash":"64 digits",
///    "mac":"32 digits"}
///
/// `prev` is the hash of the line before; `hash` is SHA-256 of all octets of this line before
/// `,"hash"`; `mac` proves the hash with the key.
struct WrittenLine
{
    std::string text;
    Head head;
};

[[nodiscard]] WrittenLine write_line(const Entry& entry, const Head& before, const Key& key);

/// What a line says of itself. Its texts are borrowed from the line.
struct ReadLine
{
    std::uint64_t number{};
    base::WallTime time{};
    std::string_view event;
    Digest previous{};
    Digest hash{}; ///< as it is written
    std::string_view mac;
    bool is_whole{}; ///< the hash is that of the line's octets
};

/// Nothing: it is no line of an audit log.
[[nodiscard]] std::optional<ReadLine> read_line(std::string_view text);

/// The value of a field, still escaped; empty: it has none.
[[nodiscard]] std::string_view field_of(std::string_view line, std::string_view name);

/// The longest line is shorter.
inline constexpr std::size_t line_limit = 16U * 1024;

} // namespace iwf::audit
