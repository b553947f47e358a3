// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/store/schema_fields.hpp"

#include <google/protobuf/descriptor.h>

namespace iwf::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void collect(const Message& message, std::vector<std::string>& names)
{
    const auto* values = message.GetReflection();
    for (int index = 0; index < message.GetDescriptor()->field_count(); ++index) {
        const FieldDescriptor* const field = message.GetDescriptor()->field(index);
        const int size = field->is_repeated()               ? values->FieldSize(message, field)
                         : values->HasField(message, field) ? 1
                                                            : 0;
        if (size == 0) {
            names.push_back(field->full_name());
        }
        for (int element = 0; field->message_type() != nullptr && element < size; ++element) {
            const Message& within = field->is_repeated()
                                        ? values->GetRepeatedMessage(message, field, element)
                                        : values->GetMessage(message, field);
            collect(within, names);
        }
    }
}

} // namespace

std::vector<std::string> unset_fields(const Message& message)
{
    std::vector<std::string> names;
    collect(message, names);
    return names;
}

} // namespace iwf::testing
