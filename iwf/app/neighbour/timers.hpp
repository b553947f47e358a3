// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "iwf/base/clock.hpp"
#include "iwf/base/strong_id.hpp"

namespace iwf::neighbour {

using TimerId = base::StrongId<struct NeighbourTimerTag>;

/// Work for later moments, in their order. Core thread.
class Timers
{
public:
    TimerId at(base::Instant when, std::function<void()> work)
    {
        const TimerId id{++last_};
        places_.emplace(id, due_.emplace(when, Entry{id, std::move(work)}));
        return id;
    }

    /// Nothing when the work was done or given up before.
    void cancel(TimerId id)
    {
        if (const auto place = places_.find(id); place != places_.end()) {
            due_.erase(place->second);
            places_.erase(place);
        }
    }

    [[nodiscard]] std::optional<base::Instant> next_due() const
    {
        return due_.empty() ? std::nullopt : std::optional{due_.begin()->first};
    }

    /// Does what is due; also what that adds, when it is due as well.
    void run(base::Instant now)
    {
        while (!due_.empty() && due_.begin()->first <= now) {
            const auto work = std::move(due_.begin()->second.work);
            cancel(due_.begin()->second.id);
            work();
        }
    }

private:
    struct Entry
    {
        TimerId id;
        std::function<void()> work;
    };
    using Due = std::multimap<base::Instant, Entry>;

    std::uint64_t last_{};
    Due due_;
    std::unordered_map<TimerId, Due::iterator> places_;
};

} // namespace iwf::neighbour
