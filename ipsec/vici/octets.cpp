// SPDX-License-Identifier: Apache-2.0
#include "ipsec/vici/octets.hpp"

namespace iwf::vici {

void put_number(base::Bytes& out, std::size_t number, std::size_t octets)
{
    while (octets > 0) {
        --octets;
        out.push_back(static_cast<std::uint8_t>(number >> (8 * octets)));
    }
}

void put_sized(base::Bytes& out, std::string_view text, std::size_t size_octets)
{
    put_number(out, text.size(), size_octets);
    const base::ByteView octets = base::as_bytes(text);
    out.insert(out.end(), octets.begin(), octets.end());
}

std::optional<std::size_t> Octets::number(std::size_t octets)
{
    if (rest_.size() < octets) {
        return std::nullopt;
    }
    std::size_t number = 0;
    for (const std::uint8_t octet : rest_.first(octets)) {
        number = number << 8U | octet;
    }
    rest_ = rest_.subspan(octets);
    return number;
}

std::optional<std::string_view> Octets::sized(std::size_t size_octets)
{
    const auto size = number(size_octets);
    if (!size || rest_.size() < *size) {
        return std::nullopt;
    }
    const std::string_view text = base::as_text(rest_.first(*size));
    rest_ = rest_.subspan(*size);
    return text;
}

} // namespace iwf::vici
