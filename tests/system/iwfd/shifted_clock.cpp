// SPDX-License-Identifier: Apache-2.0
/// Preloaded: the wall clock of a C++ program is off by as many seconds as the file that
/// $SHIFTED_CLOCK names says now. The clock of C, and so freeDiameter's, is right.
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>

namespace std::chrono {
inline namespace _V2 {

system_clock::time_point system_clock::now() noexcept
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    long shift = 0;
    if (const char* const file = std::getenv("SHIFTED_CLOCK")) {
        std::ifstream{file} >> shift;
    }
    return time_point{std::chrono::seconds{now.tv_sec + shift} + nanoseconds{now.tv_nsec}};
}

} // namespace _V2
} // namespace std::chrono
