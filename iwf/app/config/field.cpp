// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/field.hpp"

#include <algorithm>
#include <limits>

#include "iwf/app/config/config_error.hpp"
#include "iwf/app/config/scalar.hpp"
#include "iwf/app/config/time_zones.hpp"
#include "iwf/app/config/week.hpp"
#include "iwf/base/bytes.hpp"
#include "iwf/base/overloaded.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::config {
namespace {

using base::fail;
using base::printable;
using base::Result;
using mtciwf::v1::Rule;

struct Bounds
{
    std::uint64_t min{};
    std::uint64_t max{};
};

std::uint64_t bound(const Rule& rule, const std::string& text, std::uint64_t otherwise)
{
    if (text.empty()) {
        return otherwise;
    }
    return (rule.kind() == Rule::DURATION ? parse_duration(text) : parse_number(text))
        .value_or(otherwise);
}

Bounds bounds_of(const pb::FieldDescriptor& field)
{
    const Rule& rule = rule_of(field);
    const std::uint64_t widest = field.cpp_type() == pb::FieldDescriptor::CPPTYPE_UINT32
                                     ? std::numeric_limits<std::uint32_t>::max()
                                     : std::numeric_limits<std::uint64_t>::max();
    return {bound(rule, rule.min(), 0), bound(rule, rule.max(), widest)};
}

std::string expected_text(const Rule& rule)
{
    switch (rule.kind()) {
    case Rule::HOST:
        return "a host name (FQDN)";
    case Rule::REALM:
        return "a realm (domain name)";
    case Rule::NAME:
        return "a name of 1 to 64 lower-case letters, digits, '.', '-', '_'";
    case Rule::ADDRESS:
        return "a literal IPv4 or IPv6 address";
    case Rule::NETWORK:
        return "a literal IPv4 or IPv6 address, or address/prefix-length";
    case Rule::DIGITS:
        return rule.min() + " to " + rule.max() + " decimal digits in quotes";
    case Rule::DOMAIN:
        return "a domain name with a dot";
    case Rule::EXTERNAL_ID:
        return "local@domain";
    case Rule::PATH:
        return "a path";
    case Rule::RATE:
        return "a rate like 50/s, 6/m or 100/h, from 1 to 1000000 in each";
    case Rule::PATTERN:
        return "a pattern like meter[0-9]{4}@meters.example.com";
    case Rule::TIME_ZONE:
        return "UTC, an offset like +02:00 of at most 14 hours, or a zone like Europe/Berlin";
    case Rule::DAYS:
        return "days like mon-fri, \"sat,sun\" or all";
    case Rule::WEEK_TIME:
        return "a time like 08:00, or fri 22:00, to 24:00 at most";
    case Rule::PERCENT:
        return "a share like 10%, from 1% to 100%";
    default:
        return "a text";
    }
}

/// The normal form of a text of this kind, or why it is none.
Result<std::string> parse_text(const Rule& rule, std::string_view text, bool quoted)
{
    switch (rule.kind()) {
    case Rule::HOST:
    case Rule::REALM:
        return parse_host(text);
    case Rule::NAME:
        return parse_name(text);
    case Rule::ADDRESS:
        return parse_address(text);
    case Rule::NETWORK:
        return parse_network(text);
    case Rule::DIGITS:
        return parse_digits(
            text, quoted, {.min = bound(rule, rule.min(), 1), .max = bound(rule, rule.max(), 255)}
        );
    case Rule::DOMAIN:
        return parse_domain(text);
    case Rule::EXTERNAL_ID:
        return parse_external_id(text);
    case Rule::RATE:
        return parse_rate(text).map([text](const RateText&) { return std::string{text}; });
    case Rule::PATTERN:
        return parse_pattern(text);
    case Rule::TIME_ZONE:
        return find_time_zone(text).map([text](auto) { return std::string{text}; });
    case Rule::DAYS:
        return parse_days(text).map([text](auto) { return std::string{text}; });
    case Rule::WEEK_TIME:
        return parse_week_time(text).map([text](auto) { return std::string{text}; });
    case Rule::PERCENT:
        return parse_percent(text).map([text](auto) { return std::string{text}; });
    default:
        return parse_plain(text);
    }
}

Result<Value> parse_enum(const pb::EnumDescriptor& type, std::string_view text)
{
    for (int i = 0; i < type.value_count(); ++i) {
        const pb::EnumValueDescriptor& value = *type.value(i);
        if (value.number() != 0 && name_of(value) == text) {
            return Value{value.number()};
        }
    }
    return fail("\"" + printable(text) + "\" is not known");
}

Result<Value> parse_in_bounds(const pb::FieldDescriptor& field, std::string_view text, bool quoted)
{
    const auto number =
        rule_of(field).kind() == Rule::DURATION ? parse_duration(text) : parse_number(text);
    if (!number) {
        return fail(number.error().text);
    }
    if (quoted && rule_of(field).kind() != Rule::DURATION) {
        return fail("\"" + printable(text) + "\" is quoted");
    }
    const Bounds bounds = bounds_of(field);
    if (*number < bounds.min || *number > bounds.max) {
        return fail(std::string{text} + " is out of range");
    }
    return Value{*number};
}

Result<Value> parse_by_type(const pb::FieldDescriptor& field, std::string_view text, bool quoted)
{
    const auto to_value = [](auto value) { return Value{std::move(value)}; };
    switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_BOOL:
        return parse_bool(text, quoted).map(to_value);
    case pb::FieldDescriptor::CPPTYPE_ENUM:
        return parse_enum(*field.enum_type(), text);
    case pb::FieldDescriptor::CPPTYPE_STRING:
        return parse_text(rule_of(field), text, quoted).map(to_value);
    default:
        return parse_in_bounds(field, text, quoted);
    }
}

std::string suggestion(const pb::FieldDescriptor& field, std::string_view text)
{
    if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_ENUM) {
        return did_you_mean(text, names_of(*field.enum_type()));
    }
    return field.cpp_type() == pb::FieldDescriptor::CPPTYPE_BOOL ? meant_bool(text) : std::string{};
}

std::string quoted(const std::string& text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

template <class T>
void store_number(pb::Message& message, const pb::FieldDescriptor& field, T value)
{
    const pb::Reflection& reflection = *message.GetReflection();
    if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_UINT32) {
        reflection.SetUInt32(&message, &field, static_cast<std::uint32_t>(value));
    } else {
        reflection.SetUInt64(&message, &field, value);
    }
}

} // namespace

const Rule& rule_of(const pb::FieldDescriptor& field)
{
    return field.options().GetExtension(mtciwf::v1::rule);
}

const mtciwf::v1::Shape& shape_of(const pb::Descriptor& message)
{
    return message.options().GetExtension(mtciwf::v1::shape);
}

bool is_message(const pb::FieldDescriptor& field)
{
    return field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE;
}

std::vector<std::string> keys_of(const pb::Descriptor& message)
{
    std::vector<std::string> keys;
    for (int i = 0; i < message.field_count(); ++i) {
        keys.push_back(message.field(i)->name());
    }
    return keys;
}

std::string name_of(const pb::EnumValueDescriptor& value)
{
    const std::string& zero = value.type()->FindValueByNumber(0)->name();
    const std::size_t prefix = zero.size() - std::string_view{"UNSPECIFIED"}.size();
    return domain::lower_case(std::string_view{value.name()}.substr(prefix));
}

std::vector<std::string> names_of(const pb::EnumDescriptor& type)
{
    std::vector<std::string> names;
    for (int i = 0; i < type.value_count(); ++i) {
        if (type.value(i)->number() != 0) {
            names.push_back(name_of(*type.value(i)));
        }
    }
    return names;
}

std::string expected(const pb::FieldDescriptor& field)
{
    const Rule& rule = rule_of(field);
    switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_BOOL:
        return "true or false";
    case pb::FieldDescriptor::CPPTYPE_ENUM: {
        const auto names = names_of(*field.enum_type());
        return (names.size() == 1 ? "" : "one of ") + joined(names);
    }
    case pb::FieldDescriptor::CPPTYPE_STRING:
        return expected_text(rule);
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
        return "a mapping with " + joined(keys_of(*field.message_type()));
    default:
        return (rule.kind() == Rule::DURATION ? "a duration like 500ms, 30s, 4m or 24h, "
                                              : "a number ") +
               ("from " + rule.min() + " to " + rule.max());
    }
}

Result<Value> parse_value(const pb::FieldDescriptor& field, std::string_view text, bool quoted)
{
    auto value = parse_by_type(field, text, quoted);
    if (!value) {
        return fail(value.error().text + "; expected " + expected(field) + suggestion(field, text));
    }
    return value;
}

void store(pb::Message& message, const pb::FieldDescriptor& field, const Value& value)
{
    const pb::Reflection& reflection = *message.GetReflection();
    std::visit(
        base::Overloaded{
            [&](std::uint64_t number) { store_number(message, field, number); },
            [&](bool flag) { reflection.SetBool(&message, &field, flag); },
            [&](int number) {
                field.is_repeated() ? reflection.AddEnumValue(&message, &field, number)
                                    : reflection.SetEnumValue(&message, &field, number);
            },
            [&](const std::string& text) {
                field.is_repeated() ? reflection.AddString(&message, &field, text)
                                    : reflection.SetString(&message, &field, text);
            },
        },
        value
    );
}

std::string
value_text(const pb::Message& message, const pb::FieldDescriptor& field, std::optional<int> index)
{
    const pb::Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_BOOL:
        return reflection.GetBool(message, &field) ? "true" : "false";
    case pb::FieldDescriptor::CPPTYPE_ENUM:
        return name_of(
            index ? *reflection.GetRepeatedEnum(message, &field, *index)
                  : *reflection.GetEnum(message, &field)
        );
    case pb::FieldDescriptor::CPPTYPE_STRING:
        return quoted(
            index ? reflection.GetRepeatedString(message, &field, *index)
                  : reflection.GetString(message, &field)
        );
    case pb::FieldDescriptor::CPPTYPE_UINT32:
        return std::to_string(reflection.GetUInt32(message, &field));
    default:
        return duration_text(reflection.GetUInt64(message, &field));
    }
}

std::string duration_text(std::uint64_t milliseconds)
{
    struct Unit
    {
        std::uint64_t size;
        const char* name;
    };
    constexpr std::array units{Unit{3'600'000, "h"}, Unit{60'000, "m"}, Unit{1'000, "s"}};
    for (const Unit& unit : units) {
        if (milliseconds != 0 && milliseconds % unit.size == 0) {
            return std::to_string(milliseconds / unit.size) + unit.name;
        }
    }
    return milliseconds == 0 ? "0s" : std::to_string(milliseconds) + "ms";
}

} // namespace iwf::config
