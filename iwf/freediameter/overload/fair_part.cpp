// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/overload/fair_part.hpp"

#include <algorithm>
#include <limits>

namespace iwf::freediameter {

std::size_t fair_part(std::vector<std::size_t> asked, std::size_t served)
{
    std::ranges::sort(asked);
    std::size_t others = asked.size();
    for (const std::size_t one : asked) {
        if (one > served / others) {
            return served / others;
        }
        served -= one;
        --others;
    }
    return std::numeric_limits<std::size_t>::max();
}

} // namespace iwf::freediameter
