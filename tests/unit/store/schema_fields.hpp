// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <google/protobuf/message.h>

namespace iwf::testing {

/// Full names of the fields that are not set in the message, or in one of those within it.
[[nodiscard]] std::vector<std::string> unset_fields(const google::protobuf::Message& message);

} // namespace iwf::testing
