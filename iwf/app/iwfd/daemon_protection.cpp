// SPDX-License-Identifier: Apache-2.0
/// The part of the daemon that keeps its links protected.
#include <chrono>
#include <memory>
#include <thread>
#include <utility>
#include <variant>

#include <net/if.h>

#include "iwf/app/control/json.hpp"
#include "iwf/app/iwfd/admin.hpp"
#include "iwf/app/iwfd/daemon.hpp"
#include "iwf/app/iwfd/link_settings.hpp"
#include "iwf/app/iwfd/protection_settings.hpp"

namespace iwf::daemon {
namespace {

using namespace std::chrono_literals;

/// A device that charon has not made yet is looked for again.
constexpr auto device_retry = 500ms;
constexpr auto device_patience = 5s;
constexpr auto device_poll = 20ms;

/// Requests to apply that are not answered yet.
constexpr std::size_t max_waiting = 32;

/// charon may be starting at this moment: a device it makes is waited for. What is still missing
/// then is an error of the node's.
void await_devices(const config::Config& config)
{
    const auto deadline = std::chrono::steady_clock::now() + device_patience;
    for (const auto& [address, device] : listen_devices(config)) {
        while (::if_nametoindex(device.c_str()) == 0 && std::chrono::steady_clock::now() < deadline
        ) {
            std::this_thread::sleep_for(device_poll);
        }
    }
}

} // namespace

base::Result<void> Daemon::prepare_protection()
{
    if (!needs_ipsec(config_)) {
        reload_.begin_with({config_, {}}, false);
        return {};
    }
    auto plan = ipsec_plan(config_);
    if (!plan) {
        return tl::unexpected{std::move(plan.error())};
    }
    charon_ = std::make_unique<Charon>(
        ground_.loop.io(),
        config_.daemon.ipsec().socket(),
        Charon::Ports{
            ground_.clock,
            *ground_.log,
            [this](const core::SaEvent& event) { on_security(event); },
            [this](const ipsec::Report& report) { on_charon_report(report); },
        }
    );
    charon_->apply(*plan);
    reload_.begin_with({config_, *std::move(plan)}, true);
    charon_->start();
    if (auto guarded = guard_.start(config_); !guarded) {
        return tl::unexpected{name_servers(config_, std::move(guarded.error()))};
    }
    await_devices(config_);
    return {};
}

void Daemon::on_security(const core::SaEvent& event)
{
    links_.apply(event);
    if (std::holds_alternative<core::sa_event::Baseline>(event)) {
        use_devices();
    }
}

void Daemon::on_charon_report(const ipsec::Report& report)
{
    gateways::Authentications authentications;
    for (const ipsec::LinkReport& link : report.links) {
        authentications.emplace(link.connection, link.authentication);
        if (!link.error.empty()) {
            ground_.log->event(
                base::Severity::error,
                "ipsec.connection_wrong",
                {{"connection", link.connection}, {"error", link.error}}
            );
        }
    }
    for (const std::string& problem : report.problems) {
        ground_.log->event(base::Severity::error, "ipsec.problem", {{"error", problem}});
    }
    if (report.loaded + report.unloaded + report.terminated != 0) {
        ground_.log->event(
            base::Severity::notice,
            "ipsec.applied",
            {{"loaded", report.loaded},
             {"unloaded", report.unloaded},
             {"terminated", report.terminated}}
        );
    }
    links_.learn(authentications);
    if (charon_->is_superseded()) {
        return; // the report of the plan that was asked for is yet to come
    }
    reload_.on_report(report);
    for (const control::Answer& answer : std::exchange(await_report_, {})) {
        answer({200, control::to_json(apply_reply(report))});
    }
}

/// Files of certificates and CRLs are read anew.
void Daemon::apply_again(const control::Answer& answer)
{
    if (!charon_) {
        return answer(control::failure(409, "no contract says 'protection: ipsec'"));
    }
    if (links_.table().stale_since()) {
        return answer(control::failure(
            503,
            "charon cannot be asked at " + config_.daemon.ipsec().socket() +
                "; is it running? What the contracts say is applied when it comes back"
        ));
    }
    if (await_report_.size() >= max_waiting) {
        return answer(control::failure(503, "too many wait for charon already"));
    }
    if (reload_.is_running()) {
        return answer(control::failure(503, "a reload is under way, which applies them too"));
    }
    auto plan = ipsec_plan(reload_.config());
    if (!plan) {
        return answer(control::failure(409, plan.error().text));
    }
    await_report_.push_back(answer);
    charon_->apply(*plan);
    reload_.use_plan(*std::move(plan));
}

void Daemon::use_devices()
{
    use_devices_at_.reset();
    if (auto used = node_->use_devices_again(); !used) {
        ground_.log->event(
            base::Severity::warning, "listen.no_device", {{"error", used.error().text}}
        );
        use_devices_at_ = ground_.clock.now() + device_retry;
    }
}

void Daemon::ask_charon()
{
    if (charon_) {
        charon_->refresh();
    }
}

} // namespace iwf::daemon
