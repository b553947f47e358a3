// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "iwf/base/log.hpp"
#include "iwf/core/engine.hpp"
#include "iwf/diameter/transport.hpp"
#include "iwf/gateways/exchange.hpp"
#include "iwf/gateways/incoming.hpp"
#include "iwf/gateways/peer_pool.hpp"
#include "iwf/gateways/sgd.hpp"
#include "iwf/gateways/t4.hpp"
#include "iwf/gateways/tsp.hpp"
#include "iwf/gateways/watched_network.hpp"
#include "iwf/gateways/watchers.hpp"

namespace iwf::gateways {

enum class PeerRole : std::uint8_t
{
    scs,
    hss,
    sms_sc,
    mme
};

/// Says whether connections are still what they were admitted as: protected, by an SA of the very
/// server. Asked for each message, because between two of them the SA may have gone.
class LinkGuard
{
public:
    LinkGuard() = default;
    LinkGuard(const LinkGuard&) = delete;
    LinkGuard& operator=(const LinkGuard&) = delete;
    virtual ~LinkGuard() = default;

    virtual void opened(diameter::Connection connection, std::string_view remote) = 0;
    virtual void closed(diameter::Connection connection) = 0;

    /// When it does not, the message is dropped unread. Who guards the link cuts it.
    [[nodiscard]] virtual bool holds(diameter::Connection connection) = 0;
};

/// Hands what the transport tells to the gateway of the peer's role. What a role may not send is
/// refused before anybody decodes it: a server sends DAR and the CIR of S6t and nothing else, an
/// HSS the RIR of S6t, an SMS-SC DRR and, if MO-SMS is served, OFR, a MME the RIR of T6a. Core
/// thread.
class Dispatcher final : public diameter::TransportListener
{
public:
    struct Parts
    {
        const Self& self;
        diameter::Transport& transport;
        Exchange& exchange;
        LinkGuard& links;
        PeerPool& hss;
        PeerPool& sms_sc;
        PeerPool& mme;
        TspGateway& tsp;
        T4Gateway& t4;
        SgdGateway* sgd{}; ///< null: no MO-SMS is served
        WatcherGateway& watchers;
        WatchedNetworkGateway& network;
        core::Engine& engine;
        base::Log& log;
    };

    explicit Dispatcher(Parts parts)
        : parts_{parts}
    {}

    /// Its link is not protected (any more): a HSS or SMS-SC is as good as away, before the
    /// transport tells that the connection has ended.
    void set_away(diameter::PeerId peer);

    void add_peer(diameter::PeerId peer, PeerRole role, std::string name);

    void on_open(diameter::Connection connection, std::string_view remote) override;
    void on_closed(diameter::Connection connection, std::string_view reason) override;
    void on_request(diameter::Connection connection, diameter::Message request) override;
    void on_answer(
        diameter::TransactionId transaction,
        diameter::Connection connection,
        diameter::Message answer
    ) override;
    void on_failure(diameter::TransactionId transaction, diameter::SendFailure failure) override;

private:
    struct Peer
    {
        PeerRole role{};
        std::string name;
    };

    void set_open(diameter::PeerId peer, bool open);
    void refuse(diameter::Connection connection, diameter::Message request, const Peer* peer);
    [[nodiscard]] bool
    hand_on(const Peer& peer, diameter::Connection connection, diameter::Message& request);
    [[nodiscard]] bool is_served(PeerRole role, diameter::ApplicationId application) const;
    [[nodiscard]] diameter::Fault fault_of(const diameter::Header& header, const Peer* peer) const;

    Parts parts_;
    std::unordered_map<diameter::PeerId, Peer> peers_;
};

} // namespace iwf::gateways
