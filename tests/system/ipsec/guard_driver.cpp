// SPDX-License-Identifier: Apache-2.0
// A process with a guard, told what to do line by line:
//     settings DEVICE PORT ADDRESS... | install | install-again | check | remove |
//     deny-netlink ERRNO
// It answers each with "ok MICROSECONDS BLOCKED" or "error MICROSECONDS BLOCKED REASON": how long
// it took, and of that how long the call itself.
#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

#include <boost/asio/io_context.hpp>

#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "ipsec/guard.hpp"

namespace {

using iwf::base::Result;
using iwf::ipsec::Guard;

/// As a kernel without it, or a unit that forbids it: socket(..., NETLINK_NETFILTER) fails.
Result<void> deny_netlink(std::uint32_t error)
{
    constexpr auto load = static_cast<std::uint16_t>(BPF_LD | BPF_W | BPF_ABS);
    constexpr auto equal = static_cast<std::uint16_t>(BPF_JMP | BPF_JEQ | BPF_K);
    constexpr auto end = static_cast<std::uint16_t>(BPF_RET | BPF_K);
    constexpr std::uint32_t third = offsetof(seccomp_data, args) + 2 * sizeof(std::uint64_t);
    std::array<sock_filter, 6> filter{{
        {load, 0, 0, offsetof(seccomp_data, nr)},
        {equal, 0, 3, SYS_socket},
        {load, 0, 0, third},
        {equal, 0, 1, NETLINK_NETFILTER},
        {end, 0, 0, SECCOMP_RET_ERRNO | error},
        {end, 0, 0, SECCOMP_RET_ALLOW},
    }};
    sock_fprog program{static_cast<std::uint16_t>(filter.size()), filter.data()};
    const bool done = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                      ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
    return done ? Result<void>{} : iwf::base::fail("seccomp");
}

Result<std::unique_ptr<Guard>> create(boost::asio::io_context& io, std::istream& words)
{
    iwf::ipsec::GuardSettings settings;
    words >> settings.device >> settings.port;
    for (std::string address; words >> address;) {
        settings.addresses.push_back(iwf::domain::Network::parse(address).value());
    }
    return Guard::create(io, settings);
}

using Clock = std::chrono::steady_clock;

struct Driver
{
    boost::asio::io_context io{1};
    std::unique_ptr<Guard> guard;
    std::optional<Clock::time_point> returned; ///< when a call came back that does not block

    Result<void> await(const std::function<void(Guard::Handler)>& start);
    Result<void> obey(const std::string& line);
};

Result<void> Driver::await(const std::function<void(Guard::Handler)>& start)
{
    std::optional<Result<void>> told;
    start([&told](Result<void> result) { told = std::move(result); });
    returned = Clock::now();
    io.restart();
    while (!told && io.run_one() != 0) {
    }
    return told.value();
}

Result<void> Driver::obey(const std::string& line)
{
    std::istringstream words{line};
    std::string command;
    words >> command;
    if (command == "settings") {
        return create(io, words).map([&](auto made) { guard = std::move(made); });
    }
    if (command == "deny-netlink") {
        std::uint32_t error = 0;
        words >> error;
        return deny_netlink(error);
    }
    if (command == "check") {
        return await([&](Guard::Handler handler) { guard->check(std::move(handler)); });
    }
    if (command == "install-again") {
        return await([&](Guard::Handler handler) { guard->install(std::move(handler)); });
    }
    return command == "install"  ? guard->install()
           : command == "remove" ? guard->remove()
                                 : iwf::base::fail("no such command: " + command);
}

} // namespace

int main()
{
    Driver driver;
    for (std::string line; std::getline(std::cin, line);) {
        const auto start = Clock::now();
        driver.returned.reset();
        const auto done = driver.obey(line);
        const auto end = Clock::now();
        const auto since_start = [start](Clock::time_point time) {
            return std::chrono::duration_cast<std::chrono::microseconds>(time - start).count();
        };
        std::cout << (done ? "ok " : "error ") << since_start(end) << ' '
                  << since_start(driver.returned.value_or(end))
                  << (done ? "" : ' ' + done.error().text) << std::endl;
    }
}
