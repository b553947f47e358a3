// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "iwf/base/clock.hpp"
#include "iwf/core/ports.hpp"

namespace iwf::core {

/// Answers that promised nothing, so need no journal, but must be the same when the request is
/// repeated (RFC 6733, 5.5.4). Bounded: the oldest go first.
template <class Content>
class RecentAnswersOf
{
public:
    RecentAnswersOf(std::chrono::milliseconds window, std::size_t capacity)
        : window_{window}
        , capacity_{capacity}
    {}

    struct Answer
    {
        Content confirmation;
        std::uint64_t digest{};
    };

    void
    remember(std::string_view contract, std::uint32_t end_to_end, Answer answer, base::Instant now)
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

    /// The answer given to this request inside the window, or null. Valid until the next call.
    [[nodiscard]] const Answer*
    find(std::string_view contract, std::uint32_t end_to_end, base::Instant now)
    {
        forget_before(now - window_);
        const auto found = answers_.find(key(contract, end_to_end));
        return found == answers_.end() ? nullptr : &found->second;
    }

private:
    static std::string key(std::string_view contract, std::uint32_t end_to_end)
    {
        return std::to_string(end_to_end) + "/" + std::string{contract};
    }

    void forget_before(base::Instant limit)
    {
        while (!order_.empty() && order_.front().given < limit) {
            answers_.erase(order_.front().key);
            order_.pop_front();
        }
    }

    struct Timed
    {
        base::Instant given;
        std::string key;
    };

    std::chrono::milliseconds window_;
    std::size_t capacity_;
    std::unordered_map<std::string, Answer> answers_;
    std::deque<Timed> order_;
};

using RecentAnswers = RecentAnswersOf<Confirmation>;

} // namespace iwf::core
