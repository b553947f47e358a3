// SPDX-License-Identifier: Apache-2.0
/// bare_node server PORT                  answers
/// bare_node middle PORT BACKEND_PORT     asks the backend for each request, then answers it
/// bare_node backend PORT                 answers to the middle
/// bare_node client PORT WINDOW SECONDS   asks, WINDOW requests at a time, and says how it went
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include "iwf/app/scs/histogram.hpp"
#include "tests/bench/bare/stack.hpp"

namespace {

using namespace std::chrono_literals;
using namespace iwf::bench;
using Clock = std::chrono::steady_clock;

// Server and middle have the same name: the client does not know which one it asks.
const std::string asked = "server.bench.example";
const std::string behind = "backend.bench.example";

int answer(::msg** message, ::avp*, ::session*, void*, ::disp_action* action)
{
    make_answer(message);
    *action = DISP_ACT_SEND;
    return 0;
}

void pass_answer_on(void* context, ::msg** answer)
{
    (void)::fd_msg_free(*answer);
    *answer = nullptr;
    auto* request = static_cast<::msg*>(context);
    make_answer(&request);
    must(::fd_msg_send(&request, nullptr, nullptr), "fd_msg_send");
}

int ask_first(::msg** message, ::avp*, ::session*, void*, ::disp_action* action)
{
    static std::uint32_t number = 0; // one thread dispatches
    ::msg* const request = *message;
    *message = nullptr;
    *action = DISP_ACT_CONT;
    send_request(behind, ++number, &pass_answer_on, request);
    return 0;
}

/// One of the requests that are under way at any time.
struct Slot
{
    Clock::time_point sent;
};

struct Client
{
    std::atomic<std::uint32_t> numbers{};
    std::atomic<std::size_t> under_way{};
    std::atomic<bool> is_over{};
    std::uint64_t failures{}; // of the dispatch thread, as is the next
    iwf::scs::Histogram times;
};

Client client;

void ask(Slot& slot);

void on_answer(void* context, ::msg** answer)
{
    auto& slot = *static_cast<Slot*>(context);
    const auto took = Clock::now() - slot.sent;
    client.times.add(std::chrono::duration_cast<std::chrono::microseconds>(took));
    if (!is_success(*answer)) {
        ++client.failures;
    }
    (void)::fd_msg_free(*answer);
    *answer = nullptr;
    if (client.is_over) {
        --client.under_way;
    } else {
        ask(slot);
    }
}

void ask(Slot& slot)
{
    slot.sent = Clock::now();
    send_request(asked, ++client.numbers, &on_answer, &slot);
}

/// Of all threads of this process, in user and kernel.
double cpu_seconds()
{
    rusage used{};
    (void)::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

int run_client(std::uint16_t port, std::size_t window, std::chrono::duration<double> length)
{
    start("client.bench.example", 0, nullptr);
    dial(asked, port);
    std::vector<Slot> slots(window);
    client.under_way = window;
    const double cpu_before = cpu_seconds();
    const auto begin = Clock::now();
    for (Slot& slot : slots) {
        ask(slot);
    }
    std::this_thread::sleep_for(length);
    client.is_over = true;
    const auto deadline = Clock::now() + 10s;
    while (client.under_way > 0 && Clock::now() < deadline) {
        std::this_thread::sleep_for(1ms);
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    const double cpu = cpu_seconds() - cpu_before;
    const auto milliseconds = [](double percent) {
        return static_cast<double>(client.times.percentile(percent).count()) / 1000.0;
    };
    std::printf(
        R"({"count": %llu, "failures": %llu, "seconds": %.4f, "cpu": %.4f, "p50": %.3f, "p99": %.3f})"
        "\n",
        static_cast<unsigned long long>(client.times.count()),
        static_cast<unsigned long long>(client.failures + client.under_way),
        seconds,
        cpu,
        milliseconds(50),
        milliseconds(99)
    );
    std::fflush(stdout);
    // What is measured is over: libfdcore's long way out is not waited for.
    ::_exit(client.under_way == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

int usage()
{
    std::fputs(
        "usage: bare_node server PORT | middle PORT BACKEND_PORT | backend PORT | "
        "client PORT WINDOW SECONDS\n",
        stderr
    );
    return 2;
}

std::uint16_t port_of(const char* word)
{
    return static_cast<std::uint16_t>(std::strtoul(word, nullptr, 10));
}

} // namespace

int main(int count, char** words)
{
    const std::string_view role = count > 1 ? words[1] : "";
    if (role == "client" && count == 5) {
        const auto window = std::strtoul(words[3], nullptr, 10);
        return run_client(
            port_of(words[2]), window, std::chrono::duration<double>{std::strtod(words[4], nullptr)}
        );
    }
    if ((role == "server" || role == "backend") && count == 3) {
        start(role == "server" ? asked : behind, port_of(words[2]), &answer);
    } else if (role == "middle" && count == 4) {
        start(asked, port_of(words[2]), &ask_first);
        dial(behind, port_of(words[3]));
    } else {
        return usage();
    }
    std::puts("ready");
    std::fflush(stdout);
    (void)::fd_core_wait_shutdown_complete(); // until a signal ends the process
    return EXIT_FAILURE;
}
