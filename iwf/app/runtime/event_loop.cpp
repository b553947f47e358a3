// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/runtime/event_loop.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>

#include <sys/signalfd.h>

namespace iwf::runtime {

namespace asio = boost::asio;

struct EventLoop::Parts
{
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard{io.get_executor()};
    asio::steady_timer timer{io};
    std::optional<base::Instant> armed;
    std::function<std::optional<base::Instant>()> turn;
    asio::posix::stream_descriptor signals{io};
    signalfd_siginfo signal{};
    std::function<void(int)> on_signal;

    void run_turn()
    {
        if (!turn) {
            return;
        }
        const std::optional<base::Instant> next = turn();
        if (next == armed) {
            return;
        }
        armed = next;
        if (!next) {
            timer.cancel();
            return;
        }
        timer.expires_at(*next);
        timer.async_wait([this](const boost::system::error_code& error) {
            if (!error) {
                armed.reset();
            }
        });
    }

    void wait_for_signal()
    {
        asio::async_read(
            signals,
            asio::buffer(&signal, sizeof signal),
            [this](const boost::system::error_code& error, std::size_t) {
                if (error) {
                    return;
                }
                on_signal(static_cast<int>(signal.ssi_signo));
                wait_for_signal();
            }
        );
    }
};

EventLoop::EventLoop()
    : parts_{std::make_unique<Parts>()}
{}

EventLoop::~EventLoop() = default;

void EventLoop::post(std::function<void()> work)
{
    asio::post(parts_->io, std::move(work));
}

void EventLoop::on_signal(std::initializer_list<int> signals, std::function<void(int)> handler)
{
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : signals) {
        sigaddset(&set, signal);
    }
    parts_->on_signal = std::move(handler);
    parts_->signals.assign(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
    parts_->wait_for_signal();
}

void EventLoop::each_turn(std::function<std::optional<base::Instant>()> turn)
{
    parts_->turn = std::move(turn);
}

void EventLoop::run()
{
    do {
        parts_->run_turn();
    } while (parts_->io.run_one() != 0);
}

asio::io_context& EventLoop::io()
{
    return parts_->io;
}

void EventLoop::stop()
{
    parts_->io.stop();
}

base::Instant SystemClock::now() const
{
    return std::chrono::steady_clock::now();
}

base::WallTime SystemClock::wall_now() const
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

void block_signals(std::initializer_list<int> signals)
{
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : signals) {
        sigaddset(&set, signal);
    }
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

} // namespace iwf::runtime
