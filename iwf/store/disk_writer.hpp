// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "iwf/base/log.hpp"
#include "iwf/base/result.hpp"
#include "iwf/store/write_queue.hpp"

namespace iwf::store {

/// Carries out batches on RocksDB and brings it back after a failure of the disk. Blocks as long as
/// the disk does. One thread at a time.
///
/// A write that failed may still have reached the log file, and come back when that is read again.
/// So what was there before is remembered, and put back before anything else is written: a failed
/// write has not happened, unless the process ends before the disk works again.
///
/// A database of which one write failed is not written to again, but closed: after a full disk
/// RocksDB 7.8 resumes by itself, sometimes with the log file that failed, and then aborts.
class DiskWriter
{
public:
    /// Takes the open database of `directory`; `log` must outlive it.
    DiskWriter(
        std::filesystem::path directory, std::unique_ptr<rocksdb::DB> database, base::Log& log
    );

    [[nodiscard]] rocksdb::DB& database() { return *database_; }

    /// Writes the batch, durably when a put is in it. The error of all, or nothing.
    [[nodiscard]] std::optional<base::Error> write(std::span<const QueuedWrite> batch);

    /// After a failed write: opens the database again; whether the disk takes writes.
    [[nodiscard]] bool recover();

private:
    /// Values to put back, by key; nothing: there was none.
    using Repairs = std::map<std::string, std::optional<std::string>>;

    [[nodiscard]] std::optional<base::Error> commit(bool durable);
    void remember_before(std::span<const QueuedWrite> batch);
    void add_repairs();
    [[nodiscard]] bool reopen();

    std::filesystem::path directory_;
    std::unique_ptr<rocksdb::DB> database_; ///< nothing: it failed and was not opened again yet
    base::Log& log_;
    rocksdb::WriteBatch batch_;
    Repairs repairs_;
    bool has_failed_{};
};

} // namespace iwf::store
