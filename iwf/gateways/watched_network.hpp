// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/core/monitoring/monitoring.hpp"
#include "iwf/core/monitoring/ports.hpp"
#include "iwf/diameter/s6t.hpp"
#include "iwf/diameter/t6a.hpp"
#include "iwf/gateways/exchange.hpp"
#include "iwf/gateways/incoming.hpp"
#include "iwf/gateways/later.hpp"
#include "iwf/gateways/peer_pool.hpp"
#include "iwf/gateways/reacting_node.hpp"
#include "iwf/gateways/s6t_words.hpp"

namespace iwf::gateways {

struct WatchedNetworkSettings
{
    std::chrono::milliseconds attempt_timeout{2000}; ///< for a CIA of one HSS or MME
    std::chrono::milliseconds deadline{5000};        ///< for all attempts together
    S6tWords words;
    std::size_t max_reports{10'000}; ///< RIRs that wait for their answer
    std::uint32_t seed{1};           ///< random: for which CIRs an overloaded HSS is spared
};

/// S6t towards the HSSs and T6a towards the MMEs, as SCEF (TS 29.336, 7; TS 29.128). An HSS or
/// realm that has reported overload on S6t is spared the share it names (RFC 7683): when no other
/// may be asked, the configuration is answered as too busy at once. Core thread.
class WatchedNetworkGateway final : public core::WatchedNetworkPort
{
public:
    struct Parts
    {
        const Self& self;
        PeerPool& hss;
        PeerPool& mme;
        Exchange& exchange;
        Later& later;
        core::Monitoring& monitoring;
        diameter::Transport& transport;
        base::Clock& clock;
        base::Log& log;
    };

    WatchedNetworkGateway(Parts parts, WatchedNetworkSettings settings)
        : parts_{parts}
        , settings_{settings}
        , reacting_{
              {parts.hss, parts.clock, parts.log},
              {"s6t.overload", "s6t.overload_over"},
              settings.seed}
    {}

    void configure(const core::NetworkConfiguration& configuration) override;
    void
    answer(core::NetworkReportRequest request, const core::NetworkReportAnswer& answer) override;

    /// When a report of overload ends.
    [[nodiscard]] std::optional<base::Instant> next_due() const { return reacting_.next_due(); }
    void on_time() { reacting_.on_time(); }

    /// Configurations refused or put off since the start because overloaded HSSs were to be spared.
    [[nodiscard]] std::uint64_t held_back() const { return reacting_.held_back(); }

    /// RIR of an HSS or MME.
    void on_hss_request(diameter::Connection connection, diameter::Message request);
    void on_mme_request(diameter::Connection connection, diameter::Message request);

private:
    /// One configuration, until all who are asked have said what they have to.
    struct Conversation
    {
        core::ConfigurationId id;
        std::vector<core::SubscriptionId> subscriptions; ///< those that are added
        core::NetworkConfigured result;
        std::size_t open{}; ///< nodes whose answer is awaited
        // Towards the HSSs:
        diameter::s6t::ConfigurationInformationRequest request;
        std::optional<domain::InternalHost> node; ///< the only one to ask
        std::uint32_t end_to_end{};
        base::Instant deadline;
        std::vector<diameter::PeerId> tried;
        bool maybe_seen{};
        // Towards the MMEs: counted there
        std::vector<core::SubscriptionId> counted;
        std::vector<domain::UeCount> counts;
        bool served{};
    };
    using ConversationPtr = std::shared_ptr<Conversation>;

    struct Owed
    {
        Incoming incoming;
        diameter::AnswerHead head;
        core::ReporterRole by{};
    };

    // towards HSSs
    [[nodiscard]] ReactingNode::Choice choose(Conversation& conversation);
    void attempt(const ConversationPtr& conversation);
    void on_reply(const ConversationPtr& conversation, const PoolMember& asked, const Reply& reply);
    void
    take(Conversation& conversation, const diameter::s6t::ConfigurationInformationAnswer& answer);
    [[nodiscard]] static std::optional<core::SubscriptionId>
    find(const Conversation& conversation, const domain::ScefReference& reference);
    void
    give_up(const ConversationPtr& conversation, core::MonitoringResult result, bool unanswered);

    // towards MMEs
    void count_devices(
        const ConversationPtr& conversation,
        const std::vector<diameter::monitoring::EventConfiguration>& configurations
    );
    void on_count(const ConversationPtr& conversation, const PoolMember& asked, const Reply& reply);

    void close(const ConversationPtr& conversation);
    [[nodiscard]] diameter::RequestHead head() const;

    // RIRs, network_reports.cpp
    template <class Request>
    [[nodiscard]] std::optional<core::NetworkReport> open(
        const diameter::Decoded<Request>& request,
        core::ReporterRole role,
        const PoolMember* from,
        Incoming& incoming
    );
    void
    take_report(core::NetworkReport report, const diameter::RequestHead& head, Incoming incoming);
    [[nodiscard]] core::NetworkItem item_of(const diameter::monitoring::EventReport& report) const;

    Parts parts_;
    WatchedNetworkSettings settings_;
    ReactingNode reacting_;
    std::uint64_t last_report_{};
    std::unordered_map<core::NetworkReportRequest, Owed> reports_;
};

} // namespace iwf::gateways
