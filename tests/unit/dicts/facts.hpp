// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace iwf::diameter {

/// What is said of a thing, by the thing: "avp 10415/3004" -> "Payload OctetString V,M". Two sides
/// that say the same have equal maps.
using Facts = std::map<std::string, std::string>;

/// Of the rows copied from the specifications, in `folder`.
[[nodiscard]] Facts specified_codes(const std::string& folder);
[[nodiscard]] Facts specified_rules(const std::string& folder);

/// Of our tables. Rules: of the commands and groups that `specified` speaks of.
[[nodiscard]] Facts our_codes();
[[nodiscard]] Facts our_rules(const Facts& specified);

} // namespace iwf::diameter
