// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include <rocksdb/db.h>

#include "iwf/base/log.hpp"
#include "iwf/base/result.hpp"

/// The settings of RocksDB, in one place. Only sources of this folder include it.
namespace iwf::store {

/// Opens the database of the daemon, made when there is none. RocksDB's own log stays in its
/// directory, its warnings go to `log` too, which must outlive the database.
[[nodiscard]] base::Result<std::unique_ptr<rocksdb::DB>>
open_database(const std::filesystem::path& directory, base::Log& log);

/// Opens it to read, while a daemon may be writing; changes nothing in the directory.
[[nodiscard]] base::Result<std::unique_ptr<rocksdb::DB>>
open_database_to_read(const std::filesystem::path& directory);

} // namespace iwf::store
