// SPDX-License-Identifier: Apache-2.0
// A process with a guard, told what to do line by line:
//     settings DEVICE PORT ADDRESS... | install | check | remove | deny-netlink ERRNO
// It answers each with "ok MICROSECONDS" or "error MICROSECONDS REASON".
#include <array>
#include <chrono>
#include <cstddef>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>

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

Result<Guard> create(std::istream& words)
{
    iwf::ipsec::GuardSettings settings;
    words >> settings.device >> settings.port;
    for (std::string address; words >> address;) {
        settings.addresses.push_back(iwf::domain::Network::parse(address).value());
    }
    return Guard::create(settings);
}

Result<void> obey(const std::string& line, std::optional<Guard>& guard)
{
    std::istringstream words{line};
    std::string command;
    words >> command;
    if (command == "settings") {
        return create(words).map([&](Guard made) { guard.emplace(std::move(made)); });
    }
    if (command == "deny-netlink") {
        std::uint32_t error = 0;
        words >> error;
        return deny_netlink(error);
    }
    return command == "install"  ? guard.value().install()
           : command == "check"  ? guard.value().check()
           : command == "remove" ? guard.value().remove()
                                 : iwf::base::fail("no such command: " + command);
}

} // namespace

int main()
{
    std::optional<Guard> guard;
    for (std::string line; std::getline(std::cin, line);) {
        const auto start = std::chrono::steady_clock::now();
        const auto done = obey(line, guard);
        const auto spent = std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::steady_clock::now() - start
        );
        std::cout << (done ? "ok " : "error ") << spent.count()
                  << (done ? "" : ' ' + done.error().text) << std::endl;
    }
}
