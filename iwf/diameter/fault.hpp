// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/common.hpp"

/// The faults of RFC 6733, 7.1, each with the Failed-AVP that 7.1.5 and 7.5 want. Texts name the
/// AVP and hold none of its value.
namespace iwf::diameter {

/// 5005; Failed-AVP holds an example: the header and the shortest value, zero-filled.
[[nodiscard]] Fault missing_avp(const AvpDefinition& definition);

/// 5014, of an AVP whose value has not the size of its type. Failed-AVP holds a header that can be
/// read, and the shortest value, zero-filled.
[[nodiscard]] Fault wrong_size(const AvpDefinition& definition);

/// 5014, of an AVP that does not fit where it stands. `rest` begins with it; an incomplete header
/// is filled up with zeros. `definition` may be null: an unknown AVP.
[[nodiscard]] Fault broken_avp(base::ByteView rest, const AvpDefinition* definition);

/// 5001, of an unknown AVP with the M bit.
[[nodiscard]] Fault unsupported_avp(const Avp& avp);

/// 5009; `avp` is the first one too many.
[[nodiscard]] Fault too_many_avps(const Avp& avp, const AvpDefinition& definition);

/// 5008, of a known AVP where the ABNF has no place for it.
[[nodiscard]] Fault not_allowed(const Avp& avp, const AvpDefinition& definition);

/// 5004. `why` ends the sentence "Action-Type (3005) ...".
[[nodiscard]] Fault
invalid_value(const Avp& avp, const AvpDefinition& definition, std::string_view why);

/// 3009, of an AVP with a reserved flag.
[[nodiscard]] Fault invalid_bits(const Avp& avp);

/// The fault of a member told as one of the Grouped AVP around it (RFC 6733, 7.5).
[[nodiscard]] Fault enclosed_in(const AvpDefinition& group, Fault fault);

} // namespace iwf::diameter
