// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "iwf/audit/entry.hpp"
#include "iwf/base/clock.hpp"

namespace iwf::audit {

/// Keeps a flood of refusals from filling the disk, and silent about none: beyond a number of lines
/// in a second, those of one server that are alike (event, outcome, rule) become one line with how
/// many they were, written when the second is over. That line names no device.
class Bursts
{
public:
    struct Limits
    {
        std::uint32_t lines_per_second{20};       ///< of one `who`, 1 at least
        std::uint32_t all_lines_per_second{1000}; ///< of all
        std::size_t kinds{1000}; ///< that are told apart in a second; then none are
    };

    explicit Bursts(Limits limits)
        : limits_{limits}
    {}

    /// The entry, to be written now; nothing: it was counted. Ask due() first.
    [[nodiscard]] std::optional<Entry> pass(Entry entry, base::Instant now);

    /// What is to be written of a second that is over, and of the one that is not.
    [[nodiscard]] std::vector<Entry> due(base::Instant now);
    [[nodiscard]] std::vector<Entry> all();

    [[nodiscard]] std::optional<base::Instant> next_due() const;

private:
    using Likeness = std::tuple<std::string, std::string, std::string, std::string>;

    void count(Entry entry);

    Limits limits_;
    base::Instant second_ends_{};
    std::uint32_t lines_{};
    std::map<std::string, std::uint32_t, std::less<>> lines_of_; ///< by `who`
    std::map<Likeness, Entry> counted_;
};

} // namespace iwf::audit
