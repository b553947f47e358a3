// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

#include "iwf/base/clock.hpp"

namespace iwf::daemon {

/// The latest version of something immutable: one thread sets it, any thread takes it. Held for a
/// copy of a pointer, once a new connection. std::atomic<std::shared_ptr> of libstdc++ 12 would do
/// without a lock of ours, but its load() races with store() (PR 101761), as ThreadSanitizer shows.
template <class Value>
class SharedSnapshot
{
public:
    using Pointer = std::shared_ptr<const Value>;

    [[nodiscard]] Pointer load() const
    {
        const std::lock_guard lock{mutex_};
        return value_;
    }

    /// Waits for another version than `known`; the latest, which is `known` when the time is over.
    [[nodiscard]] Pointer await_other(const Pointer& known, base::Instant deadline) const
    {
        std::unique_lock lock{mutex_};
        changed_.wait_until(lock, deadline, [&] { return value_ != known; });
        return value_;
    }

    void store(Pointer value)
    {
        {
            const std::lock_guard lock{mutex_};
            value_.swap(value); // what was there ends after the lock
        }
        changed_.notify_all();
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    Pointer value_{std::make_shared<const Value>()};
};

} // namespace iwf::daemon
