// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/database.hpp"

#include "iwf/base/bytes.hpp"

#include <array>
#include <cstdarg>
#include <cstdio>
#include <string>

#include <rocksdb/env.h>
#include <rocksdb/options.h>

namespace iwf::store {
namespace {

constexpr std::size_t memtable_size = 16UL * 1024 * 1024;
// What is new has the highest keys, what is forgotten minutes later the lowest of those that are
// left: a file of level 0 has both, and is merged with all of level 1. With RocksDB's usual sizes
// (256 MiB, files of 64) that took seconds of a processor as soon as triggers were forgotten, which
// overload could not spare (tests/bench/README.md). Level 1 is kept small, and the files small, so
// that below it few are written again.
constexpr std::size_t level_1_size = 2 * memtable_size;
constexpr std::size_t file_size = memtable_size / 4;

constexpr std::size_t write_back_step = 256UL * 1024;

/// Drops what RocksDB has to say.
class SilentLogger : public rocksdb::Logger
{
public:
    using rocksdb::Logger::Logv;
    void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

/// Hands the warnings and errors of RocksDB to our log: what it drops from a torn log on opening,
/// it says nowhere else. There is no log file of its own beside the data: its writer aborts the
/// process when the disk is full (an assertion in WritableFileWriter, enabled in Debian's build).
class WarningLogger : public rocksdb::Logger
{
public:
    explicit WarningLogger(base::Log& log)
        : rocksdb::Logger{rocksdb::InfoLogLevel::WARN_LEVEL}
        , log_{log}
    {}

    void Logv(const char* /*format*/, va_list /*arguments*/) override {} // of no level

    [[gnu::format(printf, 3, 0)]] void
    Logv(const rocksdb::InfoLogLevel level, const char* format, va_list arguments) override
    {
        if (level < rocksdb::InfoLogLevel::WARN_LEVEL ||
            level == rocksdb::InfoLogLevel::HEADER_LEVEL) {
            return;
        }
        std::array<char, 512> text{};
        va_list copy;
        va_copy(copy, arguments);
        std::vsnprintf(text.data(), text.size(), format, copy);
        va_end(copy);
        const bool only_warning = level == rocksdb::InfoLogLevel::WARN_LEVEL;
        log_.event(
            only_warning ? base::Severity::warning : base::Severity::error,
            "journal.rocksdb",
            {{"says", base::printable(text.data(), text.size())}}
        );
    }

private:
    base::Log& log_;
};

rocksdb::Options common_options()
{
    rocksdb::Options options;
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    options.compression = rocksdb::kNoCompression; // small, short-lived records
    return options;
}

rocksdb::Options writing_options()
{
    rocksdb::Options options = common_options();
    options.create_if_missing = true;
    options.write_buffer_size = memtable_size;
    options.max_bytes_for_level_base = level_1_size;
    options.target_file_size_base = file_size;
    options.recycle_log_file_num = 2; // spares the file system a metadata write at each sync
    options.bytes_per_sync = write_back_step;
    options.wal_bytes_per_sync = write_back_step;
    options.strict_bytes_per_sync = true;
    options.max_background_jobs = 2;
    return options;
}

base::Error not_opened(const std::filesystem::path& directory, const rocksdb::Status& status)
{
    return {
        "journal " + directory.string() + " cannot be opened: " + status.ToString() +
        ". Nothing was removed. Keep a copy of the directory; then restore it from a backup, or "
        "move it away to start with an empty journal"};
}

} // namespace

base::Result<std::unique_ptr<rocksdb::DB>>
open_database(const std::filesystem::path& directory, base::Log& log)
{
    rocksdb::Options options = writing_options();
    options.info_log = std::make_shared<WarningLogger>(log);
    rocksdb::DB* database = nullptr;
    const rocksdb::Status status = rocksdb::DB::Open(options, directory.string(), &database);
    if (!status.ok()) {
        return tl::unexpected{not_opened(directory, status)};
    }
    return std::unique_ptr<rocksdb::DB>{database};
}

base::Result<std::unique_ptr<rocksdb::DB>>
open_database_to_read(const std::filesystem::path& directory)
{
    rocksdb::Options options = common_options();
    options.info_log = std::make_shared<SilentLogger>();
    rocksdb::DB* database = nullptr;
    const rocksdb::Status status =
        rocksdb::DB::OpenForReadOnly(options, directory.string(), &database);
    if (!status.ok()) {
        return tl::unexpected{not_opened(directory, status)};
    }
    return std::unique_ptr<rocksdb::DB>{database};
}

} // namespace iwf::store
