// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model.hpp"

namespace dictgen {

/// All AVPs in the XML of Wireshark's diameter folder. `wireshark-data` takes from it what the
/// installed Wireshark lacks.
[[nodiscard]] std::string wireshark_xml(const std::vector<Dictionary>& dictionaries);

} // namespace dictgen
