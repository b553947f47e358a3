// SPDX-License-Identifier: Apache-2.0
#include "ipsec/vici/frame_reader.hpp"

#include <string>

#include "ipsec/vici/octets.hpp"
#include "ipsec/vici/packet.hpp"

namespace iwf::vici {

void FrameReader::feed(base::ByteView octets)
{
    octets_.erase(octets_.begin(), octets_.begin() + static_cast<std::ptrdiff_t>(taken_));
    taken_ = 0;
    octets_.insert(octets_.end(), octets.begin(), octets.end());
}

base::Result<std::optional<base::ByteView>> FrameReader::next()
{
    Octets in{base::ByteView{octets_}.subspan(taken_)};
    const auto size = in.number(4);
    if (!size) {
        return std::nullopt;
    }
    if (*size == 0 || *size > max_packet) {
        return base::fail("a packet of " + std::to_string(*size) + " octets");
    }
    if (in.rest().size() < *size) {
        return std::nullopt;
    }
    taken_ += 4 + *size;
    return in.rest().first(*size);
}

} // namespace iwf::vici
