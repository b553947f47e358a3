// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/write_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace iwf::store {
namespace {

base::Instant now()
{
    return std::chrono::steady_clock::now();
}

bool is_put(const QueuedWrite& write)
{
    return write.write.has_value();
}

} // namespace

WriteQueue::WriteQueue(const JournalOptions& options)
    : options_{options}
{}

void WriteQueue::put(std::string key, std::string value, core::WriteId write)
{
    push({.key = std::move(key), .write = write, .value = std::move(value), .queued = now()});
}

void WriteQueue::erase(std::string key)
{
    push({.key = std::move(key), .write = std::nullopt, .value = std::nullopt, .queued = now()});
}

void WriteQueue::push(QueuedWrite write)
{
    const bool put = is_put(write);
    const Lock lock{mutex_};
    if (waiting_.size() >= 2 * options_.queue_limit) {
        if (!put) {
            return; // the owner repeats it after a restart
        }
        write.value.reset();
    }
    if (put && waiting_puts_++ == 0) {
        first_put_ = write.queued;
    }
    waiting_.push_back(std::move(write));
    // The writer needs to hear of the first that sets a time, and of the one that fills a batch.
    const bool first = waiting_.size() == 1 || (put && waiting_puts_ == 1);
    if (first || waiting_.size() == options_.batch_limit) {
        changed_.notify_one();
    }
}

bool WriteQueue::accepts_work() const
{
    const Lock lock{mutex_};
    if (totals_.disk_failed || waiting_.size() + writing_ >= options_.queue_limit) {
        return false;
    }
    return waiting_puts_ + writing_ == 0 || now() - oldest_put() <= options_.slow_after;
}

JournalStatus WriteQueue::status() const
{
    const Lock lock{mutex_};
    JournalStatus status = totals_;
    status.waiting = waiting_puts_ + writing_;
    if (status.waiting > 0) {
        status.oldest = std::chrono::duration_cast<std::chrono::milliseconds>(now() - oldest_put());
    }
    return status;
}

std::vector<FinishedWrite> WriteQueue::take_finished()
{
    const Lock lock{mutex_};
    return std::exchange(finished_, {});
}

void WriteQueue::close()
{
    const Lock lock{mutex_};
    closed_ = true;
    changed_.notify_one();
}

WriteQueue::Turn WriteQueue::next(base::Instant idle_until, std::vector<QueuedWrite>& batch)
{
    batch.clear();
    Lock lock{mutex_};
    for (;;) {
        const auto due_at = due();
        const base::Instant current = now();
        if (due_at && *due_at <= current) {
            take(batch);
            return Turn::batch;
        }
        if (closed_ && waiting_.empty()) {
            return Turn::closed;
        }
        if (idle_until <= current) {
            return Turn::idle;
        }
        changed_.wait_until(lock, due_at ? std::min(*due_at, idle_until) : idle_until);
    }
}

std::optional<base::Instant> WriteQueue::due() const
{
    if (waiting_.empty()) {
        return std::nullopt;
    }
    if (closed_ || waiting_.size() >= options_.batch_limit) {
        return base::Instant::min();
    }
    if (waiting_puts_ > 0) {
        return *first_put_ + options_.gather;
    }
    return waiting_.front().queued + options_.erase_delay;
}

base::Instant WriteQueue::oldest_put() const
{
    return writing_ > 0 ? *writing_since_ : *first_put_;
}

void WriteQueue::take(std::vector<QueuedWrite>& batch)
{
    const auto count = std::min(waiting_.size(), options_.batch_limit);
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
    writing_ = static_cast<std::size_t>(std::count_if(waiting_.begin(), end, is_put));
    writing_since_ = first_put_;
    batch.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
    waiting_puts_ -= writing_;
    const auto first = std::find_if(waiting_.begin(), waiting_.end(), is_put);
    first_put_ = first == waiting_.end() ? std::nullopt : std::optional{first->queued};
}

bool WriteQueue::finish(
    const std::vector<QueuedWrite>& batch,
    const std::optional<base::Error>& error,
    std::chrono::microseconds took
)
{
    static const base::Error no_room{"journal: too many writes wait for the disk"};
    const Lock lock{mutex_};
    const bool nobody_was_told = finished_.empty();
    for (const QueuedWrite& write : batch) {
        if (!is_put(write)) {
            continue;
        }
        const auto& outcome = write.value ? error : std::optional{no_room};
        (outcome ? totals_.failed : totals_.written) += 1;
        finished_.push_back({*write.write, outcome});
    }
    writing_ = 0;
    totals_.batches += 1;
    totals_.last_batch = took;
    totals_.disk_failed = error.has_value();
    return nobody_was_told && !finished_.empty();
}

void WriteQueue::recovered()
{
    const Lock lock{mutex_};
    totals_.disk_failed = false;
}

} // namespace iwf::store
