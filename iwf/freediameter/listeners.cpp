// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/listeners.hpp"

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
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

/// Our sockets that listen on `port`, with the numeric address of each.
std::map<int, std::string> listening_on(std::uint16_t port)
{
    std::map<int, std::string> found;
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
            found.emplace(descriptor, address->text());
        }
    }
    return found;
}

std::set<std::string> addresses_on(std::uint16_t port)
{
    std::set<std::string> found;
    for (auto& [descriptor, address] : listening_on(port)) {
        found.insert(std::move(address));
    }
    return found;
}

/// The device configured for this numeric address, which may be written another way there.
const std::string* device_of(const std::string& address, const NodeConfig& config)
{
    for (const auto& [text, device] : config.devices) {
        if (const auto parsed = SocketAddress::parse(text, 0);
            parsed && parsed->text() == address) {
            return &device;
        }
    }
    return nullptr;
}

int bind_to_device(int socket, const std::string& device)
{
    const auto size = static_cast<socklen_t>(device.size() + 1);
    return ::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, device.c_str(), size) == 0 ? 0 : errno;
}

base::Error no_device(const std::string& address, const std::string& device, int error)
{
    std::string text = "cannot listen on " + address + " through the device " + device + ": " +
                       std::generic_category().message(error);
    if (error == ENODEV) {
        text += ". charon makes it (kernel-libipsec), or the operator (ip link add " + device +
                " type xfrm)";
    }
    return {std::move(text)};
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

base::Result<void> check_device(const std::string& address, const NodeConfig& config)
{
    const std::string* const device = device_of(address, config);
    if (device == nullptr) {
        return {};
    }
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int error = descriptor < 0 ? errno : bind_to_device(descriptor, *device);
    ::close(descriptor);
    if (error != 0) {
        return tl::unexpected{no_device(address, *device, error)};
    }
    return {};
}

int bind_to_its_device(int socket, const NodeConfig& config)
{
    const auto address = SocketAddress::of(socket);
    const std::string* const device = address ? device_of(address->text(), config) : nullptr;
    return device == nullptr ? 0 : bind_to_device(socket, *device);
}

} // namespace

int prepare_to_listen(int socket, const NodeConfig& config)
{
    // The connections inherit both. What waits for us in the kernel is a queue too: some hundred
    // messages, where it would let it grow to tens of thousands for a peer that is read slowly. The
    // window bounds it, not SO_RCVBUF: of small messages a buffer holds a fifth of its size, while
    // the window promises half. What comes beyond it is dropped, and after it the peer's
    // acknowledgements too, as they are outside of the window: seconds of silence, both ways.
    constexpr int window = 64 * 1024; // octets
    (void)::setsockopt(socket, IPPROTO_TCP, TCP_WINDOW_CLAMP, &window, sizeof window);
    // A peer on loopback would wait until all of a segment of 64 KiB fits, and probe 5 times a
    // second.
    constexpr int segment = 8 * 1024; // octets
    (void)::setsockopt(socket, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
    return bind_to_its_device(socket, config);
}

base::Result<void> bind_listeners_to_devices(const NodeConfig& config)
{
    for (const auto& [descriptor, address] : listening_on(config.port)) {
        if (const int error = bind_to_its_device(descriptor, config); error != 0) {
            return tl::unexpected{no_device(address, *device_of(address, config), error)};
        }
    }
    return {};
}

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
        if (auto usable = check_device(address->text(), config); !usable) {
            return usable;
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
    std::set<std::string> found = addresses_on(config.port);
    while (found != wanted && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(interval);
        found = addresses_on(config.port);
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
