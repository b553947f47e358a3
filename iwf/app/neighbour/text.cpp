// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/neighbour/text.hpp"

#include <array>
#include <charconv>
#include <limits>

namespace iwf::neighbour {
namespace {

using std::chrono::milliseconds;

struct Unit
{
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::array units{
    Unit{"ms", 1},
    Unit{"s", 1'000},
    Unit{"m", 60'000},
    Unit{"h", 3'600'000},
    Unit{"d", 86'400'000},
};

std::string quoted(std::string_view text)
{
    return "'" + base::printable(text) + "'";
}

} // namespace

std::optional<std::uint32_t> parse_number(std::string_view text)
{
    std::uint32_t value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || text.empty()) {
        return std::nullopt;
    }
    return value;
}

base::Result<milliseconds> parse_duration(std::string_view text)
{
    const auto wrong = [text] {
        return base::fail(quoted(text) + " is no duration: write 150ms, 2s, 90m, 1h, 3d or 0");
    };
    const std::size_t digits = text.find_first_not_of("0123456789");
    const auto number = parse_number(text.substr(0, digits));
    if (!number) {
        return wrong();
    }
    if (digits == std::string_view::npos) {
        return *number == 0 ? base::Result<milliseconds>{milliseconds{0}} : wrong();
    }
    for (const Unit& unit : units) {
        if (text.substr(digits) == unit.name) {
            return milliseconds{static_cast<std::int64_t>(*number * unit.factor)};
        }
    }
    return wrong();
}

base::Result<freediameter::Endpoint> parse_endpoint(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    const auto port =
        colon == std::string_view::npos ? std::nullopt : parse_number(text.substr(colon + 1));
    if (!port || *port > std::numeric_limits<std::uint16_t>::max()) {
        return base::fail(quoted(text) + " is no ADDRESS:PORT, like 127.0.0.1:3868 or [::1]:3868");
    }
    std::string_view address = text.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']')) {
        address = address.substr(1, address.size() - 2);
    }
    return freediameter::Endpoint{std::string{address}, static_cast<std::uint16_t>(*port)};
}

base::Result<base::Bytes> parse_hex(std::string_view text)
{
    base::Bytes octets(text.size() / 2);
    for (std::size_t index = 0; index < octets.size(); ++index) {
        const std::string_view digits = text.substr(2 * index, 2);
        const char* const end = digits.data() + 2;
        if (std::from_chars(digits.data(), end, octets[index], 16).ptr != end) {
            return base::fail(quoted(digits) + " is no hexadecimal octet");
        }
    }
    if (text.size() % 2 != 0) {
        return base::fail(quoted(text) + " has an odd number of hexadecimal digits");
    }
    return octets;
}

} // namespace iwf::neighbour
