// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace iwf::domain {

/// A block of IP addresses; a single address is a block of one.
class Network
{
public:
    /// A literal IPv4 or IPv6 address, with or without "/length". Nothing when it is something
    /// else, or has bits set beyond its length.
    [[nodiscard]] static std::optional<Network> parse(std::string_view text);

    /// True when all of `other` lies in this block. An IPv4 block holds no IPv6 address.
    [[nodiscard]] bool contains(const Network& other) const;

    /// True when some address lies in both.
    [[nodiscard]] bool overlaps(const Network& other) const
    {
        return contains(other) || other.contains(*this);
    }

    /// IPv4 before IPv6, then by the first address; a block stands right before those inside it.
    friend std::strong_ordering operator<=>(const Network&, const Network&) = default;

    [[nodiscard]] bool is_ipv4() const { return octets_ == 4; }

    /// Of the prefix, in bits: 0 to 32 or 128.
    [[nodiscard]] std::size_t length() const { return length_; }

    /// The block of this length, at most length(), that holds this one.
    [[nodiscard]] Network widened(std::size_t length) const;

    /// As parse() reads it, without the length of a single address.
    [[nodiscard]] std::string text() const;

    [[nodiscard]] std::size_t hash() const;

    [[nodiscard]] bool is_single() const { return length_ == octets_ * 8; }

    /// All of it in 127.0.0.0/8, or ::1: nothing of it leaves this machine.
    [[nodiscard]] bool is_loopback() const;

private:
    std::size_t octets_{}; ///< 4 or 16
    std::array<std::uint8_t, 16> bits_{};
    std::size_t length_{}; ///< of the prefix, in bits
};

} // namespace iwf::domain

template <>
struct std::hash<iwf::domain::Network>
{
    std::size_t operator()(const iwf::domain::Network& network) const noexcept
    {
        return network.hash();
    }
};
