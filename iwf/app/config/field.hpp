// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "iwf/base/result.hpp"
#include "proto/mtciwf/v1/schema.pb.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

/// What the schema says of one field, and the values it takes.
namespace iwf::config {

namespace pb = google::protobuf;

/// Of a field that is not a message. The int is the number of an enum's value.
using Value = std::variant<std::uint64_t, bool, int, std::string>;

[[nodiscard]] const mtciwf::v1::Rule& rule_of(const pb::FieldDescriptor& field);
[[nodiscard]] const mtciwf::v1::Shape& shape_of(const pb::Descriptor& message);

[[nodiscard]] bool is_message(const pb::FieldDescriptor& field);

/// The keys that a mapping of this message may have.
[[nodiscard]] std::vector<std::string> keys_of(const pb::Descriptor& message);

/// An enum's values as they are written: without their common prefix, in lower case.
[[nodiscard]] std::vector<std::string> names_of(const pb::EnumDescriptor& type);
[[nodiscard]] std::string name_of(const pb::EnumValueDescriptor& value);

/// What one item of the field may be: "a number from 1 to 65535".
[[nodiscard]] std::string expected(const pb::FieldDescriptor& field);

/// Reads a text as one item of the field, into its normal form. The error says what is wrong and
/// what is expected.
[[nodiscard]] base::Result<Value>
parse_value(const pb::FieldDescriptor& field, std::string_view text, bool quoted);

/// Sets the field, or appends to it.
void store(pb::Message& message, const pb::FieldDescriptor& field, const Value& value);

/// What the field holds, as it is written in YAML; of a list, its item at `index`.
[[nodiscard]] std::string value_text(
    const pb::Message& message, const pb::FieldDescriptor& field, std::optional<int> index = {}
);

/// Milliseconds, as they are written: "90s", "4m".
[[nodiscard]] std::string duration_text(std::uint64_t milliseconds);

} // namespace iwf::config
