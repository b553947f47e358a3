// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "iwf/app/neighbour/json.hpp"
#include "iwf/diameter/common.hpp"

namespace iwf::sim {

/// What a test may ask: named numbers that only grow, until they are reset.
class Counters
{
public:
    /// These names are there from the start, as 0.
    Counters(std::initializer_list<const char*> names)
    {
        for (const char* const name : names) {
            values_[name] = 0;
        }
    }

    void add(std::string_view name)
    {
        const auto found = values_.find(name);
        ++(found != values_.end() ? found->second : values_[std::string{name}]);
    }

    /// "sia_2001", "sia_experimental_5001".
    void add(std::string_view answer, const diameter::Outcome& outcome)
    {
        add(std::string{answer} + (outcome.experimental ? "_experimental_" : "_") +
            std::to_string(outcome.code));
    }

    [[nodiscard]] std::uint64_t value(std::string_view name) const
    {
        const auto found = values_.find(name);
        return found == values_.end() ? 0 : found->second;
    }

    [[nodiscard]] std::string json() const
    {
        neighbour::JsonLine line;
        for (const auto& [name, value] : values_) {
            line.put(name, value);
        }
        return line.text();
    }

    void reset()
    {
        for (auto& [name, value] : values_) {
            value = 0;
        }
    }

private:
    std::map<std::string, std::uint64_t, std::less<>> values_;
};

} // namespace iwf::sim
