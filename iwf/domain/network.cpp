// SPDX-License-Identifier: Apache-2.0
#include "iwf/domain/network.hpp"

#include <charconv>

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

} // namespace iwf::domain
