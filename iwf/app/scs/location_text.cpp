// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/location_text.hpp"

#include <optional>

#include "iwf/app/neighbour/text.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::scs {
namespace {

constexpr std::size_t plmn_size = 3;
constexpr unsigned no_digit = 0xF;

/// TS 24.008, 10.5.1.13: the digits of MCC and MNC in half-octets, 1111 for a third of MNC that
/// is not there.
std::optional<std::string> read_plmn(base::ByteView octets)
{
    if (octets.size() < plmn_size) {
        return std::nullopt;
    }
    const auto half = [&](std::size_t octet, unsigned shift) {
        return (static_cast<unsigned>(octets[octet]) >> shift) & 0xFU;
    };
    std::string text;
    for (const unsigned digit : {half(0, 0), half(0, 4), half(1, 0), half(2, 0), half(2, 4)}) {
        if (digit > 9) {
            return std::nullopt;
        }
        text += static_cast<char>('0' + digit);
    }
    text.insert(3, "-");
    const unsigned third = half(1, 4);
    if (third <= 9) {
        text += static_cast<char>('0' + third);
    } else if (third != no_digit) {
        return std::nullopt;
    }
    return text;
}

std::string with_plmn(base::ByteView octets, std::size_t size, std::string_view rest)
{
    const auto plmn = octets.size() == size ? read_plmn(octets) : std::nullopt;
    return plmn ? *plmn + "-" + std::string{rest} : base::to_hex(octets);
}

std::optional<base::Bytes> write_plmn(std::string_view mcc, std::string_view mnc)
{
    const bool sizes = mcc.size() == 3 && (mnc.size() == 2 || mnc.size() == 3);
    if (!sizes || !domain::all_digits(mcc) || !domain::all_digits(mnc)) {
        return std::nullopt;
    }
    const auto digit = [](char c) { return static_cast<unsigned>(c - '0'); };
    const unsigned third = mnc.size() == 3 ? digit(mnc[2]) : no_digit;
    return base::Bytes{
        static_cast<std::uint8_t>(digit(mcc[1]) << 4U | digit(mcc[0])),
        static_cast<std::uint8_t>(third << 4U | digit(mcc[2])),
        static_cast<std::uint8_t>(digit(mnc[1]) << 4U | digit(mnc[0]))};
}

} // namespace

std::string plmn_text(base::ByteView octets)
{
    const auto plmn = octets.size() == plmn_size ? read_plmn(octets) : std::nullopt;
    return plmn ? *plmn : base::to_hex(octets);
}

std::string tracking_area_text(base::ByteView octets)
{
    const std::string hex = base::to_hex(octets);
    return with_plmn(octets, 5, octets.size() == 5 ? std::string_view{hex}.substr(6) : hex);
}

std::string cell_text(base::ByteView octets)
{
    // Four bits of the identity's four octets are spare.
    const std::string hex = base::to_hex(octets);
    return with_plmn(octets, 7, octets.size() == 7 ? std::string_view{hex}.substr(7) : hex);
}

std::string location_area_text(base::ByteView octets)
{
    const std::string hex = base::to_hex(octets);
    return with_plmn(octets, 7, octets.size() == 7 ? hex.substr(6, 4) + "-" + hex.substr(10) : hex);
}

base::Result<domain::Location> parse_area(std::string_view text)
{
    const std::size_t first = text.find('-');
    const std::size_t last = text.rfind('-');
    if (first != std::string_view::npos && first != last) {
        auto octets = write_plmn(text.substr(0, first), text.substr(first + 1, last - first - 1));
        const std::string rest{text.substr(last + 1)};
        const bool is_cell = rest.size() == 7;
        const auto number = neighbour::parse_hex(is_cell ? "0" + rest : rest);
        if (octets && number && (is_cell || rest.size() == 4)) {
            octets->insert(octets->end(), number->begin(), number->end());
            domain::MmeLocation mme;
            (is_cell ? mme.cell : mme.tracking_area) = std::move(octets);
            return domain::Location{.mme = std::move(mme), .sgsn = {}};
        }
    }
    return base::fail(
        "'" + base::printable(text) +
        "' is no tracking area like 262-01-1a2b and no cell like 262-01-0abcdef"
    );
}

} // namespace iwf::scs
