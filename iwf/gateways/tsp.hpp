// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/core/engine.hpp"
#include "iwf/core/ports.hpp"
#include "iwf/diameter/tsp.hpp"
#include "iwf/gateways/exchange.hpp"
#include "iwf/gateways/incoming.hpp"
#include "iwf/gateways/server_peers.hpp"
#include "iwf/gateways/tsp_notifier.hpp"

namespace iwf::gateways {

struct TspSettings
{
    std::chrono::milliseconds notification_timeout{5000}; ///< for a DNA
    unsigned recall_replace_bit{0}; ///< in Feature-List-ID 1 (TS 29.368, 6.4.13: bit not verified)
    unsigned mo_sms_bit{1};         ///< likewise
    bool recall_replace_supported{true};
    bool mo_sms_supported{};
    bool reports_load{true}; ///< a Load AVP in each DAA (RFC 8583)
};

/// Tsp (TS 29.368): takes device actions from servers, notifies them. Whatever is told to a server
/// is made here, from types that cannot hold what it must not know (S7). Core thread.
class TspGateway final : public core::ScsPort
{
public:
    struct Parts
    {
        const Self& self;
        const ServerPeers& servers;
        Exchange& exchange;
        Later& later;
        core::Engine& engine;
        diameter::Transport& transport;
        base::Clock& clock;
        base::Log& log;
    };

    TspGateway(Parts parts, TspSettings settings)
        : parts_{parts}
        , settings_{settings}
        , notifier_{
              {parts.self, parts.exchange, parts.clock, parts.log}, settings.notification_timeout}
    {}

    void on_connected(diameter::PeerId peer);

    /// DAR.
    void on_request(diameter::Connection connection, diameter::Message request);

    void confirm(core::ServerRequest request, const core::Confirmation& confirmation) override;
    void notify(const core::TriggerRecord& record, const core::Notify& notify) override;

private:
    struct Owed
    {
        Incoming incoming;
        diameter::AnswerHead head;
        bool features_listed{}; ///< by the server: the answer lists ours
    };

    std::optional<diameter::Fault> take(
        const ServerPeer& server,
        const diameter::tsp::DeviceActionRequest& request,
        Incoming& incoming
    );
    void
    refuse_identity(const diameter::tsp::DeviceActionRequest& request, Incoming& incoming) const;
    void
    refuse_features(const diameter::tsp::DeviceActionRequest& request, Incoming& incoming) const;
    [[nodiscard]] std::vector<diameter::SupportedFeatures> own_features() const;
    [[nodiscard]] std::optional<diameter::Load> load() const;

    Parts parts_;
    TspSettings settings_;
    TspNotifier notifier_;
    std::uint64_t last_request_{};
    std::unordered_map<core::ServerRequest, Owed> requests_;
};

} // namespace iwf::gateways
