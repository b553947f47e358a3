// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace iwf::neighbour {

/// `text` between quotes, as JSON wants it. Octets above 0x7F are passed on as they are.
[[nodiscard]] std::string json_string(std::string_view text);

/// One JSON object on one line, member by member.
class JsonLine
{
public:
    JsonLine& put(std::string_view key, std::string_view value)
    {
        return put_raw(key, json_string(value));
    }
    JsonLine& put(std::string_view key, const char* value)
    {
        return put(key, std::string_view{value});
    }
    JsonLine& put(std::string_view key, const std::string& value)
    {
        return put(key, std::string_view{value});
    }
    template <std::integral Number>
    JsonLine& put(std::string_view key, Number value)
    {
        return put_raw(key, std::to_string(value));
    }
    JsonLine& put(std::string_view key, double value);
    JsonLine& put(std::string_view key, bool value)
    {
        return put_raw(key, value ? "true" : "false");
    }

    /// `value` is JSON already.
    JsonLine& put_raw(std::string_view key, std::string_view value);

    [[nodiscard]] std::string text() const { return "{" + members_ + "}"; }

private:
    std::string members_;
};

} // namespace iwf::neighbour
