// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/rocks_journal.hpp"

#include "iwf/store/database.hpp"
#include "iwf/store/disk_writer.hpp"

#include <string_view>
#include <utility>

namespace iwf::store {
namespace {

using Clock = std::chrono::steady_clock;

base::Error unreadable(
    const std::filesystem::path& directory,
    const std::string& which,
    std::string_view key,
    const std::string& why
)
{
    return {
        "journal " + directory.string() + ": " + which + base::to_hex(base::as_bytes(key)) +
        " cannot be read: " + why +
        ". Nothing was changed. Keep a copy of the directory; then restore it from a backup, or "
        "move it away to start with an empty journal"};
}

} // namespace

base::Result<std::unique_ptr<RocksJournal>>
RocksJournal::open(const JournalOptions& options, base::Log& log, Wake wake)
{
    if (auto made = make_directory(options.directory); !made) {
        return tl::unexpected{made.error()};
    }
    if (auto probed = probe_directory(options.directory); !probed) {
        return tl::unexpected{probed.error()};
    }
    auto lock = lock_directory(options.directory);
    if (!lock) {
        return tl::unexpected{lock.error()};
    }
    auto database = open_database(options.directory, log);
    if (!database) {
        return tl::unexpected{database.error()};
    }
    auto writer = std::make_unique<DiskWriter>(options.directory, *std::move(database), log);
    return std::unique_ptr<RocksJournal>{
        new RocksJournal{options, std::move(wake), *std::move(lock), std::move(writer)}};
}

RocksJournal::RocksJournal(
    const JournalOptions& options,
    Wake wake,
    FileDescriptor lock,
    std::unique_ptr<DiskWriter> writer
)
    : options_{options}
    , wake_{std::move(wake)}
    , lock_{std::move(lock)}
    , writer_{std::move(writer)}
    , queue_{options}
{}

RocksJournal::~RocksJournal()
{
    queue_.close();
    if (thread_.joinable()) {
        thread_.join();
    }
}

base::Result<std::vector<core::TriggerRecord>> RocksJournal::load()
{
    if (auto known = refuse_unknown(); !known) {
        return tl::unexpected{std::move(known.error())};
    }
    return read<core::TriggerRecord>(Table::triggers, decode_record);
}

base::Result<std::vector<core::QuotaRecord>> RocksJournal::load_quotas()
{
    return read<core::QuotaRecord>(Table::quotas, decode_quota);
}

base::Result<std::vector<core::SubscriptionRecord>> RocksJournal::load_subscriptions()
{
    return read<core::SubscriptionRecord>(Table::subscriptions, decode_subscription);
}

base::Result<std::vector<core::ReportRecord>> RocksJournal::load_reports()
{
    return read<core::ReportRecord>(Table::reports, decode_report);
}

base::Result<std::vector<core::MemberRecord>> RocksJournal::load_members()
{
    return read<core::MemberRecord>(Table::members, decode_member);
}

template <class Record>
base::Result<std::vector<Record>> RocksJournal::read(Table table, Decode<Record> decode)
{
    const char first = static_cast<char>(table);
    std::vector<Record> records;
    std::string last;
    const std::unique_ptr<rocksdb::Iterator> entry{
        writer_->database().NewIterator(rocksdb::ReadOptions{})};
    for (entry->Seek({&first, 1}); entry->Valid(); entry->Next()) {
        const std::string_view key = entry->key().ToStringView();
        if (table_of(key) != table) {
            break;
        }
        auto record = decode(key, entry->value().ToStringView());
        if (!record) {
            return tl::unexpected{
                unreadable(options_.directory, "record ", key, record.error().text)};
        }
        records.push_back(*std::move(record));
        last = key;
    }
    if (!entry->status().ok()) {
        return tl::unexpected{
            unreadable(options_.directory, "the record after ", last, entry->status().ToString())};
    }
    return records;
}

base::Result<void> RocksJournal::refuse_unknown()
{
    const std::unique_ptr<rocksdb::Iterator> entry{
        writer_->database().NewIterator(rocksdb::ReadOptions{})};
    entry->SeekToFirst();
    while (entry->Valid()) {
        const std::string_view key = entry->key().ToStringView();
        const auto table = table_of(key);
        if (table) { // all of it is known
            const char after = static_cast<char>(static_cast<char>(*table) + 1);
            entry->Seek({&after, 1});
        } else if (key == probe_key) {
            entry->Next();
        } else {
            return tl::unexpected{unreadable(
                options_.directory, "record ", key, "the key is not one this release writes"
            )};
        }
    }
    if (!entry->status().ok()) {
        return tl::unexpected{
            unreadable(options_.directory, "a record", "", entry->status().ToString())};
    }
    return {};
}

void RocksJournal::drain(core::JournalListener& listener)
{
    for (const FinishedWrite& finished : queue_.take_finished()) {
        if (finished.error) {
            listener.on_write_failed(finished.write, *finished.error);
        } else {
            listener.on_written(finished.write);
        }
    }
}

JournalStatus RocksJournal::status() const
{
    return queue_.status();
}

void RocksJournal::put(const core::TriggerRecord& record, core::WriteId write)
{
    queue_put(key_of(record.id), encoder_.encode(record), write);
}

void RocksJournal::put(const core::QuotaRecord& record, core::WriteId write)
{
    queue_put(key_of_quota(record.contract), encoder_.encode(record), write);
}

void RocksJournal::put(const core::SubscriptionRecord& record, core::WriteId write)
{
    queue_put(key_of(record.id), encoder_.encode(record), write);
}

void RocksJournal::put(const core::ReportRecord& record, core::WriteId write)
{
    queue_put(key_of_report(record.subscription, record.sequence), encoder_.encode(record), write);
}

void RocksJournal::put(const core::MemberRecord& record, core::WriteId write)
{
    queue_put(key_of_member(record.subscription, record.member), encoder_.encode(record), write);
}

void RocksJournal::erase(core::TriggerId id)
{
    queue_erase(key_of(id));
}

void RocksJournal::erase(core::SubscriptionId id)
{
    queue_erase(key_of(id));
}

void RocksJournal::erase_report(core::SubscriptionId subscription, std::uint64_t sequence)
{
    queue_erase(key_of_report(subscription, sequence));
}

void RocksJournal::erase_member(core::SubscriptionId subscription, std::uint64_t member)
{
    queue_erase(key_of_member(subscription, member));
}

void RocksJournal::queue_put(std::string key, std::string value, core::WriteId write)
{
    start_writer();
    queue_.put(std::move(key), std::move(value), write);
}

void RocksJournal::queue_erase(std::string key)
{
    start_writer();
    queue_.erase(std::move(key));
}

bool RocksJournal::accepts_work() const
{
    return queue_.accepts_work();
}

void RocksJournal::start_writer()
{
    // Not sooner: load() reads the database that the thread owns.
    if (!thread_.joinable()) {
        thread_ = std::thread{[this] { run_writer(); }};
    }
}

void RocksJournal::run_writer()
{
    std::vector<QueuedWrite> batch;
    Clock::time_point next_probe = Clock::now();
    for (;;) {
        const auto turn =
            queue_.next(disk_failed_ ? next_probe : Clock::now() + std::chrono::hours{1}, batch);
        if (turn == WriteQueue::Turn::closed) {
            return;
        }
        if (turn == WriteQueue::Turn::batch) {
            write_batch(batch);
        }
        if (disk_failed_ && Clock::now() >= next_probe) {
            if (writer_->recover()) {
                disk_failed_ = false;
                queue_.recovered();
            }
            next_probe = Clock::now() + options_.probe_interval;
        }
    }
}

void RocksJournal::write_batch(const std::vector<QueuedWrite>& batch)
{
    const Clock::time_point start = Clock::now();
    const auto error = writer_->write(batch);
    disk_failed_ = error.has_value();
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
    if (queue_.finish(batch, error, took)) {
        wake_();
    }
}

} // namespace iwf::store
