// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "iwf/app/neighbour/json.hpp"

namespace iwf::scs {

/// What there is to say, by name: for people as "name=value name=value", for programs as members
/// of a JSON object. Both say the same.
class Fields
{
public:
    void text(std::string_view name, std::string_view value)
    {
        add(name, std::string{value}, neighbour::json_string(value));
    }

    template <std::integral Number>
    void number(std::string_view name, Number value)
    {
        add(name, std::to_string(value), std::to_string(value));
    }

    void boolean(std::string_view name, bool value)
    {
        add(name, value ? "yes" : "no", value ? "true" : "false");
    }

    void flag(std::string_view name) { boolean(name, true); }

    void append(const Fields& others)
    {
        fields_.insert(fields_.end(), others.fields_.begin(), others.fields_.end());
    }

    void texts(std::string_view name, const std::vector<std::string>& values)
    {
        std::string plain;
        std::string json;
        for (const std::string& value : values) {
            plain += (plain.empty() ? "" : ",") + value;
            json += (json.empty() ? "" : ",") + neighbour::json_string(value);
        }
        add(name, std::move(plain), "[" + json + "]");
    }

    void numbers(std::string_view name, const std::vector<std::uint64_t>& values)
    {
        std::string text;
        for (const std::uint64_t value : values) {
            text += (text.empty() ? "" : ",") + std::to_string(value);
        }
        add(name, text, "[" + text + "]");
    }

    void list(std::string_view name, const std::vector<Fields>& values)
    {
        std::string plain;
        std::string json;
        for (const Fields& value : values) {
            neighbour::JsonLine line;
            value.put_into(line);
            plain += "(" + value.plain() + ")";
            json += (json.empty() ? "" : ",") + line.text();
        }
        add(name, std::move(plain), "[" + json + "]");
    }

    [[nodiscard]] std::string plain() const
    {
        std::string line;
        for (const Field& field : fields_) {
            line += (line.empty() ? "" : " ") + field.name + "=" + field.plain;
        }
        return line;
    }

    void put_into(neighbour::JsonLine& line) const
    {
        for (const Field& field : fields_) {
            line.put_raw(field.name, field.json);
        }
    }

private:
    struct Field
    {
        std::string name;
        std::string plain;
        std::string json;
    };

    void add(std::string_view name, std::string plain, std::string json)
    {
        fields_.push_back({std::string{name}, std::move(plain), std::move(json)});
    }

    std::vector<Field> fields_;
};

} // namespace iwf::scs
