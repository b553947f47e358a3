// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/audit_queue.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "iwf/audit/chain.hpp"

namespace iwf::store {
namespace {

base::Instant now()
{
    return std::chrono::steady_clock::now();
}

} // namespace

void AuditQueue::push(audit::Entry entry)
{
    const Lock lock{mutex_};
    const base::Instant current = now();
    const bool was_idle = waiting_.empty() && !bursts_.next_due();
    std::ranges::move(bursts_.due(current), std::back_inserter(waiting_));
    if (waiting_.size() >= limit_) {
        return lose(entry);
    }
    if (auto passed = bursts_.pass(std::move(entry), current)) {
        waiting_.push_back(*std::move(passed));
    }
    // The writer needs to hear of the first, and of the first that is counted: it sets a time.
    if (was_idle || waiting_.size() == 1) {
        changed_.notify_one();
    }
}

void AuditQueue::lose(const audit::Entry& entry)
{
    status_.lost += entry.count;
    if (!lost_.empty()) {
        lost_.front().count += entry.count;
        lost_.front().until = entry.time;
        return;
    }
    audit::Entry lost;
    lost.kind = audit::Kind::change;
    lost.time = entry.time;
    lost.event = audit::lost_event;
    lost.who = "iwfd";
    lost.outcome = "not written";
    lost.reason = "the disk did not take lines in time";
    lost.count = entry.count;
    lost.until = entry.time;
    lost_.push_back(std::move(lost));
}

bool AuditQueue::accepts_work() const
{
    const Lock lock{mutex_};
    return !status_.has_failed && waiting_.size() < limit_;
}

AuditStatus AuditQueue::status() const
{
    const Lock lock{mutex_};
    AuditStatus status = status_;
    status.waiting = waiting_.size();
    return status;
}

void AuditQueue::close()
{
    const Lock lock{mutex_};
    closed_ = true;
    changed_.notify_one();
}

AuditQueue::Turn AuditQueue::next(base::Instant idle_until, std::vector<audit::Entry>& batch)
{
    batch.clear();
    Lock lock{mutex_};
    for (;;) {
        const base::Instant current = now();
        take(current, batch);
        if (!batch.empty()) {
            return Turn::batch;
        }
        if (closed_) {
            return Turn::closed;
        }
        if (idle_until <= current) {
            return Turn::idle;
        }
        changed_.wait_until(lock, std::min(bursts_.next_due().value_or(idle_until), idle_until));
    }
}

void AuditQueue::take(base::Instant current, std::vector<audit::Entry>& batch)
{
    batch.swap(waiting_);
    std::ranges::move(lost_, std::back_inserter(batch));
    lost_.clear();
    std::ranges::move(closed_ ? bursts_.all() : bursts_.due(current), std::back_inserter(batch));
}

bool AuditQueue::pause(base::Instant until)
{
    Lock lock{mutex_};
    changed_.wait_until(lock, until, [this] { return closed_; });
    return closed_;
}

void AuditQueue::written(std::size_t lines, const audit::Head& head)
{
    const Lock lock{mutex_};
    status_.written += lines;
    status_.head = head;
}

void AuditQueue::works()
{
    const Lock lock{mutex_};
    status_.has_failed = false;
}

void AuditQueue::failed()
{
    const Lock lock{mutex_};
    ++status_.failures;
    status_.has_failed = true;
}

} // namespace iwf::store
