// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/time_zone.hpp"

#include <algorithm>
#include <iterator>

namespace iwf::core {

std::chrono::seconds TimeZone::offset_at(base::WallTime time) const
{
    if (changes_ == nullptr) {
        return first_;
    }
    const auto next = std::ranges::upper_bound(*changes_, time, {}, &Change::at);
    return next == changes_->begin() ? first_ : std::prev(next)->offset;
}

LocalTime TimeZone::local(base::WallTime time) const
{
    return LocalTime{(time + offset_at(time)).time_since_epoch()};
}

} // namespace iwf::core
