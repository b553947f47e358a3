// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "iwf/domain/network.hpp"

namespace iwf::core {

/// A block of addresses and who is behind it.
struct BoundBlock
{
    domain::Network block;
    std::string identity; ///< canonical_identity()

    friend auto operator<=>(const BoundBlock&, const BoundBlock&) = default;
};

/// What one event changed. `gained` and `lost` compare before and after: a block that one CHILD_SA
/// took over from another of the same identity is in neither.
struct SaChange
{
    std::vector<BoundBlock> gained;
    std::vector<BoundBlock> lost;

    /// All blocks with a CHILD_SA that came, went or changed. Each connection from an address in
    /// one of them has to be checked again: it may have lost its SA, have two claimants now, or a
    /// weaker suite.
    std::vector<domain::Network> touched;

    std::size_t refused{}; ///< IKE_SAs and CHILD_SAs, since the table is full: an alarm

    friend bool operator==(const SaChange&, const SaChange&) = default;
};

/// Remembers how it was before the first change of a block, to tell in the end what is different.
class SaChangeNotes
{
public:
    /// Before the carriers of this identity on this block change. `is_bound`: one is bound now.
    template <class IsBound>
    void before_change(const domain::Network& block, const std::string& identity, IsBound is_bound)
    {
        touched_.insert(block);
        BoundBlock key{block, identity};
        const auto at = was_bound_.lower_bound(key);
        if (at == was_bound_.end() || at->first != key) {
            const bool was_bound = is_bound(key);
            was_bound_.emplace_hint(at, std::move(key), was_bound);
        }
    }

    void refuse() { ++refused_; }

    /// `is_bound(const BoundBlock&)` says how it is now.
    template <class IsBound>
    [[nodiscard]] SaChange finish(IsBound is_bound) const
    {
        SaChange change;
        for (const auto& [key, was_bound] : was_bound_) {
            if (is_bound(key) != was_bound) {
                (was_bound ? change.lost : change.gained).push_back(key);
            }
        }
        change.touched.assign(touched_.begin(), touched_.end());
        change.refused = refused_;
        return change;
    }

private:
    std::map<BoundBlock, bool> was_bound_;
    std::set<domain::Network> touched_;
    std::size_t refused_{};
};

} // namespace iwf::core
