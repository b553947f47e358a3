// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace iwf::base {

/// A number that is only equal to, and ordered among, numbers of the same Tag.
template <class Tag, class Number = std::uint64_t>
class StrongId
{
public:
    constexpr StrongId() = default;
    constexpr explicit StrongId(Number value)
        : value_{value}
    {}

    [[nodiscard]] constexpr Number value() const { return value_; }

    friend constexpr auto operator<=>(const StrongId&, const StrongId&) = default;

private:
    Number value_{};
};

} // namespace iwf::base

template <class Tag, class Number>
struct std::hash<iwf::base::StrongId<Tag, Number>>
{
    std::size_t operator()(const iwf::base::StrongId<Tag, Number>& id) const noexcept
    {
        return std::hash<Number>{}(id.value());
    }
};
