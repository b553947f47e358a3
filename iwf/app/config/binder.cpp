// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/binder.hpp"

#include <algorithm>
#include <cassert>
#include <optional>
#include <unordered_map>
#include <utility>

#include "iwf/app/config/field.hpp"
#include "iwf/base/bytes.hpp"

namespace iwf::config {
namespace {

std::string found_text(const Node& node)
{
    switch (node.kind) {
    case Node::Kind::null:
        return "nothing";
    case Node::Kind::text:
        return "\"" + base::printable(node.text) + "\"";
    case Node::Kind::list:
        return "a list";
    case Node::Kind::mapping:
        return "a mapping";
    case Node::Kind::broken:
        break;
    }
    return "something else";
}

std::string joined_path(const std::string& path, const std::string& key)
{
    return path.empty() ? key : path + "." + key;
}

std::string expected_list(const pb::FieldDescriptor& field)
{
    return "a list, each item " + expected(field);
}

class Binder
{
public:
    Binder(const std::string& file, ErrorList& errors)
        : file_{file}
        , errors_{errors}
    {}

    void bind_message(const Node& node, const std::string& path, pb::Message& message)
    {
        const pb::Descriptor& type = *message.GetDescriptor();
        if (node.kind == Node::Kind::text && shape_of(type).shorthand_size() > 0) {
            return bind_shorthand(node, path, message);
        }
        if (node.kind != Node::Kind::mapping) {
            return wrong_type(node, path, "a mapping with " + joined(keys_of(type)));
        }
        for (const Node& entry : node.children) {
            bind_entry(entry, path, message);
        }
        check_required(node, path, type);
    }

private:
    void fail(Place place, std::string path, std::string what)
    {
        errors_.add({file_, place, std::move(path), std::move(what)});
    }

    void wrong_type(const Node& node, const std::string& path, const std::string& wanted)
    {
        if (node.kind != Node::Kind::broken) {
            fail(node.place, path, "found " + found_text(node) + "; expected " + wanted);
        }
    }

    void bind_entry(const Node& entry, const std::string& path, pb::Message& message)
    {
        const pb::Descriptor& type = *message.GetDescriptor();
        const pb::FieldDescriptor* const field = type.FindFieldByName(entry.key);
        if (field == nullptr) {
            return unknown_key(entry, path, type);
        }
        const std::string field_path = joined_path(path, entry.key);
        if (field->is_repeated()) {
            bind_list(entry, field_path, message, *field);
        } else {
            bind_item(entry, field_path, message, *field);
        }
    }

    void unknown_key(const Node& entry, const std::string& path, const pb::Descriptor& type)
    {
        const std::string key_path = joined_path(path, base::printable(entry.key));
        const auto& later = shape_of(type).later();
        if (std::ranges::find(later, entry.key) != later.end()) {
            return fail(entry.key_place, key_path, "not supported in this version; remove the key");
        }
        const auto keys = keys_of(type);
        fail(
            entry.key_place,
            key_path,
            "unknown key; allowed: " + joined(keys) + did_you_mean(entry.key, keys)
        );
    }

    void bind_list(
        const Node& node,
        const std::string& path,
        pb::Message& message,
        const pb::FieldDescriptor& field
    )
    {
        if (node.kind != Node::Kind::list) {
            return wrong_type(node, path, expected_list(field));
        }
        const auto& rule = rule_of(field);
        if (node.children.empty() && (rule.required() || rule.not_empty())) {
            return fail(node.place, path, "an empty list; expected " + expected_list(field));
        }
        std::unordered_map<std::string, std::size_t> seen;
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            const Node& item = node.children[i];
            const std::string item_path = path + "[" + std::to_string(i) + "]";
            const auto value = bind_item(item, item_path, message, field);
            if (!value || !rule.unique()) {
                continue;
            }
            const auto [at, fresh] = seen.emplace(*value, item.place.line);
            if (!fresh) {
                fail(
                    item.place,
                    item_path,
                    "given twice; first in line " + std::to_string(at->second)
                );
            }
        }
    }

    /// The normal form of what was bound, if it was a text or a word.
    std::optional<std::string> bind_item(
        const Node& node,
        const std::string& path,
        pb::Message& message,
        const pb::FieldDescriptor& field
    )
    {
        if (is_message(field)) {
            const pb::Reflection& reflection = *message.GetReflection();
            bind_message(
                node,
                path,
                field.is_repeated() ? *reflection.AddMessage(&message, &field)
                                    : *reflection.MutableMessage(&message, &field)
            );
            return std::nullopt;
        }
        if (node.kind != Node::Kind::text) {
            wrong_type(node, path, expected(field));
            hold_place(message, field);
            return std::nullopt;
        }
        const auto value = parse_value(field, node.text, node.quoted);
        if (!value) {
            fail(node.place, path, value.error().text);
            hold_place(message, field);
            return std::nullopt;
        }
        store(message, field, *value);
        const auto* const text = std::get_if<std::string>(&*value);
        return text != nullptr ? *text : node.text;
    }

    /// An empty item for one that is wrong: the next keep their numbers, so that later checks name
    /// the right line.
    static void hold_place(pb::Message& message, const pb::FieldDescriptor& field)
    {
        if (!field.is_repeated()) {
            return;
        }
        if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_ENUM) {
            store(message, field, Value{0});
        } else {
            store(message, field, Value{std::string{}});
        }
    }

    void bind_shorthand(const Node& node, const std::string& path, pb::Message& message)
    {
        for (const std::string& name : shape_of(*message.GetDescriptor()).shorthand()) {
            const auto* const field = message.GetDescriptor()->FindFieldByName(name);
            assert(field != nullptr);
            bind_item(node, path, message, *field);
        }
    }

    void check_required(const Node& node, const std::string& path, const pb::Descriptor& type)
    {
        for (int i = 0; i < type.field_count(); ++i) {
            const pb::FieldDescriptor& field = *type.field(i);
            const auto& rule = rule_of(field);
            if (!rule.required() || node.find(field.name()) != nullptr ||
                node.find(rule.unless()) != nullptr) {
                continue;
            }
            const std::string wanted = field.is_repeated() ? expected_list(field) : expected(field);
            fail(
                node.key.empty() ? node.place : node.key_place,
                joined_path(path, field.name()),
                "missing; " + (rule.missing().empty() ? "expected " + wanted : rule.missing())
            );
        }
    }

    const std::string& file_;
    ErrorList& errors_;
};

bool has_required(const pb::Descriptor& type)
{
    for (int i = 0; i < type.field_count(); ++i) {
        if (rule_of(*type.field(i)).required()) {
            return true;
        }
    }
    return false;
}

void apply_default(pb::Message& message, const pb::FieldDescriptor& field)
{
    for (const std::string& text : rule_of(field).default_()) {
        const auto value = parse_value(field, text, field.cpp_type() == field.CPPTYPE_STRING);
        assert(value); // a schema whose default breaks its own rule; a test reads all of them
        store(message, field, *value);
    }
}

void apply_to_messages(pb::Message& message, const pb::FieldDescriptor& field)
{
    const pb::Reflection& reflection = *message.GetReflection();
    if (field.is_repeated()) {
        for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
            apply_defaults(*reflection.MutableRepeatedMessage(&message, &field, i));
        }
    } else if (reflection.HasField(message, &field) || !has_required(*field.message_type())) {
        apply_defaults(*reflection.MutableMessage(&message, &field));
    }
}

} // namespace

void bind_by_schema(
    const Node& node, const std::string& file, pb::Message& message, ErrorList& errors
)
{
    Binder{file, errors}.bind_message(node, {}, message);
}

void apply_defaults(pb::Message& message)
{
    const pb::Descriptor& type = *message.GetDescriptor();
    const pb::Reflection& reflection = *message.GetReflection();
    for (int i = 0; i < type.field_count(); ++i) {
        const pb::FieldDescriptor& field = *type.field(i);
        if (is_message(field)) {
            apply_to_messages(message, field);
        } else if (field.is_repeated() ? reflection.FieldSize(message, &field) == 0 : !reflection.HasField(message, &field)) {
            apply_default(message, field);
        }
    }
}

} // namespace iwf::config
