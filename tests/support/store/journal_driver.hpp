// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "iwf/base/log.hpp"
#include "iwf/store/journal_store.hpp"

namespace iwf::testing {

/// Keeps the names of events. Any thread.
class CollectingLog : public base::Log
{
public:
    void event(
        base::Severity severity, std::string_view name, std::initializer_list<base::LogField> fields
    ) override;

    [[nodiscard]] std::vector<std::string> names() const;

private:
    mutable std::mutex mutex_;
    std::vector<std::string> names_;
};

/// Stands for the core thread: the test's own, woken by the journal.
class JournalDriver : private core::JournalListener
{
public:
    struct Outcome
    {
        core::WriteId write;
        std::string error; ///< empty: written

        friend bool operator==(const Outcome&, const Outcome&) = default;
    };

    [[nodiscard]] store::Wake wake();

    /// Drains `journal` each time it wakes, until `done` or the deadline. What `done` said last.
    [[nodiscard]] bool run_until(
        store::JournalStore& journal,
        const std::function<bool()>& done,
        std::chrono::milliseconds deadline = std::chrono::seconds{20}
    );

    /// Until `count` writes in all have ended.
    [[nodiscard]] bool run_until_ended(store::JournalStore& journal, std::size_t count);

    [[nodiscard]] const std::vector<Outcome>& outcomes() const { return outcomes_; }
    [[nodiscard]] std::size_t wakes() const;

private:
    void on_written(core::WriteId write) override;
    void on_write_failed(core::WriteId write, const base::Error& error) override;

    std::vector<Outcome> outcomes_;
    mutable std::mutex mutex_;
    std::condition_variable woken_;
    bool awake_{};
    std::size_t wakes_{};
};

} // namespace iwf::testing
