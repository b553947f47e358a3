// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/store/journal_store.hpp"
#include "iwf/store/writer_turn.hpp"

namespace iwf::store {

/// A put with its value; a put without one, refused for want of room, which must fail in its turn;
/// or, without a WriteId, an erase.
struct QueuedWrite
{
    std::string key;
    std::optional<core::WriteId> write;
    std::optional<std::string> value;
    base::Instant queued;
};

/// How the puts of one batch went: all the same way, but for those that had no value.
struct FinishedWrite
{
    core::WriteId write;
    std::optional<base::Error> error;
};

/// The only thing the core thread and the writer thread share: puts and erases go one way, their
/// ends the other. The core thread waits for the lock only while the other moves pointers.
class WriteQueue
{
public:
    using Turn = WriterTurn;

    explicit WriteQueue(const JournalOptions& options);

    /// Core thread.
    void put(std::string key, std::string value, core::WriteId write);
    void erase(std::string key);
    [[nodiscard]] bool accepts_work() const;
    [[nodiscard]] JournalStatus status() const;
    [[nodiscard]] std::vector<FinishedWrite> take_finished();
    void close();

    /// Writer thread: waits for the next batch, until `idle_until` at most.
    [[nodiscard]] Turn next(base::Instant idle_until, std::vector<QueuedWrite>& batch);

    /// Writer thread: tells how the batch of the last next() went. True when the core thread must
    /// be woken for it.
    [[nodiscard]] bool finish(
        const std::vector<QueuedWrite>& batch,
        const std::optional<base::Error>& error,
        std::chrono::microseconds took
    );

    /// Writer thread: the disk works again.
    void recovered();

private:
    using Lock = std::unique_lock<std::mutex>;

    void push(QueuedWrite write);
    [[nodiscard]] std::optional<base::Instant> due() const;
    [[nodiscard]] base::Instant oldest_put() const;
    void take(std::vector<QueuedWrite>& batch);

    const JournalOptions options_;

    mutable std::mutex mutex_; ///< guards all below
    std::condition_variable changed_;
    std::deque<QueuedWrite> waiting_;
    std::size_t waiting_puts_{};
    std::optional<base::Instant> first_put_; ///< of those waiting
    std::size_t writing_{};                  ///< puts in the batch that is being written
    std::optional<base::Instant> writing_since_;
    std::vector<FinishedWrite> finished_;
    JournalStatus totals_;
    bool closed_{};
};

} // namespace iwf::store
