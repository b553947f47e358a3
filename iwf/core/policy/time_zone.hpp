// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "iwf/base/clock.hpp"

namespace iwf::core {

/// What a clock on a wall of some place shows.
using LocalTime = std::chrono::local_time<std::chrono::milliseconds>;

/// How far such a clock is ahead of UTC, now and at other times. The rules are a table that was
/// read from the time zone database before: nothing is read here. Immutable; a copy shares it.
class TimeZone
{
public:
    /// From `at` on the clock is `offset` ahead of UTC, at most 24 hours either way.
    struct Change
    {
        base::WallTime at;
        std::chrono::seconds offset{};
    };

    /// UTC.
    TimeZone() = default;

    /// The same all the year.
    TimeZone(std::string name, std::chrono::seconds offset)
        : name_{std::move(name)}
        , first_{offset}
    {}

    /// `first` is the offset until the first change; changes are in their order.
    TimeZone(std::string name, std::chrono::seconds first, std::vector<Change> changes)
        : name_{std::move(name)}
        , first_{first}
        , changes_{std::make_shared<const std::vector<Change>>(std::move(changes))}
    {}

    /// As it was written: "UTC", "+02:00", "Europe/Berlin".
    [[nodiscard]] const std::string& name() const { return name_; }

    [[nodiscard]] std::chrono::seconds offset_at(base::WallTime time) const;
    [[nodiscard]] LocalTime local(base::WallTime time) const;

private:
    std::string name_{"UTC"};
    std::chrono::seconds first_{};
    std::shared_ptr<const std::vector<Change>> changes_; ///< shared by copies; null: none
};

} // namespace iwf::core
