// SPDX-License-Identifier: Apache-2.0
#include "tests/support/store/journal_driver.hpp"

namespace iwf::testing {

void CollectingLog::event(
    base::Severity /*severity*/,
    std::string_view name,
    std::initializer_list<base::LogField> /*fields*/
)
{
    const std::lock_guard lock{mutex_};
    names_.emplace_back(name);
}

std::vector<std::string> CollectingLog::names() const
{
    const std::lock_guard lock{mutex_};
    return names_;
}

store::Wake JournalDriver::wake()
{
    return [this] {
        const std::lock_guard lock{mutex_};
        awake_ = true;
        ++wakes_;
        woken_.notify_one();
    };
}

bool JournalDriver::run_until(
    store::JournalStore& journal,
    const std::function<bool()>& done,
    std::chrono::milliseconds deadline
)
{
    constexpr auto look_again = std::chrono::milliseconds{5};
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!done()) {
        if (std::chrono::steady_clock::now() >= end) {
            return false;
        }
        std::unique_lock lock{mutex_};
        if (woken_.wait_for(lock, look_again, [this] { return awake_; })) {
            awake_ = false;
            lock.unlock();
            journal.drain(*this);
        }
    }
    return true;
}

bool JournalDriver::run_until_ended(store::JournalStore& journal, std::size_t count)
{
    return run_until(journal, [this, count] { return outcomes_.size() >= count; });
}

std::size_t JournalDriver::wakes() const
{
    const std::lock_guard lock{mutex_};
    return wakes_;
}

void JournalDriver::on_written(core::WriteId write)
{
    outcomes_.push_back({write, {}});
}

void JournalDriver::on_write_failed(core::WriteId write, const base::Error& error)
{
    outcomes_.push_back({write, error.text});
}

} // namespace iwf::testing
