// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "iwf/base/result.hpp"

namespace re2 {
class RE2;
}

namespace iwf::core {

/// External-Identifiers by pattern: a regular expression of RE2 for the local part, '@', and the
/// domain as it is, of which nothing is a pattern: "meter[0-9]{4}@meters.acme.example". The whole
/// local part must match. Matching takes time linear in the identifier. Immutable; copies share the
/// compiled expression.
class DevicePattern
{
public:
    static constexpr std::size_t max_length = 200; ///< octets, in all
    static constexpr int max_instructions = 1000;  ///< of RE2's program

    /// The error says what is wrong, without the text.
    [[nodiscard]] static base::Result<DevicePattern> parse(std::string_view text);

    /// As it was written, the domain in lower case.
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] std::string_view domain() const
    {
        return std::string_view{text_}.substr(at_ + 1);
    }

    [[nodiscard]] bool holds_local(std::string_view local) const;

private:
    DevicePattern(std::string text, std::size_t at, std::shared_ptr<const re2::RE2> local)
        : text_{std::move(text)}
        , at_{at}
        , local_{std::move(local)}
    {}

    std::string text_;
    std::size_t at_;
    std::shared_ptr<const re2::RE2> local_;
};

} // namespace iwf::core
