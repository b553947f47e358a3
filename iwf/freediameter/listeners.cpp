// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/listeners.hpp"

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

#include "iwf/freediameter/address.hpp"

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 2s;
constexpr auto interval = 5ms;

bool is_listening(int descriptor)
{
    int value = 0;
    socklen_t size = sizeof value;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0 && value != 0;
}

/// The numeric addresses on whose `port` a socket of this process listens.
std::set<std::string> listening_on(std::uint16_t port)
{
    std::set<std::string> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd", error}) {
        const std::string name = entry.path().filename();
        int descriptor = -1;
        std::from_chars(name.data(), name.data() + name.size(), descriptor);
        if (!is_listening(descriptor)) {
            continue;
        }
        if (const auto address = SocketAddress::of(descriptor);
            address && address->port() == port) {
            found.insert(address->text());
        }
    }
    return found;
}

std::string joined(const std::set<std::string>& texts)
{
    std::string result;
    for (const std::string& text : texts) {
        result += (result.empty() ? "" : ", ") + text;
    }
    return result.empty() ? "nothing" : result;
}

/// 0 or errno. As libfdcore does it: with SO_REUSEADDR.
int try_to_bind(SocketAddress& address)
{
    const int descriptor = ::socket(address.generic()->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return errno;
    }
    const int yes = 1;
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const int error = ::bind(descriptor, address.generic(), address.size()) == 0 ? 0 : errno;
    ::close(descriptor);
    return error;
}

} // namespace

base::Result<void> check_can_listen(const NodeConfig& config)
{
    for (const std::string& text : config.addresses) {
        auto address = SocketAddress::parse(text, config.port);
        if (!address) {
            return tl::unexpected{std::move(address.error())};
        }
        if (const int error = try_to_bind(*address); error != 0) {
            return base::fail(
                "cannot listen on " + text + " port " + std::to_string(config.port) + ": " +
                std::generic_category().message(error)
            );
        }
    }
    return {};
}

base::Result<void> await_listeners(const NodeConfig& config)
{
    if (config.port == 0) {
        return {};
    }
    std::set<std::string> wanted;
    for (const std::string& text : config.addresses) {
        if (const auto address = SocketAddress::parse(text, config.port)) {
            wanted.insert(address->text());
        }
    }
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::set<std::string> found = listening_on(config.port);
    while (found != wanted && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(interval);
        found = listening_on(config.port);
    }
    if (found == wanted) {
        return {};
    }
    return base::fail(
        "port " + std::to_string(config.port) + ": should listen on " + joined(wanted) +
        ", listens on " + joined(found)
    );
}

} // namespace iwf::freediameter
