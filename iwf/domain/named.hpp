// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

/// Tables of what numbers are called, in one direction and the other.
namespace iwf::domain {

template <class Enum>
struct Named
{
    Enum value;
    std::string_view name;
};
template <class Enum>
Named(Enum, const char*) -> Named<Enum>; // clang 14 does not deduce it for an aggregate

template <class Table, class Enum>
std::string_view name_in(const Table& table, Enum value)
{
    const auto* const found = std::ranges::find(table, value, &Named<Enum>::value);
    return found == table.end() ? std::string_view{"?"} : found->name;
}

template <class Enum, class Table>
std::optional<Enum> value_in(const Table& table, std::uint32_t value)
{
    const auto* const found = std::ranges::find(table, Enum{value}, &Named<Enum>::value);
    return found == table.end() ? std::nullopt : std::optional{found->value};
}

} // namespace iwf::domain
