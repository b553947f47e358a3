// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/control/control_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace iwf::control {
namespace {

constexpr mode_t file_mode = 0660;
constexpr int waiting_connections = 64;

tl::unexpected<base::Error> failure(const std::string& path, const std::string& why)
{
    return base::fail("control socket " + path + ": " + why);
}

std::string reason()
{
    return std::strerror(errno);
}

const sockaddr* generic(const sockaddr_un& address)
{
    return reinterpret_cast<const sockaddr*>(&address);
}

base::Result<void> check_file(const std::string& path)
{
    struct stat file
    {};
    if (::lstat(path.c_str(), &file) == 0 && !S_ISSOCK(file.st_mode)) {
        return failure(path, "there is a file that is no socket; remove it or choose another path");
    }
    return {};
}

/// Removes the file of one that was killed.
base::Result<void> make_room(const std::string& path, const sockaddr_un& address)
{
    if (auto checked = check_file(path); !checked) {
        return checked;
    }
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (probe < 0) {
        return failure(path, reason());
    }
    const int connected = ::connect(probe, generic(address), sizeof address);
    const int why = errno;
    ::close(probe);
    if (connected == 0 || why == EAGAIN) { // the latter: its list of waiting connections is full
        return failure(path, "another program listens there; choose another path (control.socket)");
    }
    if (why == ECONNREFUSED && ::unlink(path.c_str()) != 0) {
        return failure(path, "nobody listens there, and it cannot be removed: " + reason());
    }
    return {};
}

std::string why_not_bound(const std::string& path)
{
    const std::string folder = path.substr(0, path.find_last_of('/') + 1);
    switch (errno) {
    case ENOENT:
        return "there is no folder " + folder + "; make it, or choose another (control.socket)";
    case EACCES:
        return "no right to make a file in " + folder;
    default:
        return reason();
    }
}

bool has_group(int descriptor, gid_t primary, gid_t wanted)
{
    std::vector<gid_t> groups(64);
    auto octets = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &octets) != 0) {
        if (errno != ERANGE) {
            return primary == wanted;
        }
        groups.resize(octets / sizeof(gid_t));
        if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &octets) != 0) {
            return primary == wanted;
        }
    }
    groups.resize(octets / sizeof(gid_t));
    return primary == wanted || std::ranges::find(groups, wanted) != groups.end();
}

} // namespace

base::Result<ListeningSocket> ListeningSocket::open(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() > longest_path) {
        return failure(path, "the path of a socket has 1 to 107 characters");
    }
    path.copy(address.sun_path, path.size());
    if (auto room = make_room(path, address); !room) {
        return tl::unexpected{room.error()};
    }
    ListeningSocket socket;
    socket.descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // The mode of the file is that of the socket: at no time may more people open it.
    if (socket.descriptor_ < 0 || ::fchmod(socket.descriptor_, file_mode) != 0) {
        return failure(path, reason());
    }
    if (::bind(socket.descriptor_, generic(address), sizeof address) != 0) {
        return failure(path, why_not_bound(path));
    }
    struct stat file
    {};
    socket.path_ = path;
    if (::stat(path.c_str(), &file) == 0) {
        socket.device_ = file.st_dev;
        socket.inode_ = file.st_ino;
    }
    if (::chmod(path.c_str(), file_mode) != 0 || // the umask may have taken rights away
        ::listen(socket.descriptor_, waiting_connections) != 0) {
        return failure(path, reason());
    }
    return socket;
}

ListeningSocket::ListeningSocket(ListeningSocket&& other) noexcept
    : path_{std::exchange(other.path_, {})}
    , descriptor_{std::exchange(other.descriptor_, -1)}
    , device_{other.device_}
    , inode_{other.inode_}
{}

ListeningSocket& ListeningSocket::operator=(ListeningSocket&& other) noexcept
{
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(device_, other.device_);
    std::swap(inode_, other.inode_);
    return *this;
}

void ListeningSocket::remove()
{
    struct stat file
    {};
    const std::string path = std::exchange(path_, {});
    if (!path.empty() && ::lstat(path.c_str(), &file) == 0 && file.st_dev == device_ &&
        file.st_ino == inode_) {
        ::unlink(path.c_str());
    }
}

ListeningSocket::~ListeningSocket()
{
    remove();
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

int ListeningSocket::release()
{
    return std::exchange(descriptor_, -1);
}

base::Result<std::uint32_t> permitted_user(int descriptor, const std::string& path)
{
    ucred peer{};
    socklen_t octets = sizeof peer;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &octets) != 0) {
        return base::fail("who calls cannot be seen: " + reason());
    }
    if (peer.uid == 0 || peer.uid == ::geteuid()) {
        return peer.uid;
    }
    struct stat file
    {};
    if (::stat(path.c_str(), &file) == 0 && has_group(descriptor, peer.gid, file.st_gid)) {
        return peer.uid;
    }
    return base::fail(
        "user " + std::to_string(peer.uid) +
        " may not use this socket; it is for root, iwfd's own user and the group of " + path
    );
}

} // namespace iwf::control
