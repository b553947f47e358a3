// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proto/mtciwf/v1/config.pb.h"

namespace iwf::ctl {

/// The words of a checked proposal that are below the floor, each with the two values: iwfd would
/// end an association that was negotiated with one of them.
[[nodiscard]] std::vector<std::string>
below_floor(std::string_view proposal, const mtciwf::v1::Floor& floor);

} // namespace iwf::ctl
