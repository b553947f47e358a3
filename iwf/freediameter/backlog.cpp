// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/backlog.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <iterator>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "iwf/freediameter/outbox.hpp"
#include "iwf/freediameter/signals_blocked.hpp"

namespace iwf::freediameter {
namespace {

/// A socket that was closed and opened anew meanwhile may never wake the poll: it is looked at
/// again after this time, and who does not read at all is noticed.
constexpr int longest_poll_ms = 20;

int make_wake()
{
    const int wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake < 0) {
        throw std::system_error{errno, std::generic_category(), "eventfd"};
    }
    return wake;
}

} // namespace

Backlog::Backlog()
    : wake_{make_wake()}
{
    const SignalsBlocked blocked;
    thread_ = std::thread{[this] { run(); }};
}

Backlog::~Backlog()
{
    {
        const std::lock_guard lock{mutex_};
        is_ending_ = true;
    }
    (void)::eventfd_write(wake_, 1);
    thread_.join();
    ::close(wake_);
}

void Backlog::add(Outbox& outbox)
{
    {
        const std::lock_guard lock{mutex_};
        added_.push_back(&outbox);
    }
    (void)::eventfd_write(wake_, 1);
}

void Backlog::run()
{
    std::vector<Outbox*> behind;
    std::vector<::pollfd> polled;
    for (;;) {
        {
            const std::lock_guard lock{mutex_};
            if (is_ending_) {
                return;
            }
            std::copy(added_.begin(), added_.end(), std::back_inserter(behind));
            added_.clear();
        }
        polled.assign(1, {wake_, POLLIN, 0});
        const auto is_not = [&polled](const Outbox* outbox) {
            const int socket = outbox->socket_behind();
            polled.push_back({socket, POLLOUT, 0}); // a negative one is not looked at
            return socket < 0;
        };
        behind.erase(std::remove_if(behind.begin(), behind.end(), is_not), behind.end());
        (void)::poll(polled.data(), polled.size(), behind.empty() ? -1 : longest_poll_ms);
        eventfd_t news = 0;
        (void)::eventfd_read(wake_, &news);
        const auto since = std::chrono::steady_clock::now() - patience;
        for (Outbox* outbox : behind) {
            outbox->flush();
            outbox->give_up_before(since);
        }
    }
}

} // namespace iwf::freediameter
