// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "iwf/base/log.hpp"

namespace iwf::runtime {

enum class LogFormat : std::uint8_t
{
    text,    ///< `TIME LEVEL event key=value ...`
    json,    ///< one object a line
    journal, ///< the system's journal, each key a field
};

struct LogSettings
{
    base::Severity level{base::Severity::info}; ///< and above
    LogFormat format{LogFormat::text};
    /// Lines a second of one severity beyond which only the number of lines left out is told, once
    /// a second: a peer must not fill the disk. Errors are never left out.
    std::uint32_t lines_per_second{200};
};

/// Writes to standard error (or the journal) from a thread of its own, through a bounded queue
/// whose oldest lines give way; the caller never waits for the sink.
[[nodiscard]] std::unique_ptr<base::Log> make_log(const LogSettings& settings);

/// What a line looks like, without the time. For tests, and for whoever writes elsewhere.
[[nodiscard]] std::string format_text(
    base::Severity severity, std::string_view name, std::initializer_list<base::LogField> fields
);
[[nodiscard]] std::string format_json(
    base::Severity severity,
    std::string_view name,
    std::string_view time,
    std::initializer_list<base::LogField> fields
);

} // namespace iwf::runtime
