// SPDX-License-Identifier: Apache-2.0
/// The part of the daemon that puts a new configuration in force.
#include <utility>

#include "iwf/app/control/json.hpp"
#include "iwf/app/iwfd/admin.hpp"
#include "iwf/app/iwfd/daemon.hpp"
#include "iwf/app/iwfd/link_settings.hpp"
#include "iwf/app/iwfd/protection_settings.hpp"

namespace iwf::daemon {
namespace {

/// On a thread of its own: touches nothing but the files. What charon is to have is of what can be
/// taken over: the links of the HSSs and SMS-SCs are those of the start, which new contracts may
/// not fit to.
ReadCandidate read(const std::string& path, const config::Config& running)
{
    auto loaded = config::load_config(path);
    if (!loaded) {
        std::vector<std::string> errors;
        for (const config::ConfigError& error : loaded.error()) {
            errors.push_back(config::text(error));
        }
        return tl::unexpected{std::move(errors)};
    }
    const config::Config next = reloadable(*loaded, running);
    if (!needs_ipsec(next)) {
        return Candidate{*std::move(loaded), {}};
    }
    if (auto fits = core::ProtectedServers::create(protected_servers(next)); !fits) {
        return tl::unexpected{std::vector{
            fits.error().text + " (HSSs and SMS-SCs as they were at the start: others need a "
                                "restart)"}};
    }
    auto plan = ipsec_plan(next);
    if (!plan) {
        return tl::unexpected{std::vector{std::move(plan.error().text)}};
    }
    return Candidate{*std::move(loaded), *std::move(plan)};
}

} // namespace

Reload::Ports Daemon::reload_ports()
{
    return {
        .read = [this](std::function<void(ReadCandidate)> then
                ) { read_candidate(std::move(then)); },
        .plan = [this](const ipsec::Plan& plan) { charon_->apply(plan); },
        .charon_away = [this]() -> std::optional<std::string> {
            if (!links_.table().stale_since()) {
                return std::nullopt;
            }
            return "charon cannot be asked at " + config_.daemon.ipsec().socket();
        },
        .add_peers = [this](const config::Config& config) { return servers_.add(config); },
        .commit = [this](const config::Config& config) { put_in_force(config); },
        .clock = ground_.clock,
    };
}

void Daemon::read_candidate(std::function<void(ReadCandidate)> then)
{
    background_.run<ReadCandidate>(
        [path = config_path_, running = reload_.in_force()] { return read(path, running->config); },
        std::move(then)
    );
}

/// One moment for all: no request is judged between the lines.
void Daemon::put_in_force(const config::Config& config)
{
    servers_.apply(config);
    engine_.use_contracts(config.book);
    mo_sms_.use_contracts(config.book);
    monitoring_.use_contracts(config.book);
    ground_.audit.use_policy(config, "reload");
}

void Daemon::reload()
{
    if (drained_by_) {
        return ground_.log->event(
            base::Severity::warning, "reload.refused", {{"error", "the daemon is ending"}}
        );
    }
    if (reload_.is_running()) {
        reload_again_ = true;
        return;
    }
    service_manager_.reloading();
    reload_.run(false, [this](const ReloadOutcome& outcome) {
        tell_reload(outcome);
        service_manager_.ready();
        reload_again();
    });
}

void Daemon::reload_for(bool dry_run, const control::Answer& answer)
{
    if (drained_by_) {
        return answer(control::failure(503, "the daemon is ending"));
    }
    if (reload_.is_running()) {
        return answer(control::failure(503, "another reload is under way; ask again"));
    }
    reload_.run(dry_run, [this, dry_run, answer](const ReloadOutcome& outcome) {
        answer({200, control::to_json(reload_reply(outcome))});
        if (!dry_run) {
            tell_reload(outcome);
        }
        reload_again();
    });
}

void Daemon::tell_reload(const ReloadOutcome& outcome)
{
    base::Log& log = *ground_.log;
    for (const std::string& error : outcome.errors) {
        log.event(base::Severity::error, "reload.refused", {{"error", error}});
    }
    for (const std::string& key : outcome.needs_restart) {
        log.event(base::Severity::warning, "reload.partial", {{"needs_restart", key}});
    }
    if (outcome.is_applied) {
        log.event(
            base::Severity::notice,
            "reload.done",
            {{"contracts", outcome.contracts}, {"changed", outcome.difference.contracts.size()}}
        );
        for (const config::ContractChange& change : outcome.difference.contracts) {
            log.event(
                base::Severity::notice,
                "contract.changed",
                {{"scs", change.contract},
                 {"change", config::name(change.kind)},
                 {"keys", change.what.size()}}
            );
        }
    }
}

void Daemon::reload_again()
{
    if (std::exchange(reload_again_, false)) {
        reload();
    }
}

} // namespace iwf::daemon
