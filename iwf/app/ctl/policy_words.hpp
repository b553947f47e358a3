// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "iwf/app/config/difference.hpp"

namespace iwf::ctl {

enum class Direction
{
    more,
    less,
    other, ///< neither, or it cannot be said
};

/// Which way a line of a ContractChange goes: "limits.payload_max: 140 -> 200" is more.
[[nodiscard]] Direction direction_of(std::string_view line);

/// For people: a line with the server, and one for each change, by direction.
[[nodiscard]] std::string in_words(const config::ContractChange& change);

} // namespace iwf::ctl
