// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "iwf/base/result.hpp"
#include "iwf/core/protection/security_association.hpp"

namespace iwf::ipsec {

/// What charon writes of one traffic selector: "10.200.1.1/32[tcp/3868]", "10.0.0.1..10.0.0.9",
/// "fd00::/64[0/https]". A range of addresses becomes the fewest blocks that make it up, at most
/// 254. An error when it is not understood in full: it is never taken for more than it says.
///
/// charon writes services by name; their numbers are looked up where it does, in /etc/services.
[[nodiscard]] base::Result<std::vector<core::TrafficSelector>>
read_traffic_selector(std::string_view text);

} // namespace iwf::ipsec
