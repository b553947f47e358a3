// SPDX-License-Identifier: Apache-2.0
#include "iwf/base/bytes.hpp"

#include <array>

namespace iwf::base {
namespace {

constexpr std::array<char, 16> hex_digits{
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

void append_hex(std::string& out, std::uint8_t octet)
{
    out += hex_digits[octet >> 4U];
    out += hex_digits[octet & 0x0FU];
}

} // namespace

ByteView as_bytes(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view as_text(ByteView bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string to_hex(ByteView bytes)
{
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const std::uint8_t octet : bytes) {
        append_hex(out, octet);
    }
    return out;
}

std::string printable(std::string_view text, std::size_t limit)
{
    std::string out;
    for (const char character : text) {
        if (out.size() >= limit) {
            return out + "...";
        }
        const bool plain =
            character >= 0x20 && character < 0x7F && character != '"' && character != '\\';
        if (plain) {
            out += character;
        } else {
            out += "\\x";
            append_hex(out, static_cast<std::uint8_t>(character));
        }
    }
    return out;
}

} // namespace iwf::base
