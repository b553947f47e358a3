// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ipsec/vici/message.hpp"
#include "iwf/base/bytes.hpp"
#include "iwf/base/result.hpp"

namespace iwf::vici {

/// Octets of a packet. charon closes the connection over a longer one.
constexpr std::size_t max_packet = 512 * 1024;

enum class PacketType : std::uint8_t
{
    command_request = 0,  ///< name, message
    command_response = 1, ///< message
    command_unknown = 2,
    event_register = 3,   ///< name
    event_unregister = 4, ///< name
    event_confirm = 5,
    event_unknown = 6,
    event = 7 ///< name, message
};

/// "CMD_REQUEST": as the protocol's description calls it.
[[nodiscard]] std::string_view to_text(PacketType type);

struct Packet
{
    PacketType type{};
    std::string name;
    Message message;

    friend bool operator==(const Packet&, const Packet&) = default;
};

/// With the four octets of length before it, as it goes over the connection. Fails when a limit is
/// exceeded, or when the packet has what its type cannot carry.
[[nodiscard]] base::Result<base::Bytes> encode(const Packet& packet);

/// Of the octets after the length.
[[nodiscard]] base::Result<Packet> decode_packet(base::ByteView octets);

} // namespace iwf::vici
