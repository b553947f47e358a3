// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/control/json.hpp"

#include <google/protobuf/util/json_util.h>

namespace iwf::control {

std::string to_json(const google::protobuf::Message& message)
{
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    options.always_print_primitive_fields = true;
    std::string text;
    const auto written = google::protobuf::util::MessageToJsonString(message, &text, options);
    return written.ok() ? text + '\n' : "{}\n"; // ours, of known types: it is always ok
}

base::Result<void> from_json(const std::string& text, google::protobuf::Message& message)
{
    const auto read = google::protobuf::util::JsonStringToMessage(text, &message);
    if (!read.ok()) {
        return base::fail(
            "not a " + message.GetDescriptor()->name() + " in JSON: " + read.ToString()
        );
    }
    return {};
}

} // namespace iwf::control
