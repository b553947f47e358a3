// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/daemon.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string_view>
#include <utility>

#include "iwf/app/iwfd/link_settings.hpp"
#include "iwf/app/iwfd/monitoring_settings.hpp"
#include "iwf/app/iwfd/settings.hpp"
#include "iwf/gateways/urgency.hpp"

namespace iwf::daemon {
namespace {

using namespace std::chrono_literals;

/// How long the SMS-SCs may take to connect after a start before unanswered DTRs go elsewhere.
constexpr auto connect_patience = 10s;

/// For the answers to DPR.
constexpr auto disconnect_patience = 2s;

std::uint32_t random_number()
{
    return std::random_device{}();
}

std::optional<base::Instant>
earlier(std::optional<base::Instant> left, std::optional<base::Instant> right)
{
    if (!left || !right) {
        return left ? left : right;
    }
    return std::min(*left, *right);
}

/// The stack has ended by itself: whoever supervises us starts a new process at once, and the
/// journal has what was promised. No destructor of a half-dead stack is worth waiting for.
[[noreturn]] void leave(std::string_view why)
{
    std::cerr << "iwfd: the Diameter stack has ended unasked: " << why << std::endl;
    std::_Exit(EXIT_FAILURE);
}

freediameter::Callbacks callbacks(Ground& ground)
{
    return {
        .admit =
            [&ground](const freediameter::Applicant& applicant) {
                return ground.admission.admit_soon(applicant, [&ground] {
                    ground.loop.post([&ground] { ground.daemon->ask_charon(); });
                });
            },
        .may_dial = [&ground](diameter::PeerId peer) { return ground.admission.may_dial(peer); },
        .is_urgent = gateways::is_urgent,
        .wake = [&ground] { ground.loop.post([&ground] { ground.daemon->drain_node(); }); },
        .fatal = leave,
    };
}

/// For references that nobody may guess: of the kernel's generator, which is opened once, for
/// opening it may fail when there is no descriptor left.
std::function<std::uint64_t()> unguessable()
{
    return [source = std::make_shared<std::random_device>("/dev/urandom")] {
        return (std::uint64_t{(*source)()} << 32U) | (*source)();
    };
}

base::Result<void> open_audit(Ground& ground, const config::Config& config)
{
    if (!config.daemon.has_audit()) {
        return {};
    }
    auto options = audit_options(config);
    if (!options) {
        return tl::unexpected{std::move(options.error())};
    }
    auto opened = store::AuditLog::open(*std::move(options), ground.clock, ground.log->plain());
    if (!opened) {
        return tl::unexpected{std::move(opened.error())};
    }
    ground.audit.use(*std::move(opened), AuditTrail::Permits{config.daemon.audit().permits()});
    ground.log->use(ground.audit);
    return {};
}

} // namespace

Ground::Ground(const config::Config& config)
    : log{std::make_unique<AuditedLog>(runtime::make_log(log_settings(config)))}
{}

base::Result<std::unique_ptr<Daemon>>
Daemon::create(Ground& ground, std::string config_path, config::Config config)
{
    if (auto opened = open_audit(ground, config); !opened) {
        return tl::unexpected{std::move(opened.error())};
    }
    auto journal = store::open_journal(journal_options(config), *ground.log, [&ground] {
        ground.loop.post([&ground] { ground.daemon->drain_journal(); });
    });
    if (!journal) {
        return tl::unexpected{std::move(journal.error())};
    }
    auto node = freediameter::Node::create(node_config(config), callbacks(ground), *ground.log);
    if (!node) {
        return tl::unexpected{std::move(node.error())};
    }
    // The constructor is private: make_unique cannot.
    std::unique_ptr<Daemon> daemon{new Daemon{
        ground, std::move(config_path), std::move(config), std::move(*node), std::move(*journal)}};
    ground.daemon = daemon.get();
    if (auto started = daemon->start(); !started) {
        return tl::unexpected{std::move(started.error())};
    }
    return daemon;
}

Daemon::Daemon(
    Ground& ground,
    std::string config_path,
    config::Config config,
    std::unique_ptr<freediameter::Node> node,
    std::unique_ptr<store::JournalStore> journal
)
    : ground_{ground}
    , config_path_{std::move(config_path)}
    , config_{std::move(config)}
    , node_{std::move(node)}
    , journal_{std::move(journal)}
    , self_{self(config_)}
    , hss_{hss_members(config_), random_number()}
    , sms_sc_{sms_sc_members(config_), random_number()}
    , mme_{mme_members(config_), random_number()}
    , identifiers_{self_.host, ground_.clock.wall_now(), random_number()}
    , exchange_{*node_, ground_.clock, later_}
    , engine_{{s6m_, t4_, tsp_, *journal_, ground_.clock, *ground_.log, identifiers_, ground_.audit}, engine_settings(config_, unguessable()())}
    , s6m_{{self_, hss_, sms_sc_, exchange_, later_, engine_, identifiers_, ground_.clock, *ground_.log}, s6m_settings(config_, random_number())}
    , t4_{{self_, sms_sc_, exchange_, later_, engine_, *node_, ground_.clock, *ground_.log},
          t4_settings(config_)}
    , tsp_{{self_, server_peers_, exchange_, later_, engine_, *node_, ground_.clock, *ground_.log}, tsp_settings(config_)}
    , mo_sms_{{sgd_, messages_, ground_.clock, *ground_.log, identifiers_, ground_.audit}, mo_sms_settings(config_)}
    , sgd_{{self_, sms_sc_, s6m_, mo_sms_, *node_, *ground_.log}, sgd_settings(config_)}
    , messages_{{self_, server_peers_, exchange_, later_, mo_sms_, ground_.clock, *ground_.log}, config::duration(config_.daemon.timers().dnr_timeout())}
    , monitoring_{{network_, watchers_, *journal_, ground_.clock, *ground_.log, ground_.audit, identifiers_, unguessable()}, monitoring_settings(config_)}
    , watchers_{{self_, server_peers_, exchange_, later_, monitoring_, *node_, ground_.clock, *ground_.log}, watcher_settings(config_)}
    , network_{{self_, hss_, mme_, exchange_, later_, monitoring_, *node_, ground_.clock, *ground_.log}, watched_network_settings(config_, random_number())}
    , journal_readers_{engine_, monitoring_}
    , links_{{*node_, ground_.admission, ground_.clock, *ground_.log,
              [this](diameter::PeerId peer) { dispatcher_.set_away(peer); },
              [this](core::IkeSaId ike) { charon_->terminate(ike); }}}
    , dispatcher_{{self_, *node_, exchange_, links_, hss_, sms_sc_, mme_, tsp_, t4_, config_.daemon.sms_sc().has_mo_sms() ? &sgd_ : nullptr, watchers_, network_, engine_, *ground_.log}}
    , servers_{{*node_, dispatcher_, server_peers_, ground_.admission, links_}}
    , guard_{ground_.loop.io(), ground_.clock, *ground_.log}
    , reload_{reload_ports()}
    , started_{ground_.clock.now()}
    , background_{ground_.loop}
{}

base::Result<void> Daemon::start()
{
    auto records = journal_->load();
    if (!records) {
        return tl::unexpected{std::move(records.error())};
    }
    auto quotas = journal_->load_quotas();
    if (!quotas) {
        return tl::unexpected{std::move(quotas.error())};
    }
    engine_.restore_quotas(*quotas);
    const std::size_t restored = records->size();
    engine_.restore(std::move(*records));
    engine_.use_contracts(config_.book);
    mo_sms_.use_contracts(config_.book);
    auto subscriptions = journal_->load_subscriptions();
    if (!subscriptions) {
        return tl::unexpected{std::move(subscriptions.error())};
    }
    auto reports = journal_->load_reports();
    if (!reports) {
        return tl::unexpected{std::move(reports.error())};
    }
    auto members = journal_->load_members();
    if (!members) {
        return tl::unexpected{std::move(members.error())};
    }
    monitoring_.use_contracts(config_.book);
    monitoring_.restore(std::move(*subscriptions), std::move(*reports), *members);
    ground_.audit.use_policy(config_, "start");
    add_nodes(config_.daemon.hss().peers(), hss_, gateways::PeerRole::hss);
    add_nodes(config_.daemon.sms_sc().peers(), sms_sc_, gateways::PeerRole::sms_sc);
    add_nodes(config_.daemon.mme().peers(), mme_, gateways::PeerRole::mme);
    servers_.start(config_);
    if (auto opened = open_control(); !opened) {
        return opened;
    }
    if (auto prepared = prepare_protection(); !prepared) {
        return prepared;
    }
    resume_all_at_ = ground_.clock.now() + connect_patience;
    if (auto started = node_->start(dispatcher_); !started) {
        return tl::unexpected{name_servers(config_, std::move(started.error()))};
    }
    engine_.resume_reports();
    monitoring_.resume();
    ground_.log->event(
        base::Severity::notice,
        "iwfd.ready",
        {{"host", self_.host},
         {"contracts", config_.contracts.size()},
         {"triggers_restored", restored},
         {"subscriptions_restored", monitoring_.table().size()}}
    );
    return {};
}

void Daemon::add_nodes(
    const google::protobuf::RepeatedPtrField<mtciwf::v1::Peer>& peers,
    const gateways::PeerPool& pool,
    gateways::PeerRole role
)
{
    for (const auto& peer : peers) {
        const auto host = *domain::InternalHost::parse(peer.host());
        dispatcher_.add_peer(pool.find(host)->peer, role, host.text());
    }
}

int Daemon::run()
{
    ground_.loop.on_signal({SIGTERM, SIGINT, SIGHUP, SIGUSR1}, [this](int signal) {
        on_signal(signal);
    });
    ground_.loop.each_turn([this] { return turn(); });
    service_manager_.ready();
    ground_.loop.run();
    return status_;
}

void Daemon::on_signal(int signal)
{
    switch (signal) {
    case SIGHUP:
        return reload();
    case SIGUSR1:
        return log_counters();
    default:
        return begin_drain();
    }
}

void Daemon::begin_drain()
{
    if (drained_by_) {
        ground_.log->event(base::Severity::notice, "iwfd.ending", {{"reason", "second signal"}});
        return end();
    }
    const auto patience = config::duration(config_.daemon.timers().drain());
    drained_by_ = ground_.clock.now() + patience;
    engine_.drain();
    monitoring_.drain();
    mo_sms_.drain();
    reload_.stop("the daemon is ending");
    service_manager_.stopping();
    ground_.log->event(
        base::Severity::notice, "iwfd.draining", {{"in_progress", engine_.in_progress()}}
    );
}

void Daemon::end()
{
    if (std::exchange(ended_, true)) {
        return;
    }
    if (auto stopped = node_->stop(disconnect_patience); !stopped) {
        ground_.log->event(base::Severity::error, "iwfd.stop", {{"error", stopped.error().text}});
        status_ = EXIT_FAILURE;
    }
    if (charon_) {
        charon_->stop();
    }
    guard_.end();
    control_.reset();
    ground_.log->event(base::Severity::notice, "iwfd.ended", {{"status", status_}});
    ground_.loop.stop();
}

std::optional<base::Instant> Daemon::turn()
{
    if (ended_) {
        return std::nullopt;
    }
    node_->on_time(ground_.clock.now());
    later_.run();
    exchange_.on_time();
    s6m_.on_time();
    network_.on_time();
    engine_.on_time();
    monitoring_.on_time();
    mo_sms_.on_time();
    links_.on_time();
    guard_.on_time();
    reload_.on_time();
    const base::Instant now = ground_.clock.now();
    if (use_devices_at_ && *use_devices_at_ <= now) {
        use_devices();
    }
    if (resume_all_at_ && *resume_all_at_ <= now) {
        resume_all_at_.reset();
        engine_.resume_submissions(nullptr);
    }
    later_.run();
    if (drained_by_) {
        // Answers to DNRs too: a report whose DNA is lost would be told again.
        const bool idle = engine_.in_progress() == 0 && mo_sms_.in_progress() == 0 &&
                          exchange_.waiting() == 0 && journal_->status().waiting == 0;
        if (idle || *drained_by_ <= now) {
            end();
            return std::nullopt;
        }
    }
    std::optional<base::Instant> next = earlier(exchange_.next_due(), engine_.next_due());
    next = earlier(next, node_->next_due());
    next = earlier(next, s6m_.next_due());
    next = earlier(next, network_.next_due());
    next = earlier(next, monitoring_.next_due());
    next = earlier(next, mo_sms_.next_due());
    next = earlier(next, resume_all_at_);
    next = earlier(next, drained_by_);
    next = earlier(next, links_.next_due());
    next = earlier(next, guard_.next_due());
    next = earlier(next, reload_.next_due());
    if (charon_) {
        charon_->on_time();
        next = earlier(next, charon_->next_due());
    }
    next = earlier(next, use_devices_at_);
    return earlier(next, service_manager_.alive(now));
}

} // namespace iwf::daemon
