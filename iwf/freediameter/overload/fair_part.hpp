// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace iwf::freediameter {

/// What each of some who ask may have of what is served, so that all that is served is had, and
/// nobody has less than another who asked for no more (max-min fairness). Who asks for no more
/// than this asks for no more than his part. The most there is when all can have what they ask for.
[[nodiscard]] std::size_t fair_part(std::vector<std::size_t> asked, std::size_t served);

} // namespace iwf::freediameter
