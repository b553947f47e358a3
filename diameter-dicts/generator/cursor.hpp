// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dictgen {

/// Reads one line from left to right, skipping blanks between tokens.
class Cursor
{
public:
    explicit Cursor(std::string_view text)
        : rest_{text}
    {
        skip_blanks();
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

    /// Letters, digits and `-`; empty when something else stands here.
    std::string word();

    /// A decimal number of at most 32 bit; nothing is consumed when there is none.
    std::optional<std::uint32_t> number();

    /// Consumes `token` if it stands here.
    bool take(std::string_view token);

    /// Everything up to the end of the line, without blanks at its end.
    std::string rest();

    /// Everything up to the next blank.
    std::string until_blank();

private:
    void skip_blanks();

    std::string_view rest_;
};

} // namespace dictgen
