// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace iwf::scs {

/// What stands below the options of a subcommand's help ("" is the program's own).
[[nodiscard]] std::string help_of(std::string_view subcommand);

} // namespace iwf::scs
