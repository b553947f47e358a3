// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/common.hpp"

namespace iwf::diameter {

/// How a value is judged. An answer that nobody can answer again is read as far as it can be:
/// values that no table has yet and texts that are no UTF-8 are let through.
enum class Strictness : std::uint8_t
{
    request,
    answer
};

/// Checks the value of an AVP that is not Grouped against its type (RFC 6733, 4.2 and 4.3): 5014
/// for its size, 5004 for what it says. Session-Id and names of nodes are held to what the rest of
/// the node can live with in either case: not empty, no NUL.
[[nodiscard]] std::optional<Fault>
check_value(const Avp& avp, const AvpDefinition& definition, Strictness strictness);

/// Checks what is in a Grouped AVP of the top level of a request, as check() does.
[[nodiscard]] std::optional<Fault> check_group(const Avp& avp, const AvpDefinition& group);

/// True for well-formed UTF-8 (RFC 3629): shortest forms, no surrogates, at most U+10FFFF.
[[nodiscard]] bool is_utf8(base::ByteView text);

} // namespace iwf::diameter
