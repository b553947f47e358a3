// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace iwf::base {

enum class Severity : std::uint8_t
{
    debug,
    info,
    notice,
    warning,
    error
};

/// One `key=value` of an event. Never an identity of a subscriber in clear: mask it first
/// (domain::masked()).
struct LogField
{
    std::string_view key;
    std::string value;

    LogField(std::string_view k, std::string v)
        : key{k}
        , value{std::move(v)}
    {}
    LogField(std::string_view k, std::string_view v)
        : key{k}
        , value{v}
    {}
    LogField(std::string_view k, const char* v)
        : key{k}
        , value{v}
    {}
    template <std::integral Number>
    LogField(std::string_view k, Number v)
        : key{k}
        , value{std::to_string(v)}
    {}
};

/// Port to the log: a line is an event with a dotted name and fields (`trigger.refused scs=...`).
/// Implementations may be called from any thread and never block the caller on a slow sink.
class Log
{
public:
    Log() = default;
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    virtual ~Log() = default;

    virtual void
    event(Severity severity, std::string_view name, std::initializer_list<LogField> fields) = 0;
};

} // namespace iwf::base
