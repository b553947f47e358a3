// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace iwf::diameter {

/// The rows of a file of tab-separated columns under one line of headings. A missing file, or a row
/// with another number of columns than the headings, fails the running test.
[[nodiscard]] std::vector<std::vector<std::string>> read_tsv(const std::string& file);

} // namespace iwf::diameter
