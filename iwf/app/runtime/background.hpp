// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "iwf/app/runtime/event_loop.hpp"

namespace iwf::runtime {

/// Work that reads many files and would hold up the core thread: on a thread of its own, one at a
/// time. What it works on must be its own; what it finds is handed over when it has ended. Core
/// thread.
class Background
{
public:
    explicit Background(EventLoop& loop)
        : loop_{loop}
    {}
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;
    /// Waits for the work under way; its result is dropped.
    ~Background();

    [[nodiscard]] bool is_busy() const { return thread_.joinable(); }

    /// `work` on the other thread, then `then` with its result on the core thread. Only when
    /// nothing is under way.
    template <class Result>
    void run(std::function<Result()> work, std::function<void(Result)> then)
    {
        const auto result = std::make_shared<std::optional<Result>>(); // one after the other
        start(
            [result, work = std::move(work)] { result->emplace(work()); },
            [result, then = std::move(then)] { then(std::move(**result)); }
        );
    }

private:
    void start(std::function<void()> work, std::function<void()> then);

    EventLoop& loop_;
    std::thread thread_;
};

} // namespace iwf::runtime
