// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstring>

#include "iwf/domain/network.hpp"

#include <arpa/inet.h>

namespace iwf::domain {

Network Network::widened(std::size_t length) const
{
    Network wide = *this;
    wide.length_ = length;
    for (std::size_t octet = length / 8; octet < octets_; ++octet) {
        const std::size_t kept = octet == length / 8 ? length % 8 : 0;
        wide.bits_[octet] &= static_cast<std::uint8_t>(0xff00U >> kept);
    }
    return wide;
}

std::string Network::text() const
{
    std::array<char, INET6_ADDRSTRLEN> address{};
    ::inet_ntop(is_ipv4() ? AF_INET : AF_INET6, bits_.data(), address.data(), address.size());
    return is_single() ? address.data() : address.data() + ("/" + std::to_string(length_));
}

std::size_t Network::hash() const
{
    std::uint64_t mixed = length_ * 256 + octets_;
    for (std::size_t half = 0; half < bits_.size(); half += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bits_.data() + half, sizeof word);
        mixed = (mixed ^ word) * 0x9e3779b97f4a7c15U; // 2^64 over the golden ratio
        mixed ^= mixed >> 32U;
    }
    return mixed;
}

} // namespace iwf::domain
