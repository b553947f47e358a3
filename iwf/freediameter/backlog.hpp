// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

namespace iwf::freediameter {

class Outbox;

/// The thread that writes on when a connection takes no more for now, for all connections that are
/// behind. Who takes nothing at all for `patience` is cut: it does not read.
class Backlog
{
public:
    static constexpr std::chrono::seconds patience{5};

    Backlog();
    ~Backlog(); ///< ends the thread

    /// The outbox is behind, until it says otherwise. It outlives the backlog. Any thread.
    void add(Outbox& outbox);

private:
    void run();

    const int wake_; ///< an eventfd
    std::mutex mutex_;
    std::vector<Outbox*> added_; ///< under the mutex
    bool is_ending_{};           ///< under the mutex
    std::thread thread_;
};

} // namespace iwf::freediameter
