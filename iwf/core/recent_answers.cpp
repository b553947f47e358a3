// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/recent_answers.hpp"

#include <utility>

namespace iwf::core {

void RecentAnswers::remember(
    std::string_view contract, std::uint32_t end_to_end, Answer answer, base::Instant now
)
{
    forget_before(now - window_);
    std::string name = key(contract, end_to_end);
    if (answers_.insert_or_assign(name, std::move(answer)).second) {
        order_.push_back({now, std::move(name)});
    }
    if (order_.size() > capacity_) {
        answers_.erase(order_.front().key);
        order_.pop_front();
    }
}

const RecentAnswers::Answer*
RecentAnswers::find(std::string_view contract, std::uint32_t end_to_end, base::Instant now)
{
    forget_before(now - window_);
    const auto found = answers_.find(key(contract, end_to_end));
    return found == answers_.end() ? nullptr : &found->second;
}

std::string RecentAnswers::key(std::string_view contract, std::uint32_t end_to_end)
{
    return std::to_string(end_to_end) + "/" + std::string{contract};
}

void RecentAnswers::forget_before(base::Instant limit)
{
    while (!order_.empty() && order_.front().given < limit) {
        answers_.erase(order_.front().key);
        order_.pop_front();
    }
}

} // namespace iwf::core
