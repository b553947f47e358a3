// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "iwf/base/bytes.hpp"
#include "iwf/base/result.hpp"
#include "iwf/base/strong_id.hpp"

namespace iwf::diameter {

using ApplicationId = base::StrongId<struct ApplicationTag, std::uint32_t>;
using CommandCode = base::StrongId<struct CommandTag, std::uint32_t>; ///< 24 bit
using HopByHopId = base::StrongId<struct HopByHopTag, std::uint32_t>;
using EndToEndId = base::StrongId<struct EndToEndTag, std::uint32_t>;

/// Command flags (RFC 6733, 3).
namespace flag {
inline constexpr std::uint8_t request = 0x80;
inline constexpr std::uint8_t proxiable = 0x40;
inline constexpr std::uint8_t error = 0x20;
inline constexpr std::uint8_t retransmitted = 0x10;
} // namespace flag

struct Header
{
    std::uint8_t flags{};
    CommandCode command;
    ApplicationId application;
    HopByHopId hop_by_hop;
    EndToEndId end_to_end;

    [[nodiscard]] bool is_request() const { return (flags & flag::request) != 0; }

    friend bool operator==(const Header&, const Header&) = default;
};

/// One Diameter message: the header, and the AVPs encoded as on the wire.
struct Message
{
    Header header;
    base::Bytes avps;

    friend bool operator==(const Message&, const Message&) = default;
};

/// The same, borrowed from whoever holds the octets.
struct MessageView
{
    Header header;
    base::ByteView avps;

    MessageView(const Header& header_of_it, base::ByteView avps_of_it)
        : header{header_of_it}
        , avps{avps_of_it}
    {}
    /// Implicit: a message can be looked at wherever one is.
    MessageView(const Message& message)
        : MessageView{message.header, message.avps}
    {}

    /// A message of its own.
    [[nodiscard]] Message copy() const { return {header, base::Bytes(avps.begin(), avps.end())}; }
};

inline constexpr std::uint8_t version = 1;
inline constexpr std::size_t header_size = 20;

/// Largest message taken or made (octets). RFC 6733 has no limit below 16 MiB; nothing on our
/// interfaces comes near this one.
inline constexpr std::size_t max_message_size = 65536;

/// The whole message as octets.
[[nodiscard]] base::Bytes encode(const Message& message);

/// The same, behind what `out` holds already.
void encode_onto(base::Bytes& out, const Header& header, base::ByteView avps);

/// Reads the header and checks version and length; the AVPs are not looked at. Borrows the octets.
[[nodiscard]] base::Result<MessageView> look_at(base::ByteView octets);

/// The same, with a copy of the AVPs.
[[nodiscard]] base::Result<Message> decode(base::ByteView octets);

} // namespace iwf::diameter
