// SPDX-License-Identifier: Apache-2.0
#include "tests/support/store/faulty_sync.hpp"

#include <atomic>
#include <cerrno>
#include <thread>

#include <sys/syscall.h>
#include <unistd.h>

namespace iwf::testing {
namespace {

std::atomic<std::chrono::milliseconds> delay_of_sync{};
std::atomic<int> failing_syncs{};

} // namespace

void slow_syncs(std::chrono::milliseconds delay)
{
    delay_of_sync = delay;
}

void fail_syncs(int count)
{
    failing_syncs = count;
}

[[nodiscard]] static int faulty_fdatasync(int descriptor)
{
    std::this_thread::sleep_for(delay_of_sync.load());
    int left = failing_syncs.load();
    while (left > 0) {
        if (failing_syncs.compare_exchange_weak(left, left - 1)) {
            errno = EIO;
            return -1;
        }
    }
    return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

} // namespace iwf::testing

extern "C" int fdatasync(int descriptor)
{
    return iwf::testing::faulty_fdatasync(descriptor);
}
