// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "iwf/base/result.hpp"

/// The files of a configuration. The errors say what is wrong with one, without its name.
namespace iwf::config {

/// The whole content. Refuses what is no regular file and what is too large to be a configuration.
[[nodiscard]] base::Result<std::string> read_file(const std::string& path);

/// The files an entry of `contracts` means, sorted: a file, all *.yaml of a folder, or what a
/// pattern matches. A pattern that matches nothing, or a path to nothing, is an error; an empty
/// folder is not. `entry` is relative to the folder of `daemon_file`.
[[nodiscard]] base::Result<std::vector<std::string>>
contract_files(const std::string& daemon_file, const std::string& entry);

} // namespace iwf::config
