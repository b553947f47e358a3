// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "iwf/store/directory.hpp"
#include "iwf/store/journal_store.hpp"
#include "iwf/store/record_format.hpp"
#include "iwf/store/write_queue.hpp"

namespace iwf::store {

class DiskWriter;

/// The journal on RocksDB. A thread of its own gathers writes and syncs them together; the core
/// thread only encodes and queues. When the disk fails, writes fail and no work is accepted until
/// it takes writes again, which the writer thread tries by itself.
class RocksJournal : public JournalStore
{
public:
    /// Makes the directory where there is none, takes it for this process, opens it. `log` must
    /// outlive the journal.
    [[nodiscard]] static base::Result<std::unique_ptr<RocksJournal>>
    open(const JournalOptions& options, base::Log& log, Wake wake);

    ~RocksJournal() override;

    [[nodiscard]] base::Result<std::vector<core::TriggerRecord>> load() override;
    [[nodiscard]] base::Result<std::vector<core::QuotaRecord>> load_quotas() override;
    [[nodiscard]] base::Result<std::vector<core::SubscriptionRecord>> load_subscriptions() override;
    [[nodiscard]] base::Result<std::vector<core::ReportRecord>> load_reports() override;
    [[nodiscard]] base::Result<std::vector<core::MemberRecord>> load_members() override;
    void drain(core::JournalListener& listener) override;
    [[nodiscard]] JournalStatus status() const override;

    void put(const core::TriggerRecord& record, core::WriteId write) override;
    void put(const core::QuotaRecord& record, core::WriteId write) override;
    void put(const core::SubscriptionRecord& record, core::WriteId write) override;
    void put(const core::ReportRecord& record, core::WriteId write) override;
    void put(const core::MemberRecord& record, core::WriteId write) override;
    void erase(core::TriggerId id) override;
    void erase(core::SubscriptionId id) override;
    void erase_report(core::SubscriptionId subscription, std::uint64_t sequence) override;
    void erase_member(core::SubscriptionId subscription, std::uint64_t member) override;
    [[nodiscard]] bool accepts_work() const override;

private:
    RocksJournal(
        const JournalOptions& options,
        Wake wake,
        FileDescriptor lock,
        std::unique_ptr<DiskWriter> writer
    );

    template <class Record>
    using Decode = base::Result<Record> (*)(std::string_view key, std::string_view value);

    /// All records of the table.
    template <class Record>
    [[nodiscard]] base::Result<std::vector<Record>> read(Table table, Decode<Record> decode);

    /// An error when there is a record of no table.
    [[nodiscard]] base::Result<void> refuse_unknown();

    void queue_put(std::string key, std::string value, core::WriteId write);
    void queue_erase(std::string key);
    void start_writer();
    void run_writer();
    void write_batch(const std::vector<QueuedWrite>& batch);

    JournalOptions options_;
    Wake wake_;
    FileDescriptor lock_;
    std::unique_ptr<DiskWriter> writer_; ///< of the writer thread, once that runs
    RecordEncoder encoder_;
    WriteQueue queue_;
    bool disk_failed_{}; ///< of the writer thread
    std::thread thread_;
};

} // namespace iwf::store
