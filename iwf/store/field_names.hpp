// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace google::protobuf {
class FieldDescriptor;
} // namespace google::protobuf

namespace iwf::store {

/// The standard's name of a number in this field of a record; empty where it has none.
[[nodiscard]] std::string_view
standard_name(const google::protobuf::FieldDescriptor& field, std::uint32_t value);

} // namespace iwf::store
