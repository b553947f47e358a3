// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "iwf/store/dump.hpp"

namespace google::protobuf {
class Message;
} // namespace google::protobuf

namespace iwf::store {

/// Every field that is set, in the order of the schema and in the form its option `shown` asks for.
[[nodiscard]] std::string
print_record(const google::protobuf::Message& message, DumpOptions options);

} // namespace iwf::store
