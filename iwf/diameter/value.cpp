// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/value.hpp"

#include <algorithm>
#include <cstring>

#include "iwf/diameter/fault.hpp"
#include "iwf/diameter/generated/base.hpp"
#include "iwf/diameter/wire.hpp"

namespace iwf::diameter {
namespace {

using MaybeFault = std::optional<Fault>;

constexpr std::size_t max_identity = 255;

bool is_named(std::span<const EnumValue> values, std::uint32_t value)
{
    return std::ranges::find(values, value, &EnumValue::value) != values.end();
}

MaybeFault check_enumerated(const Avp& avp, const AvpDefinition& definition, Strictness strictness)
{
    if (strictness == Strictness::request && !definition.values.empty() &&
        !is_named(definition.values, get_u32(avp.value))) {
        return invalid_value(avp, definition, "has a value that is not defined");
    }
    return std::nullopt;
}

MaybeFault check_identity(const Avp& avp, const AvpDefinition& definition)
{
    const auto visible = [](std::uint8_t octet) { return octet > 0x20 && octet < 0x7F; };
    if (avp.value.empty() || avp.value.size() > max_identity ||
        !std::ranges::all_of(avp.value, visible)) {
        return invalid_value(avp, definition, "is not the name of a node");
    }
    return std::nullopt;
}

MaybeFault check_text(const Avp& avp, const AvpDefinition& definition, Strictness strictness)
{
    if (&definition == &avp::session_id) {
        if (avp.value.empty()) {
            return invalid_value(avp, definition, "is empty");
        }
        if (std::ranges::find(avp.value, 0) != avp.value.end()) {
            return invalid_value(avp, definition, "has a NUL octet");
        }
    }
    if (strictness == Strictness::request && !is_utf8(avp.value)) {
        return invalid_value(avp, definition, "is not UTF-8");
    }
    return std::nullopt;
}

MaybeFault check_address(const Avp& avp, const AvpDefinition& definition)
{
    constexpr std::size_t ipv4 = 6;
    constexpr std::size_t ipv6 = 18;
    const std::uint32_t family = (std::uint32_t{avp.value[0]} << 8U) | avp.value[1];
    if ((family == 1 && avp.value.size() != ipv4) || (family == 2 && avp.value.size() != ipv6)) {
        return invalid_value(avp, definition, "has not the size of its family");
    }
    return std::nullopt;
}

/// So many of its octets, at least: eight at a time, as nearly all texts have no others.
std::size_t ascii_at_begin(base::ByteView text)
{
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    std::size_t count = 0;
    std::uint64_t eight{};
    for (; text.size() - count >= sizeof eight; count += sizeof eight) {
        std::memcpy(&eight, text.data() + count, sizeof eight);
        if ((eight & high_bits) != 0) {
            break;
        }
    }
    return count;
}

std::size_t continuation_octets(std::uint8_t lead)
{
    if (lead < 0x80) {
        return 0;
    }
    if (lead >= 0xC2 && lead < 0xE0) {
        return 1;
    }
    if (lead >= 0xE0 && lead < 0xF0) {
        return 2;
    }
    return lead >= 0xF0 && lead < 0xF5 ? 3 : 4; // 4: no lead octet
}

/// The second octet has a smaller range after some lead octets.
bool is_second(std::uint8_t lead, std::uint8_t octet)
{
    const std::uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const std::uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return octet >= low && octet <= high;
}

} // namespace

MaybeFault check_value(const Avp& avp, const AvpDefinition& definition, Strictness strictness)
{
    const std::size_t minimum = minimum_size(definition.type);
    if (avp.value.size() < minimum ||
        (has_fixed_size(definition.type) && avp.value.size() != minimum)) {
        return wrong_size(definition);
    }
    switch (definition.type) {
    case AvpType::enumerated:
        return check_enumerated(avp, definition, strictness);
    case AvpType::diameter_identity:
        return check_identity(avp, definition);
    case AvpType::utf8_string:
        return check_text(avp, definition, strictness);
    case AvpType::address:
        return check_address(avp, definition);
    case AvpType::octet_string:
    case AvpType::integer32:
    case AvpType::integer64:
    case AvpType::unsigned32:
    case AvpType::unsigned64:
    case AvpType::float32:
    case AvpType::float64:
    case AvpType::grouped:
    case AvpType::time:
    case AvpType::diameter_uri:
        return std::nullopt;
    }
    return std::nullopt;
}

bool is_utf8(base::ByteView text)
{
    for (std::size_t i = ascii_at_begin(text); i < text.size(); ++i) {
        const std::uint8_t lead = text[i];
        const std::size_t more = continuation_octets(lead);
        if (more == 0) {
            continue;
        }
        if (more > 3 || text.size() - i <= more || !is_second(lead, text[i + 1])) {
            return false;
        }
        for (std::size_t k = 2; k <= more; ++k) {
            if ((text[i + k] & 0xC0U) != 0x80) {
                return false;
            }
        }
        i += more;
    }
    return true;
}

} // namespace iwf::diameter
