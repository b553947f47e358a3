// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/record_printer.hpp"

#include "iwf/base/bytes.hpp"
#include "iwf/store/field_names.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <limits>
#include <optional>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

namespace iwf::store {
namespace {

namespace wire = mtciwf::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct PrintedField
{
    std::string path;
    std::string value; ///< characters that need no escape but for the backslash
    bool is_number;    ///< or true or false: JSON has no quotes around it
};

PrintedField number(std::string path, std::uint64_t value)
{
    return {std::move(path), std::to_string(value), true};
}

PrintedField text(std::string path, std::string value)
{
    return {std::move(path), std::move(value), false};
}

std::string masked_but_two(const std::string& digits)
{
    const std::size_t hidden = digits.size() > 2 ? digits.size() - 2 : digits.size();
    return std::string(hidden, '*') + digits.substr(hidden);
}

std::string as_date(std::int64_t milliseconds)
{
    const std::time_t seconds = milliseconds / 1000;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> date{};
    const std::size_t size = std::strftime(date.data(), date.size(), "%FT%T", &parts);
    std::array<char, 8> fraction{};
    std::snprintf(
        fraction.data(), fraction.size(), ".%03dZ", static_cast<int>(milliseconds % 1000)
    );
    return std::string{date.data(), size} + fraction.data();
}

class Printer
{
public:
    explicit Printer(SubscriberIdentities identities)
        : identities_{identities}
    {}

    void add(const Message& message, const std::string& prefix)
    {
        std::vector<const FieldDescriptor*> fields;
        message.GetReflection()->ListFields(message, &fields);
        for (const FieldDescriptor* field : fields) {
            const std::string path = prefix + field->name();
            if (!field->is_repeated()) {
                add_field(message, *field, path);
                continue;
            }
            const int size = message.GetReflection()->FieldSize(message, field);
            for (int index = 0; index < size; ++index) {
                add_element(message, *field, index, path + "." + std::to_string(index));
            }
        }
    }

    std::vector<PrintedField> printed;

private:
    /// Of a repeated field: those of the schema are octets, times or messages.
    void add_element(
        const Message& message, const FieldDescriptor& field, int index, const std::string& path
    )
    {
        const auto* values = message.GetReflection();
        if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
            add(values->GetRepeatedMessage(message, &field, index), path + ".");
        } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
            printed.push_back(text(path, as_date(values->GetRepeatedInt64(message, &field, index)))
            );
        } else {
            const std::string octets = values->GetRepeatedString(message, &field, index);
            printed.push_back(text(path, as_shown(field, octets)));
        }
    }

    void add_field(const Message& message, const FieldDescriptor& field, const std::string& path)
    {
        const auto* values = message.GetReflection();
        switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_MESSAGE:
            add(values->GetMessage(message, &field), path + ".");
            return;
        case FieldDescriptor::CPPTYPE_STRING:
            printed.push_back(text(path, as_shown(field, values->GetString(message, &field))));
            return;
        case FieldDescriptor::CPPTYPE_ENUM:
            printed.push_back(text(path, values->GetEnum(message, &field)->name()));
            return;
        case FieldDescriptor::CPPTYPE_INT64:
            printed.push_back(text(path, as_date(values->GetInt64(message, &field))));
            return;
        case FieldDescriptor::CPPTYPE_UINT64: // more than a JSON number holds exactly
            printed.push_back(
                text(path, masked_if_so(field, std::to_string(values->GetUInt64(message, &field))))
            );
            return;
        case FieldDescriptor::CPPTYPE_BOOL:
            printed.push_back({path, values->GetBool(message, &field) ? "true" : "false", true});
            return;
        default:
            add_number(field, path, values->GetUInt32(message, &field));
        }
    }

    void add_number(const FieldDescriptor& field, const std::string& path, std::uint32_t value)
    {
        const std::string_view name = standard_name(field, value);
        printed.push_back(name.empty() ? number(path, value) : text(path, std::string{name}));
    }

    std::string as_shown(const FieldDescriptor& field, const std::string& octets) const
    {
        constexpr auto unlimited = std::numeric_limits<std::size_t>::max();
        const auto shown = field.options().GetExtension(wire::shown);
        const bool characters = shown == wire::SHOWN_TEXT || shown == wire::SHOWN_MASKED;
        return masked_if_so(
            field,
            characters ? base::printable(octets, unlimited) : base::to_hex(base::as_bytes(octets))
        );
    }

    std::string masked_if_so(const FieldDescriptor& field, std::string printed_value) const
    {
        const auto shown = field.options().GetExtension(wire::shown);
        const bool confidential = shown == wire::SHOWN_MASKED || shown == wire::SHOWN_MASKED_PLAIN;
        return confidential && identities_ == SubscriberIdentities::masked
                   ? masked_but_two(printed_value)
                   : printed_value;
    }

    SubscriberIdentities identities_;
};

std::string json_string(const std::string& value)
{
    std::string out = "\"";
    for (const char character : value) {
        out += character == '\\' ? std::string{"\\\\"} : std::string{character};
    }
    return out + '"';
}

} // namespace

std::string print_record(const Message& message, DumpOptions options)
{
    Printer printer{options.identities};
    printer.add(message, "");
    const bool json = options.format == DumpFormat::json;
    std::string line;
    for (const PrintedField& field : printer.printed) {
        if (!line.empty()) {
            line += json ? ',' : ' ';
        }
        if (json) {
            line += '"' + field.path + "\":";
            line += field.is_number ? field.value : json_string(field.value);
        } else {
            const bool quoted = field.value.empty() || field.value.find(' ') != std::string::npos;
            line += field.path + '=' + (quoted ? '"' + field.value + '"' : field.value);
        }
    }
    return json ? '{' + line + '}' : line;
}

} // namespace iwf::store
