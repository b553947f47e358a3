// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "iwf/diameter/transport.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::gateways {

/// One HSS or SMS-SC.
struct PoolMember
{
    diameter::PeerId peer;
    domain::InternalHost host;
    std::string realm;
    std::uint32_t priority{1}; ///< the lowest that is connected is used
    std::uint32_t weight{1};   ///< share among equals, at least 1
    bool open{};
};

/// The nodes of one kind, of which any will do. Members are few: looked through one by one.
class PeerPool
{
public:
    /// `seed`: for the choice by weight.
    PeerPool(std::vector<PoolMember> members, std::uint32_t seed)
        : members_{std::move(members)}
        , random_{seed}
    {}

    void set_open(diameter::PeerId peer, bool open);

    /// Of the connected members not in `tried`, one of the lowest priority value, in proportion to
    /// the weights; null when none is left.
    [[nodiscard]] const PoolMember* choose(const std::vector<diameter::PeerId>& tried);

    [[nodiscard]] const PoolMember* find(const domain::InternalHost& host) const;
    [[nodiscard]] const PoolMember* find(diameter::PeerId peer) const;

private:
    std::vector<PoolMember> members_;
    std::minstd_rand random_;
};

} // namespace iwf::gateways
