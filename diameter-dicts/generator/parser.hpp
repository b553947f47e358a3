// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "model.hpp"

namespace dictgen {

/// Reads the text of one *.dia file (grammar: diameter-dicts/README.md). What is wrong is added to
/// `problems`, all of it in one run; the result is then of no use.
[[nodiscard]] Dictionary parse(const std::string& file, std::string_view text, Problems& problems);

} // namespace dictgen
