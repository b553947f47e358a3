// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "iwf/base/text_hash.hpp"

namespace iwf::core {

/// Gives each name a number, in turn from 0, and keeps both for good: for names that are few.
class NameNumbers
{
public:
    /// The number of the name, which has one from now on.
    std::uint32_t number(std::string_view name)
    {
        if (const auto known = find(name)) {
            return *known;
        }
        const auto next = static_cast<std::uint32_t>(numbers_.size());
        numbers_.emplace(name, next);
        return next;
    }

    /// Nothing: the name has none.
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const
    {
        const auto found = numbers_.find(name);
        return found == numbers_.end() ? std::nullopt : std::optional{found->second};
    }

private:
    std::unordered_map<std::string, std::uint32_t, base::TextHash, std::equal_to<>> numbers_;
};

} // namespace iwf::core
