// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/base/result.hpp"

namespace iwf::ctl {

/// The files of one audit log, the oldest first, however they were named: by the number of the
/// first line in each. Fails when one cannot be read.
[[nodiscard]] base::Result<std::vector<std::string>>
in_order_of_the_chain(std::vector<std::string> files);

/// Each line of a file, without its end. Fails when the file cannot be read to its end.
[[nodiscard]] base::Result<void> for_each_line(
    const std::string& file, const std::function<void(std::uint64_t, std::string_view)>& use
);

} // namespace iwf::ctl
