// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/message.hpp"

#include <string>

#include "iwf/diameter/wire.hpp"

namespace iwf::diameter {

void encode_onto(base::Bytes& out, const Header& header, base::ByteView avps)
{
    const std::size_t start = out.size();
    out.resize(start + header_size);
    std::uint8_t* const at = out.data() + start;
    at[0] = version;
    put_at(at + 1, header_size + avps.size(), 3);
    at[4] = header.flags;
    put_at(at + 5, header.command.value(), 3);
    put_at(at + 8, header.application.value(), 4);
    put_at(at + 12, header.hop_by_hop.value(), 4);
    put_at(at + 16, header.end_to_end.value(), 4);
    out.insert(out.end(), avps.begin(), avps.end());
}

base::Bytes encode(const Message& message)
{
    base::Bytes out;
    out.reserve(header_size + message.avps.size());
    encode_onto(out, message.header, message.avps);
    return out;
}

base::Result<MessageView> look_at(base::ByteView octets)
{
    if (octets.size() < header_size) {
        return base::fail(
            "a Diameter message has at least 20 octets, not " + std::to_string(octets.size())
        );
    }
    if (octets.size() > max_message_size) {
        return base::fail(
            "a Diameter message of " + std::to_string(octets.size()) + " octets is longer than " +
            std::to_string(max_message_size)
        );
    }
    if (octets[0] != version) {
        return base::fail("Diameter version " + std::to_string(octets[0]) + " is not 1");
    }
    const std::uint32_t length = get_u24(octets.subspan(1));
    if (length != octets.size() || length % 4 != 0) {
        return base::fail(
            "a Diameter message of " + std::to_string(octets.size()) + " octets says it has " +
            std::to_string(length)
        );
    }
    return MessageView{
        Header{
            octets[4],
            CommandCode{get_u24(octets.subspan(5))},
            ApplicationId{get_u32(octets.subspan(8))},
            HopByHopId{get_u32(octets.subspan(12))},
            EndToEndId{get_u32(octets.subspan(16))},
        },
        octets.subspan(header_size),
    };
}

base::Result<Message> decode(base::ByteView octets)
{
    return look_at(octets).map([](const MessageView& seen) { return seen.copy(); });
}

} // namespace iwf::diameter
