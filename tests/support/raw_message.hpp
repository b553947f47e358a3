// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "iwf/base/bytes.hpp"

/// Diameter messages written and read octet by octet, with no Diameter library: right or wrong on
/// purpose.
namespace iwf::test {

using base::Bytes;
using base::ByteView;

namespace command {
inline constexpr std::uint32_t capabilities = 257;
inline constexpr std::uint32_t watchdog = 280;
inline constexpr std::uint32_t disconnect = 282;
inline constexpr std::uint32_t device_action = 8388639;
} // namespace command

inline constexpr std::uint32_t tsp_application = 16777309;

struct RawHeader
{
    std::uint8_t version{1};
    std::uint32_t length{}; ///< 0 when writing: the true one
    std::uint8_t flags{0x80};
    std::uint32_t command{};
    std::uint32_t application{};
    std::uint32_t hop_by_hop{1};
    std::uint32_t end_to_end{1};

    [[nodiscard]] bool is_request() const { return (flags & 0x80U) != 0; }
};

/// Header and value, padded. `flags` 0x40 is M, 0x80 is V: then `vendor` is written.
[[nodiscard]] Bytes
raw_avp(std::uint32_t code, ByteView value, std::uint8_t flags = 0x40, std::uint32_t vendor = 0);
[[nodiscard]] Bytes raw_avp(
    std::uint32_t code, std::string_view value, std::uint8_t flags = 0x40, std::uint32_t vendor = 0
);
[[nodiscard]] Bytes raw_avp_u32(std::uint32_t code, std::uint32_t value);

[[nodiscard]] Bytes raw_message(const RawHeader& header, const std::vector<Bytes>& avps);

/// Of at least 20 octets.
[[nodiscard]] RawHeader raw_header(ByteView message);

/// The value of the first AVP of this code (vendor 0) at the top level; empty when there is none.
[[nodiscard]] ByteView find_avp(ByteView message, std::uint32_t code);

/// Result-Code, or 0.
[[nodiscard]] std::uint32_t result_code_of(ByteView message);

/// A CER as an honest peer with one Vendor-Specific-Application-Id sends it.
[[nodiscard]] Bytes
raw_cer(std::string_view host, std::string_view realm, std::uint32_t application = tsp_application);

/// The answer to `request` of this Result-Code from `host`, with `more` at its end.
[[nodiscard]] Bytes raw_answer(
    ByteView request,
    std::uint32_t result_code,
    std::string_view host,
    std::string_view realm,
    const std::vector<Bytes>& more = {}
);

/// A Device-Action-Request with what its command needs, whatever `session` is.
[[nodiscard]] Bytes raw_device_action(
    std::string_view session,
    std::string_view host,
    std::string_view realm,
    std::string_view destination_realm,
    std::uint32_t end_to_end
);

} // namespace iwf::test
