// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "iwf/base/bytes.hpp"

namespace iwf::vici {

/// Octets as they were recorded: pairs of hexadecimal digits, blanks, and text in quotes.
inline base::Bytes octets_of(std::string_view recorded)
{
    constexpr std::string_view digits = "0123456789abcdef";
    base::Bytes octets;
    bool in_text = false;
    for (std::size_t i = 0; i < recorded.size(); ++i) {
        if (recorded[i] == '"') {
            in_text = !in_text;
        } else if (in_text) {
            octets.push_back(static_cast<std::uint8_t>(recorded[i]));
        } else if (recorded[i] != ' ') {
            const auto high = digits.find(recorded[i]);
            const auto low = digits.find(recorded[++i]);
            octets.push_back(static_cast<std::uint8_t>(high << 4U | low));
        }
    }
    return octets;
}

} // namespace iwf::vici
