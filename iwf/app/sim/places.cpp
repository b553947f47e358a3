// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/places.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "iwf/domain/digits.hpp"

namespace iwf::sim {
namespace {

using domain::Accuracy;
using domain::MmeLocation;

constexpr std::size_t cell_digits = 7;
constexpr std::size_t area_digits = 4;
constexpr std::size_t plmn_size = 3;

std::optional<std::uint32_t> hexadecimal(std::string_view text)
{
    std::uint32_t value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, 16);
    return error == std::errc{} && stop == end ? std::optional{value} : std::nullopt;
}

/// `plmn`, then the last `octets` octets of `value`.
base::Bytes identity(base::Bytes plmn, std::uint32_t value, unsigned octets)
{
    for (unsigned left = octets; left > 0; --left) {
        plmn.push_back(static_cast<std::uint8_t>(value >> (8 * (left - 1))));
    }
    return plmn;
}

base::Result<void> add_place(MmeLocation& place, std::string_view text)
{
    const std::size_t dash = text.find('-');
    const auto plmn = parse_plmn(text.substr(0, dash));
    const std::string_view digits =
        dash == std::string_view::npos ? std::string_view{} : text.substr(dash + 1);
    const auto value = hexadecimal(digits);
    if (!plmn || !value || (digits.size() != cell_digits && digits.size() != area_digits)) {
        return base::fail(
            "'" + base::printable(text) +
            "' is no place: write a cell, 26201-0001a2b, or a tracking area, 26201-00c3"
        );
    }
    if (digits.size() == area_digits) {
        place.tracking_area = identity(*plmn, *value, 2);
    } else {
        place.cell = identity(*plmn, *value, 4);
        place.base_station = identity(*plmn, *value >> 8U, 3);
    }
    return {};
}

} // namespace

base::Result<base::Bytes> parse_plmn(std::string_view digits)
{
    if (!domain::all_digits(digits) || (digits.size() != 5 && digits.size() != 6)) {
        return base::fail(
            "'" + base::printable(digits) + "' is no network: write 5 or 6 digits, 26201"
        );
    }
    const auto digit = [digits](std::size_t at) { return static_cast<unsigned>(digits[at] - '0'); };
    const unsigned last = digits.size() == 6 ? digit(5) : 0xF;
    // TS 24.008, 10.5.1.3: the third digit of the network stands beside that of the country.
    return base::Bytes{
        static_cast<std::uint8_t>(digit(1) << 4U | digit(0)),
        static_cast<std::uint8_t>(last << 4U | digit(2)),
        static_cast<std::uint8_t>(digit(4) << 4U | digit(3)),
    };
}

base::Result<MmeLocation> parse_place(std::string_view text)
{
    MmeLocation place;
    do {
        const std::size_t space = std::min(text.find(' '), text.size());
        if (const auto added = add_place(place, text.substr(0, space)); !added) {
            return tl::unexpected{added.error()};
        }
        text.remove_prefix(std::min(space + 1, text.size()));
    } while (!text.empty());
    return place;
}

bool is_home(std::string_view imsi, const base::Bytes& plmn)
{
    for (const std::size_t size : {std::size_t{5}, std::size_t{6}}) {
        const auto own = parse_plmn(imsi.substr(0, std::min(size, imsi.size())));
        if (own && *own == plmn) {
            return true;
        }
    }
    return false;
}

base::Bytes plmn_of(const MmeLocation& place)
{
    const auto& from = place.tracking_area ? place.tracking_area : place.cell;
    return from ? base::Bytes(from->begin(), from->begin() + plmn_size) : base::Bytes{};
}

void put_place(domain::EventReport& report, const MmeLocation& place, Accuracy accuracy)
{
    MmeLocation told = place;
    switch (accuracy) {
    case Accuracy::cell:
        break;
    case Accuracy::base_station:
        told.cell.reset();
        break;
    case Accuracy::tracking_area:
    case Accuracy::presence_area:
        told.cell.reset();
        told.base_station.reset();
        break;
    case Accuracy::network:
        report.visited_plmn = plmn_of(place);
        return;
    }
    report.location = domain::Location{std::move(told), {}};
}

bool has_moved(const MmeLocation& from, const MmeLocation& to, Accuracy accuracy)
{
    switch (accuracy) {
    case Accuracy::cell:
        return from.cell != to.cell || from.tracking_area != to.tracking_area;
    case Accuracy::base_station:
        return from.base_station != to.base_station;
    case Accuracy::tracking_area:
    case Accuracy::presence_area:
        return from.tracking_area != to.tracking_area;
    case Accuracy::network:
        return plmn_of(from) != plmn_of(to);
    }
    return false;
}

} // namespace iwf::sim
