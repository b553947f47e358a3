// SPDX-License-Identifier: Apache-2.0
/// The end of a queue while somebody waits for it (README of iwf/freediameter).
#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <ctime>
#include <fstream>
#include <string>
#include <thread>

#include <pthread.h>
#include <unistd.h>

#include "iwf/freediameter/corrections.hpp"
#include "iwf/freediameter/fd.hpp"

namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr long held_ns = 300'000'000;

std::atomic<bool> is_held{};

/// As a machine does that has other things to run.
void hold(int)
{
    is_held = true;
    const timespec time{0, held_ns};
    ::nanosleep(&time, nullptr);
}

template <class Condition>
bool await(Condition condition)
{
    const auto end = Clock::now() + 20s;
    while (!condition() && Clock::now() < end) {
        // Between two looks, which order nothing: the kernel tells nobody that a thread waits.
        std::this_thread::sleep_for(1ms);
    }
    return condition();
}

bool waits_for_a_futex(pid_t thread)
{
    std::ifstream file{"/proc/self/task/" + std::to_string(thread) + "/syscall"};
    std::string number;
    return file >> number && number == "202";
}

TEST(Fifo, waits_at_its_end_for_a_thread_that_is_not_run)
{
    ASSERT_FALSE(freediameter::corrections().empty()); // which brings them into this program
    struct sigaction action
    {};
    action.sa_handler = &hold;
    ASSERT_EQ(::sigaction(SIGUSR1, &action, nullptr), 0);
    ::fifo* queue = nullptr;
    ASSERT_EQ(::fd_fifo_new(&queue, 0), 0);
    std::atomic<pid_t> id{};
    std::thread waiting{[queue, &id] {
        id = ::gettid();
        void* item = nullptr;
        EXPECT_EQ(::fd_fifo_get_int(queue, &item), EPIPE);
    }};
    ASSERT_TRUE(await([&] { return id != 0 && waits_for_a_futex(id); }));
    ASSERT_EQ(::pthread_kill(waiting.native_handle(), SIGUSR1), 0);
    ASSERT_TRUE(await([] { return is_held.load(); }));
    EXPECT_EQ(::fd_fifo_del(&queue), 0); // stock: "Assertion `++loops < 20' failed"
    waiting.join();
}

} // namespace
} // namespace iwf::test
