// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/control.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "iwf/base/bytes.hpp"

namespace iwf::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_line = 65'536;

/// A file descriptor, owned.
class Descriptor
{
public:
    explicit Descriptor(int value)
        : value_{value}
    {}
    Descriptor(Descriptor&& other) noexcept
        : value_{std::exchange(other.value_, -1)}
    {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(value_, other.value_);
        return *this;
    }
    ~Descriptor()
    {
        if (value_ >= 0) {
            ::close(value_);
        }
    }

    [[nodiscard]] int get() const { return value_; }

private:
    int value_;
};

base::Result<sockaddr_un> address_of(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path) {
        return base::fail("control socket '" + base::printable(path) + "': the path is too long");
    }
    path.copy(address.sun_path, path.size());
    return address;
}

const sockaddr* generic(const sockaddr_un& address)
{
    return reinterpret_cast<const sockaddr*>(&address);
}

Descriptor make_socket()
{
    return Descriptor{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
}

tl::unexpected<base::Error> system_error(const std::string& path)
{
    return base::fail("control socket " + path + ": " + std::strerror(errno));
}

bool send_line(int socket, std::string line)
{
    line += '\n';
    std::string_view rest{line};
    while (!rest.empty()) {
        const auto sent = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

struct Caller
{
    Descriptor socket;
    std::string unread;
};

} // namespace

struct Control::Server
{
    std::string path;
    runtime::EventLoop& loop;
    Obey obey;
    Descriptor listener;
    Descriptor wake{::eventfd(0, EFD_CLOEXEC)};
    std::atomic<bool> leaving{};
    std::vector<Caller> callers{};
    std::thread thread{};

    void run()
    {
        while (!leaving) {
            std::vector<pollfd> watched{{wake.get(), POLLIN, 0}, {listener.get(), POLLIN, 0}};
            for (const Caller& caller : callers) {
                watched.push_back({caller.socket.get(), POLLIN, 0});
            }
            (void)::poll(watched.data(), watched.size(), -1);
            for (std::size_t index = callers.size(); index > 0; --index) {
                if (watched[index + 1].revents != 0 && !serve(callers[index - 1])) {
                    callers.erase(callers.begin() + static_cast<std::ptrdiff_t>(index - 1));
                }
            }
            if (watched[1].revents != 0) {
                callers.push_back(
                    {Descriptor{::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)}, {}}
                );
            }
        }
    }

    /// False: the caller is gone, or must go.
    bool serve(Caller& caller)
    {
        char octets[4096];
        const auto count = ::recv(caller.socket.get(), octets, sizeof octets, 0);
        if (count <= 0) {
            return false;
        }
        caller.unread.append(octets, static_cast<std::size_t>(count));
        for (auto end = caller.unread.find('\n'); end != std::string::npos;
             end = caller.unread.find('\n')) {
            const std::string line = caller.unread.substr(0, end);
            caller.unread.erase(0, end + 1);
            if (!send_line(caller.socket.get(), ask(line))) {
                return false;
            }
        }
        return caller.unread.size() <= longest_line;
    }

    std::string ask(const std::string& command)
    {
        // Shared with the loop, which may run it after we have left.
        const auto promise = std::make_shared<std::promise<std::string>>();
        auto answer = promise->get_future();
        loop.post([this, promise, command] { promise->set_value(obey(command)); });
        while (answer.wait_for(50ms) != std::future_status::ready) {
            if (leaving) {
                return R"({"error":"ending"})";
            }
        }
        return answer.get();
    }
};

base::Result<std::unique_ptr<Control>>
Control::open(const std::string& path, runtime::EventLoop& loop, Obey obey)
{
    const auto address = address_of(path);
    if (!address) {
        return tl::unexpected{address.error()};
    }
    const Descriptor probe = make_socket();
    if (::connect(probe.get(), generic(*address), sizeof *address) == 0) {
        return base::fail("control socket " + path + ": another program listens there");
    }
    if (errno == ECONNREFUSED) {
        ::unlink(path.c_str()); // left behind by one that was killed
    }
    Descriptor listener = make_socket();
    if (::bind(listener.get(), generic(*address), sizeof *address) != 0 ||
        ::listen(listener.get(), SOMAXCONN) != 0) {
        return system_error(path);
    }
    std::unique_ptr<Server> server{new Server{path, loop, std::move(obey), std::move(listener)}};
    server->thread = std::thread{[self = server.get()] { self->run(); }};
    return std::unique_ptr<Control>{new Control{std::move(server)}};
}

Control::Control(std::unique_ptr<Server> server)
    : server_{std::move(server)}
{}

Control::~Control()
{
    server_->leaving = true;
    const std::uint64_t one = 1;
    (void)!::write(server_->wake.get(), &one, sizeof one);
    server_->thread.join();
    ::unlink(server_->path.c_str());
}

base::Result<std::string> ask_control(const std::string& path, const std::string& command)
{
    const auto address = address_of(path);
    if (!address) {
        return tl::unexpected{address.error()};
    }
    const Descriptor socket = make_socket();
    // An HSS asks MMEs: one that is stopped must not stop it for good.
    const timeval patience{5, 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(socket.get(), generic(*address), sizeof *address) != 0) {
        return system_error(path);
    }
    if (!send_line(socket.get(), command)) {
        return system_error(path);
    }
    std::string answer;
    char octets[4096];
    while (!answer.ends_with('\n')) {
        const auto count = ::recv(socket.get(), octets, sizeof octets, 0);
        if (count <= 0) {
            return base::fail("control socket " + path + ": no answer");
        }
        answer.append(octets, static_cast<std::size_t>(count));
    }
    answer.pop_back();
    return answer;
}

} // namespace iwf::sim
