// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/guard_watch.hpp"

#include <utility>

#include "iwf/app/config/peer_links.hpp"
#include "iwf/domain/network.hpp"

namespace iwf::daemon {
namespace {

constexpr std::chrono::seconds check_interval{1};

} // namespace

base::Result<void> GuardWatch::start(const config::Config& config)
{
    ipsec::GuardSettings settings;
    for (const auto& listen : config.daemon.listen()) {
        const auto address = domain::Network::parse(listen.address());
        if (listen.has_device() && address) {
            settings.device = listen.device() == config::no_device ? "" : listen.device();
            settings.port = static_cast<std::uint16_t>(listen.port());
            settings.addresses.push_back(*address);
        }
    }
    for (const auto& peer : config::protected_peers(config.daemon)) {
        if (const auto address = domain::Network::parse(peer.address())) {
            settings.peers.push_back({*address, static_cast<std::uint16_t>(peer.port())});
        }
    }
    if (settings.addresses.empty()) {
        return {};
    }
    if (config.daemon.ipsec().guard() == mtciwf::v1::GUARD_EXTERNAL) {
        log_.event(
            base::Severity::warning,
            "guard.external",
            {{"device", settings.device.empty() ? std::string{config::no_device} : settings.device}}
        );
        return {};
    }
    auto guard = ipsec::Guard::create(io_, settings);
    if (!guard) {
        return tl::unexpected{std::move(guard.error())};
    }
    if (auto installed = (*guard)->install(); !installed) {
        return base::fail(
            installed.error().text + " (ipsec.guard: external leaves the rules to you, see "
                                     "deploy/nftables)"
        );
    }
    guard_ = std::move(*guard);
    next_check_ = clock_.now() + check_interval;
    return {};
}

void GuardWatch::end()
{
    next_check_.reset();
    if (!guard_) {
        return;
    }
    if (auto removed = guard_->remove(); !removed) {
        log_.event(base::Severity::warning, "guard.not_removed", {{"error", removed.error().text}});
    }
    guard_.reset();
}

void GuardWatch::on_time()
{
    if (!next_check_ || *next_check_ > clock_.now()) {
        return;
    }
    next_check_.reset();
    guard_->check([this](const base::Result<void>& whole) { on_checked(whole); });
}

void GuardWatch::on_checked(const base::Result<void>& whole)
{
    if (whole) {
        next_check_ = clock_.now() + check_interval;
        return;
    }
    guard_->install([this, reason = whole.error().text](const base::Result<void>& again) {
        on_installed_again(reason, again);
    });
}

void GuardWatch::on_installed_again(const std::string& reason, const base::Result<void>& again)
{
    next_check_ = clock_.now() + check_interval;
    log_.event(
        base::Severity::error,
        "guard.broken",
        {{"reason", reason}, {"installed_again", again ? std::string{"yes"} : again.error().text}}
    );
}

} // namespace iwf::daemon
