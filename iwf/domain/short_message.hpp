// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <tl/expected.hpp>

#include "iwf/base/bytes.hpp"

namespace iwf::domain {

/// The most octets of an SM-RP-UI (TS 29.338, 6.3.3.6).
inline constexpr std::size_t longest_short_message = 200;

/// What makes a TPDU none that a device submits.
enum class ShortMessageFault : std::uint8_t
{
    malformed,  ///< it ends before its parts do
    other_type, ///< well, but no SMS-SUBMIT: an SMS-COMMAND, say
};

/// The application port to which the message is addressed: the destination port in the user data
/// header of an SMS-SUBMIT (TS 23.040, 9.2.2.2; 9.2.3.24.3 and 9.2.3.24.4). Of several the last
/// counts (9.2.3.24). Nothing: the message names none.
[[nodiscard]] tl::expected<std::optional<std::uint16_t>, ShortMessageFault>
application_port_of(base::ByteView tpdu);

} // namespace iwf::domain
