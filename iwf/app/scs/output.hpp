// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "iwf/app/scs/server.hpp"

namespace iwf::scs {

/// Exit statuses; scripts rely on them.
namespace status {
inline constexpr int success = 0;
inline constexpr int refused = 1;
inline constexpr int usage = 2;
inline constexpr int unreachable = 3;   ///< no connection, or no answer in time
inline constexpr int not_delivered = 4; ///< the report says so
inline constexpr int no_report = 5;     ///< accepted, and no report in time
} // namespace status

enum class Format : std::uint8_t
{
    plain,
    coloured,
    json
};

/// What the user sees, on standard output: lines to read, or one JSON object a line.
class Output
{
public:
    explicit Output(Format format)
        : format_{format}
    {}

    [[nodiscard]] Format format() const { return format_; }

    void action(const DeviceAction& action) const;
    void result(
        const DeviceAction& action, const ActionResult& result, std::chrono::microseconds took
    ) const;
    void report(const Report& report, Acknowledge acknowledge) const;
    void message(const ShortMessage& message, Acknowledge acknowledge) const;
    void connection(std::string_view what, std::string_view detail) const;

    /// Something that ends the command badly, on standard error in plain formats.
    void problem(std::string_view what) const;

    enum class Colour : std::uint8_t
    {
        good,
        bad
    };
    [[nodiscard]] std::string painted(std::string_view text, Colour colour) const;

    /// A line of a caller's own, in the format that format() says.
    void line(const std::string& text) const;

private:
    Format format_;
};

/// The exit status of a confirmation.
[[nodiscard]] int status_of(const ActionResult& result);

/// The exit status of a report.
[[nodiscard]] int status_of(const Report& report);

/// "trigger", "recall", "replace".
[[nodiscard]] std::string_view verb_of(domain::ActionType action);

} // namespace iwf::scs
