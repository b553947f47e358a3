// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace iwf::core {

/// Which requests of a server may have priority, so that no more than their share has: each request
/// earns its share of one, each that has priority costs a whole one. Of any number of requests in a
/// row at most their share and `saved_most` have priority; of a server that asks for nothing else,
/// exactly its share. Counts requests and not time: the same requests get the same answers.
class PriorityCredit
{
public:
    /// After how ever many requests without priority, so many in a row may have it.
    static constexpr std::uint32_t saved_most = 10;

    /// `share`: of the requests, 1 to 100 percent; the same in all three. Whether one more may.
    [[nodiscard]] bool may_have_priority(std::uint32_t share) const;

    /// A request was let through without priority, or was refused for the share.
    void earn(std::uint32_t share);

    /// One was let through with priority. Only when it may.
    void spend(std::uint32_t share);

private:
    std::uint32_t percent_{100}; ///< of a request; a server may begin with one
};

} // namespace iwf::core
