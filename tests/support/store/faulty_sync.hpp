// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

/// Stands in for fdatasync(2) in the whole program that links it, RocksDB included.
namespace iwf::testing {

/// From now on each sync first waits this long.
void slow_syncs(std::chrono::milliseconds delay);

/// The next `count` syncs fail with EIO, after which they work.
void fail_syncs(int count);

} // namespace iwf::testing
