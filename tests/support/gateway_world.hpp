// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/diameter/dictionary.hpp"
#include "iwf/gateways/dispatcher.hpp"
#include "iwf/gateways/s6m.hpp"
#include "iwf/gateways/sgd.hpp"
#include "iwf/gateways/t4.hpp"
#include "iwf/gateways/tsp.hpp"
#include "iwf/gateways/tsp_messages.hpp"
#include "iwf/gateways/watched_network.hpp"
#include "iwf/gateways/watchers.hpp"
#include "support/core_fakes.hpp"
#include "support/core_samples.hpp"
#include "support/fake_links.hpp"
#include "support/fake_transport.hpp"
#include "support/monitoring_fakes.hpp"
#include "support/monitoring_samples.hpp"

namespace iwf::test {

/// The neighbours, by their place in the configuration.
namespace peer {
inline constexpr diameter::PeerId hss_a{0}; ///< preferred to hss_b
inline constexpr diameter::PeerId hss_b{1};
inline constexpr diameter::PeerId sms_sc_a{2}; ///< preferred to sms_sc_b
inline constexpr diameter::PeerId sms_sc_b{3};
inline constexpr diameter::PeerId acme{4};
inline constexpr diameter::PeerId beta{5};
inline constexpr diameter::PeerId mme_a{6};
inline constexpr diameter::PeerId stranger{9};
} // namespace peer

struct WorldSettings
{
    core::EngineSettings engine;
    gateways::S6mSettings s6m;
    gateways::T4Settings t4;
    gateways::TspSettings tsp;
    core::MoSmsSettings mo_sms;
    gateways::SgdSettings sgd{"4915550000", 1'000};
    bool serves_mo_sms{true};
    core::MonitoringSettings monitoring;
    gateways::WatcherSettings watchers;
    gateways::WatchedNetworkSettings network;
};

/// All of the pure code put together as the daemon does it, between a fake stack, a fake disk and a
/// fake clock: no socket, no thread, no file. Peers talk to it in typed messages (messages below,
/// or of the codec), one at a time; after each the disk has caught up unless held. restart() ends
/// the process as a crash does and begins another one on what is durable.
class GatewayWorld
{
public:
    /// All peers are connected.
    explicit GatewayWorld(WorldSettings settings = {});

    gateways::ServerPeers& servers() { return node_->servers; }
    gateways::TspGateway& tsp() { return node_->tsp; }
    core::MoSms& mo_sms() { return node_->mo_sms; }
    core::Monitoring& monitoring() { return node_->monitoring; }
    gateways::T4Gateway& t4() { return node_->t4; }
    gateways::Dispatcher& dispatcher() { return node_->dispatcher; }
    FakeLinks& links() { return node_->links; }
    gateways::Exchange& exchange() { return node_->exchange; }
    core::Engine& engine() { return node_->engine; }
    gateways::WatchedNetworkGateway& network() { return node_->network; }

    /// One turn of the core thread; the disk catches up.
    void turn();

    /// From now on the disk writes only when the test says so.
    void hold_disk() { disk_held_ = true; }
    void release_disk();

    /// Time passes from one deadline to the next.
    void pass(std::chrono::milliseconds time);

    /// To the next deadline. False: none is left.
    bool pass_to_next_deadline();

    /// A crash. The peers are not connected any more; what is in the journal is restored.
    void restart(std::size_t reached_disk = 0);
    void open_all();

    /// A peer asks; a turn follows.
    Arrived
    ask(diameter::PeerId from,
        diameter::Message request,
        std::uint32_t end_to_end,
        std::uint8_t more_flags = 0);

    /// A peer answers what is at `sent` in transport.sent(); a turn follows.
    bool answer(std::size_t sent, const diameter::Message& answer);
    bool fail(std::size_t sent, diameter::SendFailure failure);

    /// The only request of this command that waits for its answer; fails the test otherwise.
    [[nodiscard]] std::size_t waiting_for(const diameter::CommandDefinition& command) const;
    [[nodiscard]] std::size_t
    count_sent(const diameter::CommandDefinition& command, diameter::PeerId to) const;

    /// Nothing while it is owed.
    [[nodiscard]] std::optional<diameter::tsp::DeviceActionAnswer> daa(const Arrived& dar) const;
    [[nodiscard]] std::optional<domain::RequestStatus> status_of(const Arrived& dar) const;
    [[nodiscard]] std::optional<diameter::t4::DeliveryReportAnswer> dra(const Arrived& drr) const;

    /// acme's trigger on its way: to where the HSS, the SMS-SC is asked; to where it has accepted.
    Arrived look_up(std::uint32_t reference);
    Arrived submit(std::uint32_t reference);
    Arrived accept(std::uint32_t reference);

    FakeClock clock;
    CapturingLog log;
    Trace trace;
    FakeTransport transport;
    FakeJournal journal{trace};
    FakeMonitoringJournal monitoring_journal{trace};
    FakeAudit audit;
    FakeMonitoringAudit monitoring_audit;

private:
    /// As Daemon has them.
    struct Node
    {
        Node(GatewayWorld& world, const WorldSettings& settings);

        gateways::Later later;
        gateways::PeerPool hss;
        gateways::PeerPool sms_sc;
        gateways::PeerPool mme;
        gateways::ServerPeers servers;
        core::Identifiers identifiers;
        gateways::Exchange exchange;
        core::Engine engine;
        gateways::S6mGateway s6m;
        gateways::T4Gateway t4;
        gateways::TspGateway tsp;
        core::MoSms mo_sms;
        gateways::SgdGateway sgd;
        gateways::TspMessages messages;
        core::Monitoring monitoring;
        gateways::WatcherGateway watchers;
        gateways::WatchedNetworkGateway network;
        FakeLinks links;
        gateways::Dispatcher dispatcher;
    };

    void begin();
    [[nodiscard]] std::optional<base::Instant> next_deadline() const;
    [[nodiscard]] core::Monitoring::Ports monitoring_ports(Node& node);

    WorldSettings settings_;
    gateways::Self self_{"iwf.operator.example", "operator.example"};
    std::unique_ptr<Node> node_;
    bool disk_held_{};
    std::uint64_t random_{};
};

[[nodiscard]] domain::InternalHost hss_host(diameter::PeerId hss);

/// What servers send. acme unless another is named.
[[nodiscard]] diameter::tsp::DeviceActionRequest
dar(std::uint32_t reference, std::string_view server = acme);
[[nodiscard]] diameter::tsp::DeviceActionRequest recall_dar(std::uint32_t reference);
[[nodiscard]] diameter::tsp::DeviceActionRequest
replace_dar(std::uint32_t reference, std::uint32_t old);
[[nodiscard]] diameter::Message
dna(std::string_view server = acme, diameter::Outcome outcome = {diameter::result::success, false});

/// What HSSs send: imsi() at one MSC.
[[nodiscard]] diameter::s6m::SubscriberInformationAnswer sia(diameter::PeerId from);
[[nodiscard]] diameter::Message sia_refusal(diameter::PeerId from, diameter::Outcome outcome);

/// What SMS-SCs send.
[[nodiscard]] diameter::t4::DeviceTriggerAnswer
dta(diameter::PeerId from, diameter::Outcome outcome = {diameter::result::success, false});
[[nodiscard]] diameter::t4::DeliveryReportRequest
drr(diameter::PeerId from, std::uint32_t reference);

} // namespace iwf::test
