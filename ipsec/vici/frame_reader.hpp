// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "iwf/base/bytes.hpp"
#include "iwf/base/result.hpp"

namespace iwf::vici {

/// Cuts what comes over the connection, in pieces of any size, into packets.
class FrameReader
{
public:
    /// More octets. Holds them until next() has given them out: at most one packet's and these,
    /// when next() was called until it had nothing.
    void feed(base::ByteView octets);

    /// The octets of the next packet, without their length; nothing when they have not all come.
    /// An error when the length announced is 0 or more than max_packet: what follows cannot be
    /// read then, and each further call fails too. Valid until feed().
    [[nodiscard]] base::Result<std::optional<base::ByteView>> next();

    /// Octets that wait for the rest of their packet, or for next().
    [[nodiscard]] std::size_t held() const { return octets_.size() - taken_; }

private:
    base::Bytes octets_;
    std::size_t taken_{};
};

} // namespace iwf::vici
