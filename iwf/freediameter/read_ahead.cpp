// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/read_ahead.hpp"

#include <algorithm>
#include <cstring>

namespace iwf::freediameter {
namespace {

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

ssize_t ReadAhead::read(int socket, void* buffer, std::size_t size, Receive* receive)
{
    if (begin_ == end_) {
        if (size >= capacity) {
            return receive(socket, buffer, size, 0);
        }
        const ssize_t count = receive(socket, octets_.get(), capacity, 0);
        if (count <= 0) {
            return count;
        }
        begin_ = 0;
        end_ = static_cast<std::size_t>(count);
    }
    const std::size_t given = std::min(size, end_ - begin_);
    std::memcpy(buffer, octets_.get() + begin_, given);
    begin_ += given;
    return static_cast<ssize_t>(given);
}

} // namespace iwf::freediameter
