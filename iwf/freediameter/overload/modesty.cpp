// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/overload/modesty.hpp"

#include <utility>
#include <vector>

#include "iwf/freediameter/overload/fair_part.hpp"

namespace iwf::freediameter {

void judge_modesty(std::span<InboxShare* const> shares, std::size_t served)
{
    std::vector<std::size_t> asked;
    asked.reserve(shares.size());
    for (InboxShare* const share : shares) {
        asked.push_back(share->asked.exchange(0));
    }
    const std::size_t part = fair_part(asked, served);
    for (std::size_t place = 0; place < shares.size(); ++place) {
        shares[place]->is_modest = asked[place] - asked[place] / 8 <= part;
    }
}

} // namespace iwf::freediameter
