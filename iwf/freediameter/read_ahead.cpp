// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/read_ahead.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "iwf/diameter/message.hpp"
#include "iwf/diameter/wire.hpp"

namespace iwf::freediameter {
namespace {

constexpr std::size_t length_end = 4; ///< RFC 6733, 3

std::unique_ptr<ReadAhead>& slot()
{
    thread_local std::unique_ptr<ReadAhead> own;
    return own;
}

} // namespace

ReadAhead* ReadAhead::here()
{
    return slot().get();
}

void ReadAhead::begin()
{
    if (slot() == nullptr) {
        slot() = std::make_unique<ReadAhead>();
    }
}

base::ByteView ReadAhead::next()
{
    const base::ByteView here{octets_.get() + begin_, end_ - begin_};
    if (here.size() < length_end) {
        return {};
    }
    const std::size_t size = diameter::get_u24(here.subspan(1));
    if (here[0] != diameter::version || size < diameter::header_size) {
        to_read_ = std::numeric_limits<std::size_t>::max(); // libfdcore ends the connection
        return {};
    }
    if (size > capacity) {
        to_read_ = size;
        return {};
    }
    return size > here.size() ? base::ByteView{} : here.first(size);
}

ssize_t ReadAhead::fill(int socket, Receive* receive)
{
    std::memmove(octets_.get(), octets_.get() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
    const ssize_t count = receive(socket, octets_.get() + end_, capacity - end_, 0);
    end_ += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    return count;
}

ssize_t ReadAhead::read(int socket, void* buffer, std::size_t size, Receive* receive)
{
    const std::size_t wanted = std::min(size, to_read_);
    if (begin_ == end_) {
        if (const ssize_t count = fill(socket, receive); count <= 0) {
            return count;
        }
    }
    const std::size_t given = std::min(wanted, end_ - begin_);
    std::memcpy(buffer, octets_.get() + begin_, given);
    begin_ += given;
    to_read_ -= given;
    return static_cast<ssize_t>(given);
}

} // namespace iwf::freediameter
