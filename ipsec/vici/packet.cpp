// SPDX-License-Identifier: Apache-2.0
#include "ipsec/vici/packet.hpp"

#include <utility>

#include "ipsec/vici/octets.hpp"

namespace iwf::vici {
namespace {

bool has_name(PacketType type)
{
    return type == PacketType::command_request || type == PacketType::event_register ||
           type == PacketType::event_unregister || type == PacketType::event;
}

bool has_message(PacketType type)
{
    return type == PacketType::command_request || type == PacketType::command_response ||
           type == PacketType::event;
}

} // namespace

std::string_view to_text(PacketType type)
{
    switch (type) {
    case PacketType::command_request:
        return "CMD_REQUEST";
    case PacketType::command_response:
        return "CMD_RESPONSE";
    case PacketType::command_unknown:
        return "CMD_UNKNOWN";
    case PacketType::event_register:
        return "EVENT_REGISTER";
    case PacketType::event_unregister:
        return "EVENT_UNREGISTER";
    case PacketType::event_confirm:
        return "EVENT_CONFIRM";
    case PacketType::event_unknown:
        return "EVENT_UNKNOWN";
    case PacketType::event:
        return "EVENT";
    }
    return "unknown packet";
}

base::Result<base::Bytes> encode(const Packet& packet)
{
    if (has_name(packet.type) == packet.name.empty() || packet.name.size() > max_name) {
        return base::fail(std::string{to_text(packet.type)} + " cannot have this name");
    }
    if (!has_message(packet.type) && !packet.message.elements().empty()) {
        return base::fail(std::string{to_text(packet.type)} + " carries no message");
    }
    base::Bytes payload;
    put_number(payload, static_cast<std::size_t>(packet.type), 1);
    if (has_name(packet.type)) {
        put_sized(payload, packet.name, 1);
    }
    if (const auto written = encode(packet.message, payload); !written) {
        return base::fail(packet.name + ": " + written.error().text);
    }
    if (payload.size() > max_packet) {
        const std::string size = std::to_string(payload.size());
        return base::fail(packet.name + ": " + size + " octets, charon takes 524288 at most");
    }
    base::Bytes out;
    put_number(out, payload.size(), 4);
    out.insert(out.end(), payload.begin(), payload.end());
    return out;
}

base::Result<Packet> decode_packet(base::ByteView octets)
{
    Octets in{octets};
    const auto type = in.number(1);
    if (!type || *type > static_cast<std::size_t>(PacketType::event)) {
        return base::fail("a packet of no known type");
    }
    Packet packet{static_cast<PacketType>(*type), {}, {}};
    if (has_name(packet.type)) {
        const auto name = in.sized(1);
        if (!name || name->empty()) {
            return base::fail(std::string{to_text(packet.type)} + " without its name");
        }
        packet.name = *name;
    }
    if (!has_message(packet.type)) {
        return in.is_empty()
                   ? base::Result<Packet>{std::move(packet)}
                   : base::fail(std::string{to_text(packet.type)} + " carries no message");
    }
    auto message = decode_message(in.rest());
    if (!message) {
        return base::fail(std::string{to_text(packet.type)} + ": " + message.error().text);
    }
    packet.message = std::move(*message);
    return packet;
}

} // namespace iwf::vici
