// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "iwf/base/bytes.hpp"

namespace iwf::vici {

/// Appends the low octets of `number`, most significant first.
void put_number(base::Bytes& out, std::size_t number, std::size_t octets);

/// Appends the size of `text` in `size_octets`, and the text. The size must fit.
void put_sized(base::Bytes& out, std::string_view text, std::size_t size_octets);

/// Takes octets from the front of what it borrows; nothing when they are not there.
class Octets
{
public:
    explicit Octets(base::ByteView octets)
        : all_{octets}
        , rest_{octets}
    {}

    [[nodiscard]] bool is_empty() const { return rest_.empty(); }
    [[nodiscard]] base::ByteView rest() const { return rest_; }
    /// How many were taken.
    [[nodiscard]] std::size_t offset() const { return all_.size() - rest_.size(); }

    [[nodiscard]] std::optional<std::size_t> number(std::size_t octets);
    /// Text with its size before it, in `size_octets`. Borrowed.
    [[nodiscard]] std::optional<std::string_view> sized(std::size_t size_octets);

private:
    base::ByteView all_;
    base::ByteView rest_;
};

} // namespace iwf::vici
