// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "iwf/base/bytes.hpp"
#include "iwf/base/result.hpp"
#include "iwf/domain/monitoring.hpp"

/// Places in the network as people write them: MCC and MNC in decimal, what follows in
/// hexadecimal. Octets that are nothing of the kind are written in hexadecimal as they are.
namespace iwf::scs {

/// "262-01", of 3 octets.
[[nodiscard]] std::string plmn_text(base::ByteView octets);

/// A TAI: "262-01-1a2b".
[[nodiscard]] std::string tracking_area_text(base::ByteView octets);

/// An ECGI: "262-01-0abcdef", seven digits.
[[nodiscard]] std::string cell_text(base::ByteView octets);

/// A CGI, SAI or RAI: "262-01-1a2b-00ff", the location area first.
[[nodiscard]] std::string location_area_text(base::ByteView octets);

/// A TAI or an ECGI, told apart by their lengths.
[[nodiscard]] base::Result<domain::Location> parse_area(std::string_view text);

} // namespace iwf::scs
