// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/core/monitoring/monitoring.hpp"
#include "iwf/diameter/s6t.hpp"
#include "iwf/gateways/exchange.hpp"
#include "iwf/gateways/incoming.hpp"
#include "iwf/gateways/later.hpp"
#include "iwf/gateways/s6t_words.hpp"
#include "iwf/gateways/server_peers.hpp"

namespace iwf::gateways {

struct WatcherSettings
{
    std::chrono::milliseconds delivery_timeout{5000}; ///< for a RIA
    S6tWords words;
};

/// S6t towards servers, with this node in the HSS's place (TS 29.336, 7): takes configurations,
/// hands on reports. Whatever is told to a server is made here, from types that cannot hold what it
/// must not know (S7). Core thread.
class WatcherGateway final : public core::WatcherPort
{
public:
    struct Parts
    {
        const Self& self;
        const ServerPeers& servers;
        Exchange& exchange;
        Later& later;
        core::Monitoring& monitoring;
        diameter::Transport& transport;
        base::Clock& clock;
        base::Log& log;
    };

    WatcherGateway(Parts parts, WatcherSettings settings)
        : parts_{parts}
        , settings_{settings}
    {}

    void on_connected(diameter::PeerId peer);

    /// CIR.
    void on_request(diameter::Connection connection, diameter::Message request);

    void
    answer(core::ConfigurationRequest request, const core::ConfigurationAnswer& answer) override;
    void deliver(const core::Delivery& delivery) override;

private:
    struct Owed
    {
        Incoming incoming;
        diameter::AnswerHead head;
        std::string server; ///< its name, which is its SCEF-ID
        bool features_listed{};
    };

    [[nodiscard]] std::vector<diameter::SupportedFeatures> own_features() const;
    [[nodiscard]] std::optional<diameter::Fault> check(
        const ServerPeer& server, const diameter::s6t::ConfigurationInformationRequest& request
    ) const;
    void take(
        const ServerPeer& server,
        diameter::s6t::ConfigurationInformationRequest request,
        Incoming incoming
    );
    [[nodiscard]] core::DeliveryResult understand(
        const ServerPeer& server, const domain::ScefReference& told, const Reply& reply
    ) const;

    Parts parts_;
    WatcherSettings settings_;
    std::uint64_t last_request_{};
    std::unordered_map<core::ConfigurationRequest, Owed> requests_;
};

} // namespace iwf::gateways
