// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/security_association.hpp"

namespace iwf::core {

std::string suite_of(const Algorithms& algorithms)
{
    std::string text = algorithms.encryption;
    if (algorithms.key_bits != 0) {
        text += "-" + std::to_string(algorithms.key_bits);
    }
    for (const std::string* part : {&algorithms.integrity, &algorithms.prf, &algorithms.group}) {
        text += part->empty() ? "" : "/" + *part;
    }
    return text;
}

} // namespace iwf::core
