// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "iwf/base/clock.hpp"
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

    /// After a failed write: whether the disk takes writes again. Reopens the database where that
    /// is needed.
    [[nodiscard]] bool recover();

private:
    /// Values to put back, by key; nothing: there was none.
    using Repairs = std::map<std::string, std::optional<std::string>>;

    [[nodiscard]] std::optional<base::Error> commit(bool durable);
    void remember_before(std::span<const QueuedWrite> batch);
    void add_repairs();
    [[nodiscard]] bool rocksdb_may_recover() const;
    [[nodiscard]] bool reopen();

    std::filesystem::path directory_;
    std::unique_ptr<rocksdb::DB> database_; ///< nothing: it failed and was not opened again yet
    base::Log& log_;
    rocksdb::WriteBatch batch_;
    Repairs repairs_;
    bool disk_was_full_{};
    std::optional<base::Instant> failed_since_;
};

} // namespace iwf::store
