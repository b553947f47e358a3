// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <google/protobuf/message.h>

#include "iwf/base/result.hpp"

namespace iwf::control {

/// The JSON form of protobuf, names as in the schema, fields without value too; one line.
[[nodiscard]] std::string to_json(const google::protobuf::Message& message);

/// Fills `message`. What the schema does not have is an error.
[[nodiscard]] base::Result<void>
from_json(const std::string& text, google::protobuf::Message& message);

} // namespace iwf::control
