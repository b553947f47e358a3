// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "iwf/base/result.hpp"
#include "iwf/freediameter/peer_slot.hpp"

struct fifo;

namespace iwf::freediameter {

/// The configured peers, by place, identity and libfdcore's object. Slots are added, never taken
/// away: what was found stays valid as long as the node.
class PeerTable
{
public:
    PeerTable(const Limits& limits, Backlog& backlog)
        : limits_{limits}
        , backlog_{backlog}
    {}

    /// Tells libfdcore of the peer; its state machine starts at once, or with the node. Core
    /// thread. Fails for an identity that is there already, or an address that is none.
    [[nodiscard]] base::Result<PeerSlot*> add(PeerConfig config);

    // Any thread.
    [[nodiscard]] PeerSlot* at(diameter::PeerId id) const;
    [[nodiscard]] PeerSlot* find(std::string_view identity) const; ///< in any case of letters
    [[nodiscard]] PeerSlot* find(const ::fd_peer* peer) const { return find_by(peer); }
    /// By an object of libfdcore: the peer, its queue of events, its connection.
    [[nodiscard]] PeerSlot* find_by(const void* object) const;
    [[nodiscard]] std::size_t size() const;

    /// The connection is this peer's from now on, and its messages go into this queue. Thread of
    /// the peer's state machine.
    void link(PeerSlot& slot, ::cnxctx* connection, const ::fifo* events);
    /// It is not any more. Thread of the peer's state machine.
    void unlink(PeerSlot& slot);

private:
    [[nodiscard]] base::Result<::fd_peer*> register_peer(const PeerConfig& config);

    const Limits limits_;
    Backlog& backlog_;
    mutable std::shared_mutex mutex_; ///< all below
    std::vector<std::unique_ptr<PeerSlot>> slots_;
    std::unordered_map<std::string, PeerSlot*> by_identity_;
    std::unordered_map<const void*, PeerSlot*> by_object_;
};

} // namespace iwf::freediameter
