// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

#include "iwf/base/bytes.hpp"
#include "iwf/base/clock.hpp"

/// How values lie in the fields of a message. For the sources of this folder.
namespace iwf::store {

inline std::string text_of(const base::Bytes& bytes)
{
    return std::string{base::as_text(bytes)};
}

inline std::int64_t milliseconds_of(base::WallTime time)
{
    return time.time_since_epoch().count();
}

/// Sets those fields of `message` for which there is a value.
template <class Message>
class FieldWriter
{
public:
    explicit FieldWriter(Message& message)
        : message_{message}
    {}

    template <class Value, class Field>
    void put(const std::optional<Value>& value, void (Message::*set)(Field))
    {
        if (!value) {
            return;
        }
        if constexpr (std::is_same_v<Value, base::WallTime>) {
            (message_.*set)(milliseconds_of(*value));
        } else {
            (message_.*set)(static_cast<Field>(*value));
        }
    }

    void put(const std::optional<base::Bytes>& value, std::string* (Message::*field)())
    {
        if (value) {
            *(message_.*field)() = base::as_text(*value);
        }
    }

    void put(const std::optional<std::string>& value, std::string* (Message::*field)())
    {
        if (value) {
            *(message_.*field)() = *value;
        }
    }

private:
    Message& message_;
};

} // namespace iwf::store
