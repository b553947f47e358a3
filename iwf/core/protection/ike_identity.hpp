// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace iwf::core {

/// The one form in which two texts for the same IKE identity are equal, as charon compares them:
/// names of hosts and user@host without regard to case, addresses by value. A distinguished name
/// is compared as it is written: one that is equal only after folding of spaces or case is another
/// (refuse rather than guess). A pattern ("*.example") stands for itself and for nobody else.
[[nodiscard]] std::string canonical_identity(std::string_view identity);

} // namespace iwf::core
