// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "iwf/app/config/config_error.hpp"
#include "iwf/app/config/yaml_tree.hpp"

#include <google/protobuf/message.h>

namespace iwf::config {

/// Fills `message` from `node` by the message's schema. Each key that is unknown, missing, of a
/// wrong type or value, or of a later version is added to `errors`, and the binding goes on; what
/// could be bound is in `message` then. Defaults are not filled in: see apply_defaults().
void bind_by_schema(
    const Node& node, const std::string& file, google::protobuf::Message& message, ErrorList& errors
);

/// Gives each field that has a default and no value its default, in submessages too.
void apply_defaults(google::protobuf::Message& message);

} // namespace iwf::config
