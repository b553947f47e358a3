// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/refusal_log.hpp"

namespace iwf::core {

bool RefusalLog::is_first(const Cause& cause, const std::string& reason, base::Instant now)
{
    const auto [count, first] = counts_.try_emplace(cause);
    if (first) {
        ends_.emplace_back(now + interval, cause);
        return true;
    }
    ++count->second.refused;
    count->second.reason = reason;
    return false;
}

std::optional<base::Instant> RefusalLog::next_due() const
{
    return ends_.empty() ? std::nullopt : std::optional{ends_.front().first};
}

void RefusalLog::on_time(base::Instant now)
{
    while (!ends_.empty() && ends_.front().first <= now) {
        const auto cause = std::move(ends_.front().second);
        ends_.pop_front();
        const auto count = counts_.find(cause);
        if (count->second.refused == 0) {
            counts_.erase(count); // it has stopped; the next is a first one
            continue;
        }
        log_.event(
            base::Severity::notice,
            line_,
            {{"scs", cause.contract},
             {"status", cause.status},
             {"refused", count->second.refused},
             {"seconds", interval.count()},
             {"reason", count->second.reason},
             {"rule", cause.rule}}
        );
        count->second = {};
        ends_.emplace_back(now + interval, cause);
    }
}

} // namespace iwf::core
