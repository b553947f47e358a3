// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "iwf/app/config/config_error.hpp"

namespace iwf::config {

/// Looks for what would make a YAML parser guess: tabs, directives, control characters, what is not
/// UTF-8. Each is added to `errors`; true when there is none. `content` has '\n' between lines.
[[nodiscard]] bool
check_characters(std::string_view content, const std::string& file, ErrorList& errors);

/// Without byte order mark, and with '\n' between lines, as check_characters() wants it.
[[nodiscard]] std::string unix_lines(std::string_view content);

/// True when the scalar that begins at `start` of `content` with a quote ends on its line.
[[nodiscard]] bool quote_is_closed(std::string_view content, std::size_t start);

} // namespace iwf::config
