// SPDX-License-Identifier: Apache-2.0
#include "support/raw_message.hpp"

namespace iwf::test {
namespace {

constexpr std::size_t header_size = 20;

void put(Bytes& out, std::uint32_t value, int octets)
{
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
        out.push_back(static_cast<std::uint8_t>(value >> static_cast<unsigned>(shift)));
    }
}

std::uint32_t get(ByteView in, std::size_t at, std::size_t octets)
{
    std::uint32_t value = 0;
    for (std::size_t index = at; index < at + octets; ++index) {
        value = (value << 8U) | in[index];
    }
    return value;
}

constexpr std::uint32_t session_id = 263;
constexpr std::uint32_t origin_host = 264;
constexpr std::uint32_t result_code = 268;
constexpr std::uint32_t destination_realm = 283;
constexpr std::uint32_t origin_realm = 296;
constexpr std::uint32_t vendor_3gpp = 10415;

} // namespace

Bytes raw_avp(std::uint32_t code, ByteView value, std::uint8_t flags, std::uint32_t vendor)
{
    const bool has_vendor = (flags & 0x80U) != 0;
    Bytes out;
    put(out, code, 4);
    out.push_back(flags);
    put(out, static_cast<std::uint32_t>((has_vendor ? 12 : 8) + value.size()), 3);
    if (has_vendor) {
        put(out, vendor, 4);
    }
    out.insert(out.end(), value.begin(), value.end());
    out.resize((out.size() + 3) & ~std::size_t{3});
    return out;
}

Bytes raw_avp(std::uint32_t code, std::string_view value, std::uint8_t flags, std::uint32_t vendor)
{
    return raw_avp(code, base::as_bytes(value), flags, vendor);
}

Bytes raw_avp_u32(std::uint32_t code, std::uint32_t value)
{
    Bytes octets;
    put(octets, value, 4);
    return raw_avp(code, octets);
}

Bytes raw_message(const RawHeader& header, const std::vector<Bytes>& avps)
{
    std::size_t length = header_size;
    for (const Bytes& avp : avps) {
        length += avp.size();
    }
    Bytes out;
    out.push_back(header.version);
    put(out, header.length != 0 ? header.length : static_cast<std::uint32_t>(length), 3);
    out.push_back(header.flags);
    put(out, header.command, 3);
    put(out, header.application, 4);
    put(out, header.hop_by_hop, 4);
    put(out, header.end_to_end, 4);
    for (const Bytes& avp : avps) {
        out.insert(out.end(), avp.begin(), avp.end());
    }
    return out;
}

RawHeader raw_header(ByteView message)
{
    return {
        message[0],
        get(message, 1, 3),
        message[4],
        get(message, 5, 3),
        get(message, 8, 4),
        get(message, 12, 4),
        get(message, 16, 4)};
}

ByteView find_avp(ByteView message, std::uint32_t code)
{
    std::size_t at = header_size;
    while (at + 8 <= message.size()) {
        const std::size_t length = get(message, at + 5, 3);
        if (length < 8 || at + length > message.size()) {
            break;
        }
        const bool has_vendor = (message[at + 4] & 0x80U) != 0;
        if (get(message, at, 4) == code && !has_vendor) {
            return message.subspan(at + 8, length - 8);
        }
        at += (length + 3) & ~std::size_t{3};
    }
    return {};
}

std::uint32_t result_code_of(ByteView message)
{
    const ByteView value = find_avp(message, result_code);
    return value.size() == 4 ? get(value, 0, 4) : 0;
}

Bytes raw_cer(std::string_view host, std::string_view realm, std::uint32_t application)
{
    const Bytes loopback{0, 1, 127, 0, 0, 1};
    Bytes specific = raw_avp_u32(266, vendor_3gpp);
    const Bytes id = raw_avp_u32(258, application);
    specific.insert(specific.end(), id.begin(), id.end());
    return raw_message(
        {1, 0, 0x80, command::capabilities, 0},
        {raw_avp(origin_host, host),
         raw_avp(origin_realm, realm),
         raw_avp(257, loopback),
         raw_avp_u32(266, 0),
         raw_avp(269, "raw", 0),
         raw_avp_u32(265, vendor_3gpp),
         raw_avp(260, specific)}
    );
}

Bytes raw_answer(
    ByteView request,
    std::uint32_t code,
    std::string_view host,
    std::string_view realm,
    const std::vector<Bytes>& more
)
{
    RawHeader header = raw_header(request);
    header.length = 0;
    header.flags &= 0x40U;
    std::vector<Bytes> avps;
    if (const ByteView session = find_avp(request, session_id); !session.empty()) {
        avps.push_back(raw_avp(session_id, session));
    }
    avps.push_back(raw_avp_u32(result_code, code));
    avps.push_back(raw_avp(origin_host, host));
    avps.push_back(raw_avp(origin_realm, realm));
    avps.insert(avps.end(), more.begin(), more.end());
    return raw_message(header, avps);
}

Bytes raw_device_action(
    std::string_view session,
    std::string_view host,
    std::string_view realm,
    std::string_view to_realm,
    std::uint32_t end_to_end
)
{
    return raw_message(
        {1, 0, 0xc0, command::device_action, tsp_application, end_to_end, end_to_end},
        {raw_avp(session_id, session),
         raw_avp_u32(277, 1),
         raw_avp(origin_host, host),
         raw_avp(origin_realm, realm),
         raw_avp(destination_realm, to_realm)}
    );
}

} // namespace iwf::test
