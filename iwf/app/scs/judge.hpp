// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "iwf/app/neighbour/text.hpp"

namespace iwf::scs {

inline constexpr std::uint32_t any_number = std::numeric_limits<std::uint32_t>::max();

/// The values of options, judged; the first that is wrong is kept.
class Judge
{
public:
    template <class Parse>
    auto value(std::string_view option, const std::string& text, Parse parse)
    {
        auto result = parse(text);
        if (!result) {
            refuse(option, result.error().text);
        }
        return result;
    }

    std::optional<std::uint32_t>
    number(std::string_view option, const std::string& text, std::uint32_t most)
    {
        if (text.empty()) {
            return std::nullopt;
        }
        const auto number = neighbour::parse_number(text);
        if (number && *number <= most) {
            return number;
        }
        refuse(
            option, "'" + base::printable(text) + "' is no number from 0 to " + std::to_string(most)
        );
        return std::nullopt;
    }

    std::optional<std::chrono::milliseconds>
    duration(std::string_view option, const std::string& text)
    {
        if (text.empty()) {
            return std::nullopt;
        }
        const auto parsed = value(option, text, neighbour::parse_duration);
        return parsed ? std::optional{*parsed} : std::nullopt;
    }

    /// Whole seconds.
    std::optional<std::uint32_t> seconds(std::string_view option, const std::string& text)
    {
        const auto whole = duration(option, text);
        if (!whole) {
            return std::nullopt;
        }
        return static_cast<std::uint32_t>(std::chrono::floor<std::chrono::seconds>(*whole).count());
    }

    void refuse(std::string_view option, std::string_view why)
    {
        if (error_.empty()) {
            error_ = std::string{option} + ": " + std::string{why};
        }
    }

    [[nodiscard]] const std::string& error() const { return error_; }

private:
    std::string error_;
};

} // namespace iwf::scs
