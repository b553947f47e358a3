// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>

#include <sys/types.h>

#include "iwf/base/bytes.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/freediameter/overload/gathering.hpp"
#include "iwf/freediameter/read_ahead.hpp"

struct fifo;

namespace iwf::freediameter {

struct Crossing;
class PeerSlot;

/// The thread that receives on a connection, and takes what is not of the base protocol to the
/// inbox itself: by libfdcore's way it would cost two threads, four allocations and a parse that
/// tell nobody anything.
///
/// The state machine must see the first message, though: with it a connection that came to us
/// opens. What follows waits until the core was told that it is open, and behind the first one.
class Receiver
{
public:
    /// Of this thread of libfdcore.
    [[nodiscard]] static Receiver& here();

    /// Of what libfdcore has read. True: it was for us, and `octets` are freed. False: it is the
    /// state machine's whose events this queue takes. May wait, and be cancelled then: `octets` are
    /// freed.
    [[nodiscard]] bool take(Crossing& node, const ::fifo* events, void* octets, std::size_t size);

    /// Takes what comes, until something is for libfdcore to read: positive. Else what recv() said.
    /// Waits, and may be cancelled then.
    [[nodiscard]] ssize_t
    serve(Crossing& node, ReadAhead& ahead, int socket, ReadAhead::Receive* receive);

private:
    /// True: it was for us.
    [[nodiscard]] bool take(Crossing& node, PeerSlot& slot, base::ByteView octets);
    void before_waiting(bool has_more);
    [[nodiscard]] PeerSlot* slot_behind(Crossing& node, const ::fifo* events);
    [[nodiscard]] std::uint64_t await_opening(const PeerSlot& slot) const;

    const ::fifo* events_{};
    PeerSlot* slot_{};                    ///< whose queue that is
    std::optional<std::uint64_t> before_; ///< PeerSlot::tapped, before our first one
    /// What libfdcore has read, while it is looked at. Here and not on the stack: when this thread
    /// is cancelled it is freed with this, and nothing has to be destroyed on the way.
    std::unique_ptr<void, decltype(&std::free)> held_{nullptr, &std::free};
    Gathering gathering_;
    base::Instant now_{}; ///< what is taken was read, or had waited
    bool has_refused_{};  ///< since before_waiting()
};

} // namespace iwf::freediameter
