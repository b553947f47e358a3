// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "iwf/app/scs/histogram.hpp"
#include "iwf/app/scs/server.hpp"
#include "iwf/app/scs/timeline.hpp"
#include "iwf/base/clock.hpp"

namespace iwf::scs {

/// What became of the triggers of a load, each by the place of its reference after the first.
class LoadTally
{
public:
    explicit LoadTally(domain::ReferenceNumber first)
        : first_{first.value()}
    {}

    struct Counts
    {
        std::uint64_t sent{};
        std::uint64_t confirmed{}; ///< with SUCCESS
        std::uint64_t refused{};
        std::uint64_t unanswered{};
        std::uint64_t reports{};
        std::uint64_t delivered{}; ///< of the reports
        std::uint64_t repeated{};  ///< reports of a trigger that had one
        std::uint64_t strange{};   ///< reports of a trigger that we did not send
    };

    /// The next trigger. `due`: when it should have left; times are counted from then, so that
    /// what a slow peer holds back is not left out.
    [[nodiscard]] domain::ReferenceNumber send(base::Instant due);

    void confirm(domain::ReferenceNumber reference, const ActionResult& result, base::Instant now);
    void report(const Report& report, base::Instant now);

    [[nodiscard]] const Counts& counts() const { return counts_; }
    [[nodiscard]] std::uint64_t in_flight() const
    {
        return counts_.sent - counts_.confirmed - counts_.refused - counts_.unanswered;
    }

    /// Confirmed with SUCCESS, and no report until now.
    [[nodiscard]] std::uint64_t unreported() const { return unreported_; }

    /// Name of a Request-Status, or why there is none, and how often.
    [[nodiscard]] const std::map<std::string, std::uint64_t>& answers() const { return answers_; }

    /// The same names, and how long such an answer took.
    [[nodiscard]] const std::map<std::string, Histogram>& answer_times() const
    {
        return answer_times_;
    }

    [[nodiscard]] const Timeline& timeline() const { return timeline_; }
    [[nodiscard]] const Histogram& confirmation_times() const { return confirmation_times_; }
    [[nodiscard]] const Histogram& refusal_times() const { return refusal_times_; }
    [[nodiscard]] const Histogram& report_times() const { return report_times_; }

private:
    struct Trigger
    {
        base::Instant due;
        bool is_accepted{};
        bool is_reported{};
    };

    std::uint32_t first_;
    std::vector<Trigger> triggers_;
    Counts counts_;
    std::uint64_t unreported_{};
    std::map<std::string, std::uint64_t> answers_;
    std::map<std::string, Histogram> answer_times_;
    Timeline timeline_;
    Histogram confirmation_times_;
    Histogram refusal_times_;
    Histogram report_times_;
};

} // namespace iwf::scs
