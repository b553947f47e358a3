// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "iwf/base/log.hpp"
#include "iwf/base/result.hpp"
#include "iwf/core/journal.hpp"
#include "iwf/core/monitoring/journal.hpp"

namespace iwf::store {

/// What an acknowledged write outlives.
enum class Durability : std::uint8_t
{
    synced, ///< a kill of the process and a power cut
    none,   ///< nothing: for measuring what durability costs
};

struct JournalOptions
{
    std::filesystem::path directory;
    Durability durability{Durability::synced};
    std::chrono::microseconds gather{1000}; ///< how long a write may wait for others to join it
    std::size_t batch_limit{1024};          ///< writes that go to the disk at once, at most
    std::size_t queue_limit{16384}; ///< waiting writes from which on new work is refused; at twice
                                    ///< as many a write fails
    std::chrono::milliseconds slow_after{500};   ///< age of an unwritten write: new work is refused
    std::chrono::milliseconds erase_delay{1000}; ///< how long an erase waits for a write to join
    std::chrono::milliseconds probe_interval{250}; ///< between looks whether a failed disk works
};

/// For metrics and health.
struct JournalStatus
{
    std::size_t waiting{};                  ///< writes whose end is not known
    std::chrono::milliseconds oldest{};     ///< age of the oldest of them
    std::uint64_t written{};                ///< puts on disk since the start
    std::uint64_t failed{};                 ///< puts that failed since the start
    std::uint64_t batches{};                ///< syncs since the start
    std::chrono::microseconds last_batch{}; ///< how long the last one took
    bool disk_failed{};                     ///< the last one failed and none succeeded since
};

/// Told, on any thread, that drain() has something to do; must only post it to the core thread.
/// Called once until drain() is. May be called until the journal is destroyed.
using Wake = std::function<void()>;

/// Both ports of core with what their owner needs. All calls from the core thread.
class JournalStore : public core::Journal, public core::MonitoringJournal
{
public:
    using core::Journal::erase;
    using core::Journal::put;
    using core::MonitoringJournal::erase;
    using core::MonitoringJournal::put;

    /// Of either port.
    [[nodiscard]] bool accepts_work() const override = 0;

    /// All triggers in the order of their ids. Only before the first put or erase. A record that
    /// cannot be read, or of a kind that this release does not know, is an error that says which
    /// and what to do; none is left out.
    [[nodiscard]] virtual base::Result<std::vector<core::TriggerRecord>> load() = 0;

    /// The quotas of all servers, likewise.
    [[nodiscard]] virtual base::Result<std::vector<core::QuotaRecord>> load_quotas() = 0;

    /// All subscriptions in the order of their ids, likewise.
    [[nodiscard]] virtual base::Result<std::vector<core::SubscriptionRecord>>
    load_subscriptions() = 0;

    /// All reports, those of one subscription together and in the order of their sequence,
    /// likewise. That of one may be left although the subscription itself is erased.
    [[nodiscard]] virtual base::Result<std::vector<core::ReportRecord>> load_reports() = 0;

    /// The counts of the devices of groups, likewise.
    [[nodiscard]] virtual base::Result<std::vector<core::MemberRecord>> load_members() = 0;

    /// Tells `listener` how the writes went, in their order. The listener may put and erase.
    virtual void drain(core::JournalListener& listener) = 0;

    [[nodiscard]] virtual JournalStatus status() const = 0;
};

/// Opens the journal that `options` ask for; `log` must outlive it. Writes that wait when it is
/// destroyed are still carried out, but nobody is told.
[[nodiscard]] base::Result<std::unique_ptr<JournalStore>>
open_journal(const JournalOptions& options, base::Log& log, Wake wake);

} // namespace iwf::store
