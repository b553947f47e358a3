// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "iwf/diameter/message.hpp"

/// The shape of the tables that the generator in diameter-dicts/ makes from the *.dia files. The
/// tables themselves: "iwf/diameter/generated/<dictionary>.hpp".
namespace iwf::diameter {

/// RFC 6733, 4.2 and 4.3.
enum class AvpType : std::uint8_t
{
    octet_string,
    integer32,
    integer64,
    unsigned32,
    unsigned64,
    float32,
    float64,
    grouped,
    address,
    time,
    utf8_string,
    diameter_identity,
    diameter_uri,
    enumerated,
};

inline constexpr std::uint8_t avp_flag_vendor = 0x80;
inline constexpr std::uint8_t avp_flag_mandatory = 0x40;
inline constexpr std::uint8_t avp_flag_protected = 0x20;

// The header of an AVP (RFC 6733, 4.1): where its parts are, and its size in octets.
inline constexpr std::size_t avp_flags_place = 4;
inline constexpr std::size_t avp_length_place = 5;
inline constexpr std::size_t avp_vendor_place = 8;
inline constexpr std::size_t avp_header_size = 8; ///< without a vendor
inline constexpr std::size_t avp_vendor_size = 4;

[[nodiscard]] constexpr std::size_t avp_header_size_of(std::uint8_t flags)
{
    return avp_header_size + ((flags & avp_flag_vendor) != 0 ? avp_vendor_size : 0);
}

/// With its padding, an AVP of this length.
[[nodiscard]] constexpr std::size_t avp_padded(std::size_t length)
{
    return (length + 3) / 4 * 4;
}

enum class Qualifier : std::uint8_t
{
    fixed,
    required,
    optional
};

inline constexpr std::uint16_t unbounded = 0xFFFF;

struct AvpDefinition;

/// One line of an ABNF: `{ Origin-Host }` is required 1..1, `*[ Proxy-Info ]` optional
/// 0..unbounded.
struct Rule
{
    const AvpDefinition* avp; ///< null: any AVP, `*[ AVP ]`
    Qualifier qualifier;
    std::uint16_t min;
    std::uint16_t max; ///< unbounded for '*'
};

struct EnumValue
{
    std::uint32_t value;
    std::string_view name;
};

struct AvpDefinition
{
    std::string_view name;
    std::uint32_t code;
    std::uint32_t vendor; ///< 0: none, the V bit is clear
    AvpType type;
    std::uint8_t flags;            ///< what a sender sets: avp_flag_vendor, avp_flag_mandatory
    std::span<const Rule> members; ///< of a Grouped AVP; empty otherwise
    std::span<const EnumValue>
        values;              ///< of an Enumerated AVP (or of named values of an Unsigned32)
    std::string_view clause; ///< "TS 29.368, 6.4.1"
};

struct CommandDefinition
{
    std::string_view name;       ///< "Device-Action-Request"
    std::string_view short_name; ///< "DAR"
    CommandCode code;
    ApplicationId application;
    std::uint8_t flags; ///< flag::request | flag::proxiable
    std::span<const Rule> rules;
    std::string_view clause;
};

struct ApplicationDefinition
{
    std::string_view name;
    ApplicationId id;
    std::uint32_t vendor;
    std::span<const CommandDefinition* const> commands;
};

/// The named bits of an Unsigned32; each value is a mask.
struct BitMask
{
    const AvpDefinition* avp;
    std::span<const EnumValue> bits;
};

} // namespace iwf::diameter
