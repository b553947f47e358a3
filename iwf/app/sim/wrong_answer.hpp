// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "iwf/diameter/message.hpp"

namespace iwf::sim {

/// Answers that nobody should send.
enum class WrongAnswer : std::uint8_t
{
    missing_avp,       ///< no Origin-Realm
    other_session,     ///< a Session-Id that nobody opened
    wrong_origin_host, ///< the Origin-Host of a node that is not there
    bad_result_length, ///< Result-Code of three octets
    truncated_group,   ///< a Grouped AVP whose member does not fit into it
    no_result,         ///< neither Result-Code nor Experimental-Result
    unknown_mandatory, ///< an unknown AVP with the M bit
    no_service_data,   ///< HSS: success without Service-Data
    no_user,           ///< HSS: success without User-Identifier
};

/// `answer` spoilt.
[[nodiscard]] diameter::Message spoil(diameter::Message answer, WrongAnswer how);

} // namespace iwf::sim
