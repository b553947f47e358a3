// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/base/result.hpp"
#include "iwf/diameter/transport.hpp"
#include "iwf/freediameter/overload/intake.hpp"
#include "iwf/freediameter/settings.hpp"

namespace iwf::freediameter {

class PeerSlot;

/// diameter::Transport on libfdcore, embedded. README.md says how libfdcore is kept from dying of
/// what a peer sends.
///
/// One a process, and once: libfdcore cannot be initialised a second time. All calls from the core
/// thread, none waits for a peer, but start() and stop() take a while. The log must outlive it.
class Node final : public diameter::Transport
{
public:
    /// Proves the corrections, initialises libfdcore and adds the peers; nothing listens yet.
    [[nodiscard]] static base::Result<std::unique_ptr<Node>>
    create(NodeConfig config, Callbacks callbacks, base::Log& log);

    ~Node() override;

    /// Listens and dials. `listener` must outlive the node, and is told nothing but from drain().
    [[nodiscard]] base::Result<void> start(diameter::TransportListener& listener);

    /// Tells the listener what has arrived. Callbacks::wake asks for it.
    void drain();

    /// To be called at next_due(), and as often as one likes.
    void on_time(base::Instant now);
    [[nodiscard]] std::optional<base::Instant> next_due() const { return intake_.next_due(); }

    /// A peer more, at run time too. Its id is the next after the highest.
    [[nodiscard]] base::Result<diameter::PeerId> add_peer(PeerConfig config);

    /// A peer less: its connection is cut and none is admitted any more; a peer that we dial is
    /// still dialled (libfdcore cannot unlearn it safely), and cut again at once.
    void forbid_peer(diameter::PeerId peer);

    /// The peer of that identity is admitted again.
    void allow_peer(diameter::PeerId peer);

    /// After a network device of NodeConfig::devices was made anew (charon with kernel-libipsec
    /// makes one at each start): the listeners take connections through it again. Until then they
    /// take none.
    [[nodiscard]] base::Result<void> use_devices_again();

    /// Disconnects with DPR; peers that do not answer within `patience` are cut. Nothing is sent or
    /// told afterwards. Fails when libfdcore's threads do not end: leave the process then.
    [[nodiscard]] base::Result<void> stop(std::chrono::milliseconds patience);

    [[nodiscard]] Stats stats() const;

    [[nodiscard]] tl::expected<void, diameter::SendFailure> send(
        diameter::TransactionId transaction, diameter::PeerId peer, const diameter::Message& request
    ) override;
    void abandon(diameter::TransactionId transaction) override;
    void answer(diameter::Connection connection, const diameter::Message& answer) override;
    void refused(diameter::Connection connection) override;
    void cut(diameter::PeerId peer, std::string_view reason) override;
    [[nodiscard]] bool is_open(diameter::PeerId peer) const override;
    [[nodiscard]] double load() const override;

private:
    struct Parts;

    struct Asked
    {
        diameter::TransactionId transaction;
        diameter::HopByHopId hop_by_hop;
    };

    /// A peer as the core thread knows it: what it was told last.
    struct View
    {
        PeerSlot* slot{};
        bool is_open{};
        std::uint64_t serial{};
        bool is_written{true}; ///< nothing of this turn waits for flush()
        std::unordered_map<diameter::EndToEndId, Asked> in_flight;
    };

    struct Place
    {
        diameter::PeerId peer;
        diameter::EndToEndId end_to_end;
    };

    Node(NodeConfig config, Callbacks callbacks, base::Log& log);

    [[nodiscard]] View* view(diameter::PeerId peer);
    [[nodiscard]] const View* view(diameter::PeerId peer) const;
    void flush_later(View& peer);
    void judge_modesty(base::Instant now);
    void flush();

    void tell(struct Opened& event);
    void tell(struct Closed& event);
    void tell(struct RequestArrived& event);
    void tell(struct AnswerArrived& event);

    const NodeConfig config_;
    const Callbacks callbacks_;
    diameter::TransportListener* listener_{};
    std::vector<View> views_;
    std::unordered_map<diameter::TransactionId, Place> transactions_;
    std::vector<diameter::PeerId> unwritten_;
    bool is_stopped_{};
    Intake intake_;
    std::size_t served_{};                   ///< requests of theirs, since their modesty was judged
    base::Instant judged_{};                 ///< the modesty of all
    base::Instant next_refusal_{};           ///< of what has waited for too long
    std::chrono::nanoseconds queue_delay_{}; ///< of the request of a server that came last
    std::unique_ptr<Parts> parts_;           ///< last: its threads use what stands above
};

} // namespace iwf::freediameter
