// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/base/result.hpp"

namespace iwf::freediameter {

/// Proves that each correction is in force in this process: the program's symbol is ours,
/// libfdcore's calls go to it, and libfdcore and libfdproto are builds whose inside the corrections
/// were written for. Otherwise the error names the file and says what to do; nothing may be started
/// then.
[[nodiscard]] base::Result<void> prove_corrections();

} // namespace iwf::freediameter
