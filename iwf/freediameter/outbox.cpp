// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/outbox.hpp"

#include <cerrno>
#include <chrono>

#include <sys/socket.h>

#include "iwf/freediameter/backlog.hpp"

namespace iwf::freediameter {
namespace {

/// Of an empty outbox; more was needed once, and is given back.
constexpr std::size_t kept_octets = 64U << 10U;

} // namespace

void Outbox::open(int socket, std::uint64_t serial)
{
    const std::lock_guard lock{mutex_};
    drop();
    socket_ = socket;
    serial_ = serial;
    takes_ = true;
}

void Outbox::end()
{
    const std::lock_guard lock{mutex_};
    takes_ = false;
    write_some();
}

void Outbox::close()
{
    const std::lock_guard lock{mutex_};
    takes_ = false;
    socket_ = -1;
    drop();
}

Outbox::Taken Outbox::append(
    std::uint64_t serial, const diameter::Header& header, base::ByteView avps, std::size_t most
)
{
    return append(serial, most, [&](base::Bytes& out) {
        diameter::encode_onto(out, header, avps);
    });
}

void Outbox::flush()
{
    const std::lock_guard lock{mutex_};
    write_some();
}

bool Outbox::write(base::ByteView message)
{
    const std::lock_guard lock{mutex_};
    if (socket_ < 0) {
        return false;
    }
    octets_.insert(octets_.end(), message.begin(), message.end());
    write_some();
    return true;
}

int Outbox::socket_behind() const
{
    const std::lock_guard lock{mutex_};
    return is_behind_ ? socket_ : -1;
}

void Outbox::give_up_before(base::Instant since)
{
    const std::lock_guard lock{mutex_};
    if (is_behind_ && socket_ >= 0 && took_ < since) {
        ::shutdown(socket_, SHUT_RDWR); // its receiver notices
    }
}

void Outbox::write_some()
{
    while (socket_ >= 0 && written_ < octets_.size()) {
        const ssize_t count = ::send(
            socket_,
            octets_.data() + written_,
            octets_.size() - written_,
            MSG_DONTWAIT | MSG_NOSIGNAL
        );
        if (count > 0) {
            written_ += static_cast<std::size_t>(count);
            took_ = std::chrono::steady_clock::now();
        } else if (errno == EAGAIN) {
            waiting_ = octets_.size() - written_;
            if (!is_behind_) {
                is_behind_ = true;
                took_ = std::chrono::steady_clock::now();
                backlog_.add(*this);
            }
            return;
        } else if (errno != EINTR) {
            ::shutdown(socket_, SHUT_RDWR); // its receiver notices, if it has not yet
            break;
        }
    }
    drop();
}

void Outbox::drop()
{
    is_behind_ = false;
    octets_.clear();
    written_ = 0;
    waiting_ = 0;
    if (octets_.capacity() > kept_octets) {
        octets_.shrink_to_fit();
    }
}

} // namespace iwf::freediameter
