// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>

#include "iwf/app/ctl/arguments.hpp"

namespace iwf::ctl {

/// Does what the command line says. Returns the exit status.
[[nodiscard]] int run(const Arguments& arguments, std::ostream& out, std::ostream& err);

} // namespace iwf::ctl
