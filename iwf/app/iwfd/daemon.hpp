// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "iwf/app/config/config.hpp"
#include "iwf/app/control/control_server.hpp"
#include "iwf/app/iwfd/admission.hpp"
#include "iwf/app/iwfd/audit_trail.hpp"
#include "iwf/app/iwfd/audited_log.hpp"
#include "iwf/app/iwfd/charon.hpp"
#include "iwf/app/iwfd/guard_watch.hpp"
#include "iwf/app/iwfd/journal_readers.hpp"
#include "iwf/app/iwfd/reload.hpp"
#include "iwf/app/iwfd/servers.hpp"
#include "iwf/app/iwfd/service_manager.hpp"
#include "iwf/app/runtime/background.hpp"
#include "iwf/app/runtime/event_loop.hpp"
#include "iwf/base/log.hpp"
#include "iwf/core/engine.hpp"
#include "iwf/core/mo_sms/mo_sms.hpp"
#include "iwf/core/monitoring/monitoring.hpp"
#include "iwf/freediameter/node.hpp"
#include "iwf/gateways/dispatcher.hpp"
#include "iwf/gateways/links.hpp"
#include "iwf/gateways/s6m.hpp"
#include "iwf/gateways/sgd.hpp"
#include "iwf/gateways/tsp_messages.hpp"
#include "iwf/gateways/watched_network.hpp"
#include "iwf/gateways/watchers.hpp"
#include "iwf/store/journal_store.hpp"
#include "proto/mtciwf/v1/admin.pb.h"

/// The composition root: all parts meet here, and only here; it decides nothing.
namespace iwf::daemon {

/// What the parts are given before they can be connected: the loop, the log, and the doors through
/// which other threads come in.
struct Ground
{
    explicit Ground(const config::Config& config);

    runtime::SystemClock clock;
    runtime::EventLoop loop;
    std::unique_ptr<AuditedLog> log;
    AuditTrail audit;
    Admission admission;
    class Daemon* daemon{}; ///< set before anything runs
};

class Daemon
{
public:
    /// Opens the journal and starts the stack: after this the daemon serves.
    [[nodiscard]] static base::Result<std::unique_ptr<Daemon>>
    create(Ground& ground, std::string config_path, config::Config config);

    /// Until a signal ends it. Returns the exit status.
    [[nodiscard]] int run();

    void drain_node() { node_->drain(); }
    void drain_journal() { journal_->drain(journal_readers_); }
    void ask_charon();

private:
    Daemon(
        Ground& ground,
        std::string config_path,
        config::Config config,
        std::unique_ptr<freediameter::Node> node,
        std::unique_ptr<store::JournalStore> journal
    );

    [[nodiscard]] base::Result<void> start();
    void add_nodes(
        const google::protobuf::RepeatedPtrField<mtciwf::v1::Peer>& peers,
        const gateways::PeerPool& pool,
        gateways::PeerRole role
    );
    [[nodiscard]] base::Result<void> prepare_protection();
    [[nodiscard]] base::Result<void> open_control();
    [[nodiscard]] mtciwf::v1::Counters counters() const;
    [[nodiscard]] mtciwf::v1::DaemonStatus status() const;
    [[nodiscard]] control::Response explain(const mtciwf::v1::ExplainRequest& question);
    [[nodiscard]] mtciwf::v1::ExplainReply reply_of(
        const core::Explanation& explanation, const mtciwf::v1::ExplainRequest& question
    ) const;
    void on_security(const core::SaEvent& event);
    void on_charon_report(const ipsec::Report& report);
    [[nodiscard]] Reload::Ports reload_ports();
    void read_candidate(std::function<void(ReadCandidate)> then);
    void put_in_force(const config::Config& config);
    void tell_reload(const ReloadOutcome& outcome);
    void reload_again();
    void reload_for(bool dry_run, const control::Answer& answer);
    void use_devices();
    void on_signal(int signal);
    void reload();
    void log_counters();
    void apply_again(const control::Answer& answer);
    void begin_drain();
    void end();
    [[nodiscard]] std::optional<base::Instant> turn();

    Ground& ground_;
    std::string config_path_;
    config::Config config_; ///< of the start; what is in force now: reload_
    std::unique_ptr<freediameter::Node> node_;
    std::unique_ptr<store::JournalStore> journal_;
    gateways::Self self_;
    gateways::Later later_;
    gateways::PeerPool hss_;
    gateways::PeerPool sms_sc_;
    gateways::PeerPool mme_;
    gateways::ServerPeers server_peers_;
    core::Identifiers identifiers_;
    gateways::Exchange exchange_;
    // Each refers to the others; none uses them before run().
    core::Engine engine_;
    gateways::S6mGateway s6m_;
    gateways::T4Gateway t4_;
    gateways::TspGateway tsp_;
    core::MoSms mo_sms_;
    gateways::SgdGateway sgd_;
    gateways::TspMessages messages_;
    core::Monitoring monitoring_;
    gateways::WatcherGateway watchers_;
    gateways::WatchedNetworkGateway network_;
    JournalReaders journal_readers_;
    gateways::Links links_;
    gateways::Dispatcher dispatcher_;
    Servers servers_;
    GuardWatch guard_;
    std::unique_ptr<Charon> charon_;                  ///< nothing: no contract needs it
    std::vector<control::Answer> await_report_;       ///< of charon's
    std::optional<base::Instant> use_devices_at_;     ///< a device is not there yet
    std::unique_ptr<control::ControlServer> control_; ///< nothing: not configured
    Reload reload_;
    bool reload_again_{}; ///< SIGHUP came while one was running
    ServiceManager service_manager_;
    base::Instant started_;
    std::optional<base::Instant> resume_all_at_; ///< unanswered DTRs, whoever has connected by then
    std::optional<base::Instant> drained_by_;    ///< set: ending
    bool ended_{};
    int status_{};
    runtime::Background background_; ///< last: it ends before anything it may use
};

} // namespace iwf::daemon
