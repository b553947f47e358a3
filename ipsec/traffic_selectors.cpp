// SPDX-License-Identifier: Apache-2.0
#include "ipsec/traffic_selectors.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include <arpa/inet.h>
#include <netdb.h>

#include "iwf/base/bytes.hpp"

namespace iwf::ipsec {
namespace {

using Networks = std::vector<domain::Network>;

struct Ports
{
    std::uint8_t protocol{};
    std::uint16_t first{};
    std::uint16_t last{0xffff};
};

struct Address
{
    std::array<std::uint8_t, 16> octets{};
    int family{AF_INET};

    [[nodiscard]] std::size_t bits() const { return family == AF_INET ? 32 : 128; }
};

template <class Number>
std::optional<Number> read_number(std::string_view text)
{
    Number number{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return whole ? std::optional{number} : std::nullopt;
}

std::optional<Address> read_address(std::string_view text)
{
    const std::string terminated{text};
    Address address;
    for (const int family : {AF_INET, AF_INET6}) {
        address.family = family;
        if (::inet_pton(family, terminated.c_str(), address.octets.data()) == 1) {
            return address;
        }
    }
    return std::nullopt;
}

std::string text_of(const Address& address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(address.family, address.octets.data(), text.data(), text.size());
    return text.data();
}

std::uint8_t mask_of(std::size_t bit)
{
    return static_cast<std::uint8_t>(0x80U >> bit % 8);
}

/// The last address of the block of `length` bits that begins with `first`.
Address last_of(Address first, std::size_t length)
{
    for (std::size_t bit = length; bit < first.bits(); ++bit) {
        first.octets[bit / 8] = static_cast<std::uint8_t>(first.octets[bit / 8] | mask_of(bit));
    }
    return first;
}

/// Not of the very last address.
Address after(Address address)
{
    for (std::size_t i = address.bits() / 8; i-- > 0;) {
        if (++address.octets[i] != 0) {
            break;
        }
    }
    return address;
}

/// The largest block that begins with `first` and does not go beyond `last`: its length in bits.
std::size_t block_length(const Address& first, const Address& last)
{
    std::size_t length = first.bits();
    while (length > 0) {
        const std::size_t bit = length - 1;
        const bool begins_there = (first.octets[bit / 8] & mask_of(bit)) == 0;
        if (!begins_there || last_of(first, bit).octets > last.octets) {
            break;
        }
        --length;
    }
    return length;
}

std::optional<Networks> blocks_of(Address first, const Address& last)
{
    if (first.family != last.family || first.octets > last.octets) {
        return std::nullopt;
    }
    Networks blocks;
    while (true) {
        const std::size_t length = block_length(first, last);
        const auto block = domain::Network::parse(text_of(first) + '/' + std::to_string(length));
        if (!block) {
            return std::nullopt;
        }
        blocks.push_back(*block);
        const Address end = last_of(first, length);
        if (end.octets == last.octets) {
            return blocks;
        }
        first = after(end);
    }
}

std::optional<Networks> read_addresses(std::string_view text)
{
    constexpr std::string_view to = "..";
    const auto middle = text.find(to);
    if (middle == std::string_view::npos) {
        const auto network = domain::Network::parse(text);
        return network ? std::optional{Networks{*network}} : std::nullopt;
    }
    const auto first = read_address(text.substr(0, middle));
    const auto last = read_address(text.substr(middle + to.size()));
    return first && last ? blocks_of(*first, *last) : std::nullopt;
}

std::optional<std::uint8_t> read_protocol(std::string_view text)
{
    struct Known
    {
        std::string_view name;
        std::uint8_t number;
    };
    constexpr std::array<Known, 5> known{
        {{"tcp", 6}, {"udp", 17}, {"sctp", 132}, {"icmp", 1}, {"ipv6-icmp", 58}}};
    for (const Known& protocol : known) {
        if (protocol.name == text) {
            return protocol.number;
        }
    }
    if (const auto number = read_number<std::uint8_t>(text)) {
        return number;
    }
    std::array<char, 2048> space{};
    protoent entry{};
    protoent* found = nullptr;
    ::getprotobyname_r(std::string{text}.c_str(), &entry, space.data(), space.size(), &found);
    return found ? std::optional{static_cast<std::uint8_t>(found->p_proto)} : std::nullopt;
}

/// charon asks getservbyport() with the protocol's name, or with none when it is any.
std::optional<std::uint16_t> read_service(std::string_view text, std::string_view protocol)
{
    if (const auto number = read_number<std::uint16_t>(text)) {
        return number;
    }
    const std::string protocol_name{protocol};
    std::array<char, 4096> space{};
    servent entry{};
    servent* found = nullptr;
    ::getservbyname_r(
        std::string{text}.c_str(),
        protocol == "0" ? nullptr : protocol_name.c_str(),
        &entry,
        space.data(),
        space.size(),
        &found
    );
    return found ? std::optional{ntohs(static_cast<std::uint16_t>(found->s_port))} : std::nullopt;
}

/// Of "3868", "diameter", "1024-65535". Not of "OPAQUE", nor of types and codes of ICMP.
bool read_port_range(std::string_view text, std::string_view protocol, Ports& ports)
{
    const auto dash = text.find('-');
    if (dash != std::string_view::npos) {
        const auto first = read_number<std::uint16_t>(text.substr(0, dash));
        const auto last = read_number<std::uint16_t>(text.substr(dash + 1));
        if (first && last) {
            ports.first = *first;
            ports.last = *last;
            return *first <= *last;
        }
    }
    const auto port = read_service(text, protocol); // names have dashes too
    ports.first = ports.last = port.value_or(0);
    return port.has_value();
}

/// Of what stands between the brackets: "tcp", "tcp/3868", "0/https".
std::optional<Ports> read_ports(std::string_view text)
{
    const auto slash = text.find('/');
    const std::string_view name = text.substr(0, slash);
    const auto protocol = read_protocol(name);
    if (!protocol) {
        return std::nullopt;
    }
    Ports ports{*protocol};
    if (slash == std::string_view::npos) {
        return ports;
    }
    constexpr std::uint8_t icmp = 1;
    constexpr std::uint8_t icmp6 = 58;
    const bool has_ports = ports.protocol != icmp && ports.protocol != icmp6;
    const bool understood = has_ports && read_port_range(text.substr(slash + 1), name, ports);
    return understood ? std::optional{ports} : std::nullopt;
}

} // namespace

base::Result<std::vector<core::TrafficSelector>> read_traffic_selector(std::string_view text)
{
    const auto bracket = text.find('[');
    std::optional<Ports> ports{Ports{}};
    if (bracket != std::string_view::npos) {
        const std::string_view rest = text.substr(bracket + 1);
        ports = rest.ends_with(']') ? read_ports(rest.substr(0, rest.size() - 1)) : std::nullopt;
    }
    const auto networks = read_addresses(text.substr(0, bracket));
    if (!networks || !ports) {
        return base::fail("the traffic selector " + base::printable(text) + " is not understood");
    }
    std::vector<core::TrafficSelector> selectors;
    for (const domain::Network& network : *networks) {
        selectors.push_back({network, ports->protocol, ports->first, ports->last});
    }
    return selectors;
}

} // namespace iwf::ipsec
