// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "iwf/base/bytes.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/result.hpp"

/// What field_writer.hpp says, the other way. For the sources of this folder.
namespace iwf::store {

inline base::Bytes bytes_of(std::string_view text)
{
    const base::ByteView view = base::as_bytes(text);
    return {view.begin(), view.end()};
}

inline base::WallTime time_of(std::int64_t milliseconds)
{
    return base::WallTime{std::chrono::milliseconds{milliseconds}};
}

/// `value` where the message has it.
template <class Value>
std::optional<Value> given(bool has, Value value)
{
    return has ? std::optional{std::move(value)} : std::nullopt;
}

/// The member of an enumeration without gaps that has this value.
template <class Enum>
std::optional<Enum> within(Enum first, Enum last, std::uint32_t value)
{
    return value >= static_cast<std::uint32_t>(first) && value <= static_cast<std::uint32_t>(last)
               ? std::optional{static_cast<Enum>(value)}
               : std::nullopt;
}

/// Reads the fields of a message one after the other and keeps the first thing that was wrong.
class FieldReader
{
public:
    /// The parsed text; nothing once something was wrong.
    template <class Value>
    std::optional<Value> parsed(std::string_view field, const std::string& text)
    {
        base::Result<Value> value = Value::parse(text);
        if (!value) {
            note(field, value.error().text);
            return std::nullopt;
        }
        return *std::move(value);
    }

    /// `value`, which must be there.
    template <class Value>
    Value known(std::string_view field, std::uint32_t number, std::optional<Value> value)
    {
        if (!value) {
            note(field, "no meaning for the value " + std::to_string(number));
            return Value{};
        }
        return *value;
    }

    /// A member of an enumeration from `first` to `last`; nothing where the message has none.
    template <class Enum>
    std::optional<Enum>
    one_of(std::string_view field, bool has, std::uint32_t number, Enum first, Enum last)
    {
        return has ? std::optional{known(field, number, within(first, last, number))}
                   : std::nullopt;
    }

    /// Likewise, where each message has one.
    template <class Enum>
    Enum required(std::string_view field, bool has, std::uint32_t number, Enum first, Enum last)
    {
        if (!has) {
            note(field, "missing");
        }
        return one_of(field, has, number, first, last).value_or(first);
    }

    void note(std::string_view field, std::string_view what)
    {
        if (error_.empty()) {
            error_ = std::string{field} + ": " + std::string{what};
        }
    }

    [[nodiscard]] bool ok() const { return error_.empty(); }
    [[nodiscard]] base::Error error() const { return base::Error{error_}; }

private:
    std::string error_;
};

} // namespace iwf::store
