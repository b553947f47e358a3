// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/disk_writer.hpp"

#include "iwf/store/database.hpp"
#include "iwf/store/directory.hpp"
#include "iwf/store/record_format.hpp"

#include <algorithm>
#include <utility>

namespace iwf::store {
namespace {

bool is_durable(const QueuedWrite& write)
{
    return write.write && write.value;
}

} // namespace

DiskWriter::DiskWriter(
    std::filesystem::path directory, std::unique_ptr<rocksdb::DB> database, base::Log& log
)
    : directory_{std::move(directory)}
    , database_{std::move(database)}
    , log_{log}
{}

std::optional<base::Error> DiskWriter::write(std::span<const QueuedWrite> batch)
{
    batch_.Clear();
    add_repairs();
    for (const QueuedWrite& write : batch) {
        if (is_durable(write)) {
            batch_.Put(write.key, *write.value);
        } else if (!write.write) {
            batch_.Delete(write.key);
        }
    }
    const bool durable = std::any_of(batch.begin(), batch.end(), is_durable);
    auto error = commit(durable || !repairs_.empty());
    if (error && database_) {
        remember_before(batch);
        database_.reset();
    }
    return error;
}

std::optional<base::Error> DiskWriter::commit(bool durable)
{
    if (!database_) {
        return base::Error{"journal " + directory_.string() + " is closed after a disk failure"};
    }
    rocksdb::WriteOptions options;
    options.sync = durable;
    const rocksdb::Status status = database_->Write(options, &batch_);
    if (status.ok()) {
        repairs_.clear();
        if (std::exchange(has_failed_, false)) {
            log_.event(
                base::Severity::notice, "journal.recovered", {{"directory", directory_.string()}}
            );
        }
        return std::nullopt;
    }
    if (!std::exchange(has_failed_, true)) {
        log_.event(
            base::Severity::error,
            "journal.write_failed",
            {{"directory", directory_.string()}, {"reason", status.ToString()}}
        );
    }
    return base::Error{
        "journal " + directory_.string() + " cannot be written: " + status.ToString()};
}

void DiskWriter::remember_before(std::span<const QueuedWrite> batch)
{
    for (const QueuedWrite& write : batch) {
        std::string key = write.key;
        if (!is_durable(write) || repairs_.contains(key)) {
            continue;
        }
        // What failed to be logged is not in the memtable: this is still the value of before.
        std::string before;
        const rocksdb::Status found = database_->Get(rocksdb::ReadOptions{}, key, &before);
        if (found.ok()) {
            repairs_.emplace(std::move(key), std::move(before));
        } else if (found.IsNotFound()) {
            repairs_.emplace(std::move(key), std::nullopt);
        }
    }
}

void DiskWriter::add_repairs()
{
    for (const auto& [key, value] : repairs_) {
        if (value) {
            batch_.Put(key, *value);
        } else {
            batch_.Delete(key);
        }
    }
}

bool DiskWriter::recover()
{
    if (!probe_directory(directory_)) {
        return false;
    }
    if (!reopen()) {
        return false;
    }
    batch_.Clear();
    add_repairs();
    batch_.Put(rocksdb::Slice{probe_key.data(), probe_key.size()}, rocksdb::Slice{});
    if (commit(true)) {
        database_.reset();
        return false;
    }
    return true;
}

bool DiskWriter::reopen()
{
    auto opened = open_database(directory_, log_);
    if (!opened) {
        return false;
    }
    database_ = *std::move(opened);
    return true;
}

} // namespace iwf::store
