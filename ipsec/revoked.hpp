// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace iwf::ipsec {

/// What a CRL (PEM or DER; RFC 5280, 5.1) says is revoked, as octets that are equal when two lists
/// say the same: a list is issued anew every few days, mostly with nothing new in it. The whole
/// content when it is not understood: then any other list is another.
[[nodiscard]] std::string revoked_part(std::string_view revocation_list);

} // namespace iwf::ipsec
