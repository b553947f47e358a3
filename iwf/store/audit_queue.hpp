// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "iwf/audit/bursts.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/store/audit_log.hpp"
#include "iwf/store/writer_turn.hpp"

namespace iwf::store {

/// The only thing that those who audit and the thread that writes share: entries go one way, how it
/// went the other. Nobody waits for the lock but while the other moves an entry or counts.
class AuditQueue
{
public:
    using Turn = WriterTurn;

    AuditQueue(std::size_t limit, audit::Bursts::Limits bursts)
        : limit_{limit}
        , bursts_{bursts}
    {}

    /// Any thread. When the queue is full the entry is lost, and counted.
    void push(audit::Entry entry);
    [[nodiscard]] bool accepts_work() const;
    [[nodiscard]] AuditStatus status() const;
    void close();

    /// Writer thread: takes all that is to be written now; waits for it until `idle_until` at most.
    [[nodiscard]] Turn next(base::Instant idle_until, std::vector<audit::Entry>& batch);

    /// Writer thread: waits until then, or until the queue is closed. True: it is.
    [[nodiscard]] bool pause(base::Instant until);

    /// Writer thread: how it went.
    void written(std::size_t lines, const audit::Head& head);
    void failed();
    void works();

private:
    using Lock = std::unique_lock<std::mutex>;

    void take(base::Instant now, std::vector<audit::Entry>& batch);
    void lose(const audit::Entry& entry);

    const std::size_t limit_;

    mutable std::mutex mutex_; ///< guards all below
    std::condition_variable changed_;
    std::vector<audit::Entry> waiting_;
    audit::Bursts bursts_;
    std::vector<audit::Entry> lost_; ///< one, or none
    AuditStatus status_;
    bool closed_{};
};

} // namespace iwf::store
