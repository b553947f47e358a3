// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "iwf/store/dump.hpp"

namespace mtciwf::v1 {
class TriggerRecord;
} // namespace mtciwf::v1

namespace iwf::store {

/// Every field that is set, in the order of the schema and in the form its option `shown` asks for.
[[nodiscard]] std::string
print_record(const mtciwf::v1::TriggerRecord& message, DumpOptions options);

} // namespace iwf::store
