// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"

namespace iwf::core {

/// Keeps a server that goes on beyond its amounts from filling the log: its first refusal by a rule
/// is written as it is, those that follow as their number, once in each interval. Nothing is lost
/// but the repetition: the line of the number has the rule and the last reason.
class RefusalLog
{
public:
    static constexpr auto interval = std::chrono::seconds{10};

    /// Who was refused, and by what.
    struct Cause
    {
        std::string contract;
        std::string status;
        std::string rule;

        friend auto operator<=>(const Cause&, const Cause&) = default;
    };

    /// The log must outlive this, and `line` too: the name of the lines with a number.
    explicit RefusalLog(base::Log& log, std::string_view line = "trigger.refused_again")
        : log_{log}
        , line_{line}
    {}

    /// True: write this one. False: it is counted.
    [[nodiscard]] bool is_first(const Cause& cause, const std::string& reason, base::Instant now);

    /// When there is a number to write, or something to forget.
    [[nodiscard]] std::optional<base::Instant> next_due() const;

    /// Writes the numbers of the intervals that have ended.
    void on_time(base::Instant now);

private:
    struct Count
    {
        std::uint64_t refused{};
        std::string reason; ///< of the last
    };

    base::Log& log_;
    std::string_view line_;
    std::map<Cause, Count> counts_;
    std::deque<std::pair<base::Instant, Cause>> ends_; ///< of the intervals, one for each count
};

} // namespace iwf::core
