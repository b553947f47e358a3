// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "iwf/audit/entry.hpp"
#include "iwf/audit/key.hpp"
#include "iwf/audit/line.hpp"

namespace iwf::audit {

/// What becomes of entries: lines, each ended, that follow from one another. Goes on from where an
/// earlier process was. One thread.
class Chain
{
public:
    Chain(Key key, Head head)
        : key_{std::move(key)}
        , head_{head}
    {}

    /// Adds the entry's line to `out`.
    void append(const Entry& entry, std::string& out);

    [[nodiscard]] const Head& head() const { return head_; }
    [[nodiscard]] const Key& key() const { return key_; }

private:
    Key key_;
    Head head_;
};

/// What stands in a file behind the last whole line: a process was killed while it wrote. It stays
/// there; a line that says so follows. Without its last line end.
struct Remains
{
    std::uint64_t octets{};
    Digest hash{};

    friend bool operator==(const Remains&, const Remains&) = default;
};

[[nodiscard]] Remains remains_of(std::string_view octets);

/// "audit.recovered": the line that follows them, and goes on from the whole line before.
[[nodiscard]] Entry recovered_entry(const Remains& remains, base::WallTime time);

/// The `what` of that line.
[[nodiscard]] std::string text_of(const Remains& remains);

/// What a log's file ends with.
struct Tail
{
    Head head;                      ///< of the last line, from which the chain goes on
    bool has_lines{};               ///< else the file holds none, or only one that was not finished
    bool is_open{};                 ///< its last line has no end: that comes before the next
    bool is_changed{};              ///< somebody changed it: the chain goes on so that it shows
    std::optional<Remains> remains; ///< to be told of
};

/// Of the last octets of a file; `is_all`: of all. As the Verifier reads them. Nothing: among them
/// is no line of an audit log.
[[nodiscard]] std::optional<Tail> tail_of(std::string_view octets, bool is_all);

/// What a line has for an end and the begin of one has not: a killed process leaves no such text.
[[nodiscard]] bool has_an_end(std::string_view text);

inline constexpr std::string_view recovered_event = "audit.recovered";
inline constexpr std::string_view started_event = "audit.started";
inline constexpr std::string_view ended_event = "audit.ended";
inline constexpr std::string_view lost_event = "audit.lost";

} // namespace iwf::audit
