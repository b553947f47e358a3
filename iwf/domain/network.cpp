// SPDX-License-Identifier: Apache-2.0
#include "iwf/domain/network.hpp"

#include <array>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>

namespace iwf::domain {
namespace {

std::optional<std::size_t> parse_length(std::string_view text, std::size_t max)
{
    std::size_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return whole && value <= max ? std::optional{value} : std::nullopt;
}

bool bit(const std::array<std::uint8_t, 16>& bits, std::size_t index)
{
    return (static_cast<unsigned>(bits[index / 8]) >> (7 - index % 8) & 1U) != 0;
}

} // namespace

std::optional<Network> Network::parse(std::string_view text)
{
    const std::size_t slash = text.find('/');
    const std::string address{text.substr(0, slash)};
    Network network;
    if (::inet_pton(AF_INET, address.c_str(), network.bits_.data()) == 1) {
        network.octets_ = 4;
    } else if (::inet_pton(AF_INET6, address.c_str(), network.bits_.data()) == 1) {
        network.octets_ = 16;
    } else {
        return std::nullopt;
    }
    const std::size_t bits = network.octets_ * 8;
    const auto length =
        slash == std::string_view::npos ? bits : parse_length(text.substr(slash + 1), bits);
    if (!length) {
        return std::nullopt;
    }
    network.length_ = *length;
    for (std::size_t i = *length; i < bits; ++i) {
        if (bit(network.bits_, i)) {
            return std::nullopt;
        }
    }
    return network;
}

bool Network::contains(const Network& other) const
{
    if (octets_ != other.octets_ || length_ > other.length_) {
        return false;
    }
    for (std::size_t i = 0; i < length_; ++i) {
        if (bit(bits_, i) != bit(other.bits_, i)) {
            return false;
        }
    }
    return true;
}

bool Network::is_loopback() const
{
    return Network::parse("127.0.0.0/8")->contains(*this) || Network::parse("::1")->contains(*this);
}

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
