// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/peer_pool.hpp"

#include <algorithm>

namespace iwf::gateways {

using diameter::PeerId;

void PeerPool::set_open(PeerId peer, bool open)
{
    const auto member = std::ranges::find(members_, peer, &PoolMember::peer);
    if (member != members_.end()) {
        member->open = open;
    }
}

const PoolMember* PeerPool::choose(const std::vector<PeerId>& tried)
{
    std::vector<const PoolMember*> best;
    std::uint64_t weights = 0;
    for (const PoolMember& member : members_) {
        const bool was_tried = std::ranges::find(tried, member.peer) != tried.end();
        if (!member.open || was_tried) {
            continue;
        }
        if (!best.empty() && member.priority < best.front()->priority) {
            best.clear();
            weights = 0;
        }
        if (best.empty() || member.priority == best.front()->priority) {
            best.push_back(&member);
            weights += member.weight;
        }
    }
    if (best.size() < 2) {
        return best.empty() ? nullptr : best.front();
    }
    std::uint64_t ticket = std::uniform_int_distribution<std::uint64_t>{1, weights}(random_);
    for (const PoolMember* member : best) {
        if (ticket <= member->weight) {
            return member;
        }
        ticket -= member->weight;
    }
    return best.back();
}

const PoolMember* PeerPool::find(const domain::InternalHost& host) const
{
    const auto member = std::ranges::find(members_, host, &PoolMember::host);
    return member == members_.end() ? nullptr : &*member;
}

const PoolMember* PeerPool::find(PeerId peer) const
{
    const auto member = std::ranges::find(members_, peer, &PoolMember::peer);
    return member == members_.end() ? nullptr : &*member;
}

} // namespace iwf::gateways
