// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>

namespace iwf::config {

/// `iwfd --check-config FILE`: one line an error on `err`, or one line of what is configured on
/// `out`. Returns the exit status: 0 when all is right, 1 when not.
int check_config(const std::string& path, std::ostream& out, std::ostream& err);

/// `iwfd --dump-config FILE`: likewise, with the effective configuration on `out`.
int dump_config(const std::string& path, std::ostream& out, std::ostream& err);

} // namespace iwf::config
