// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "iwf/freediameter/overload/gathering.hpp"

struct fifo;

namespace iwf::freediameter {

struct Crossing;
class PeerSlot;

/// The thread that receives on a connection, and takes what is not of the base protocol to the
/// inbox itself: through the peer's state machine it would cost two threads, three allocations and
/// a parse that tell nobody anything.
///
/// The state machine must see the first message, though: with it a connection that came to us
/// opens. What follows waits until the core was told that it is open, and behind the first one.
class Receiver
{
public:
    /// Of this thread of libfdcore.
    [[nodiscard]] static Receiver& here();

    /// True: it was for us, and `octets` are freed. False: it is the state machine's whose events
    /// this queue takes. May wait, and be cancelled then: `octets` are freed.
    [[nodiscard]] bool take(Crossing& node, const ::fifo* events, void* octets, std::size_t size);

    /// All that was read is taken: what was refused of it is told. Unless the connection has more
    /// already: may wait until it has, and be cancelled then.
    void before_waiting(bool has_more);

private:
    [[nodiscard]] PeerSlot* slot_behind(Crossing& node, const ::fifo* events);
    [[nodiscard]] std::uint64_t await_opening(const PeerSlot& slot) const;

    const ::fifo* events_{};
    PeerSlot* slot_{};                    ///< whose queue that is
    std::optional<std::uint64_t> before_; ///< PeerSlot::tapped, before our first one
    Gathering gathering_;
    bool has_refused_{}; ///< since before_waiting()
};

} // namespace iwf::freediameter
