// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/runtime/event_loop.hpp"

#include <csignal>
#include <thread>
#include <vector>

#include <unistd.h>

#include <gtest/gtest.h>

namespace iwf::runtime {
namespace {

using namespace std::chrono_literals;

TEST(EventLoop, work_of_other_threads_runs_on_the_core_thread_in_order)
{
    EventLoop loop;
    std::vector<int> seen;
    std::thread other{[&] {
        for (int i = 0; i < 100; ++i) {
            loop.post([&seen, i] { seen.push_back(i); });
        }
        loop.post([&loop] { loop.stop(); });
    }};
    loop.run();
    other.join();
    ASSERT_EQ(seen.size(), 100U);
    EXPECT_EQ(seen.front(), 0);
    EXPECT_EQ(seen.back(), 99);
}

TEST(EventLoop, a_turn_comes_again_when_it_asked_to)
{
    EventLoop loop;
    const SystemClock clock;
    const base::Instant due = clock.now() + 5ms;
    int turns = 0;
    loop.each_turn([&]() -> std::optional<base::Instant> {
        ++turns;
        if (clock.now() >= due) {
            loop.stop();
            return std::nullopt;
        }
        return due;
    });
    loop.run();
    EXPECT_GE(turns, 2);
    EXPECT_GE(clock.now(), due);
}

TEST(EventLoop, a_blocked_signal_arrives_as_work)
{
    block_signals({SIGUSR1});
    EventLoop loop;
    int received = 0;
    loop.on_signal({SIGUSR1}, [&](int signal) {
        received = signal;
        loop.stop();
    });
    ::kill(::getpid(), SIGUSR1);
    loop.run();
    EXPECT_EQ(received, SIGUSR1);
}

} // namespace
} // namespace iwf::runtime
