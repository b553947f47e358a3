// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model.hpp"

namespace dictgen {

/// The header of one dictionary: constexpr tables of the types in iwf/diameter/dictionary.hpp.
[[nodiscard]] std::string cpp_header(const Dictionary& dictionary);

/// The header over all dictionaries: sorted pointers to everything.
[[nodiscard]] std::string cpp_all_header(const std::vector<Dictionary>& dictionaries);

/// `Device-Action` -> `device_action`, `SC-CONGESTION` -> `sc_congestion`, `SourceID` ->
/// `source_id`.
[[nodiscard]] std::string identifier(const std::string& name);

} // namespace dictgen
