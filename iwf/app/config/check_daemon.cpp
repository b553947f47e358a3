// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>

#include "iwf/app/config/checks.hpp"
#include "iwf/app/config/field.hpp"
#include "iwf/domain/network.hpp"

namespace iwf::config {
namespace {

using mtciwf::v1::Daemon;

template <class Pool>
void check_peers(const Pool& pool, const char* list, const Origin& origin, ErrorList& errors)
{
    for (int i = 0; i < pool.peers_size(); ++i) {
        const auto& peer = pool.peers(i);
        const auto address = domain::Network::parse(peer.address());
        if (peer.protection() == mtciwf::v1::PEER_PROTECTION_NONE && address &&
            !address->is_loopback()) {
            origin.fail(
                errors,
                item(list, i) + ".address",
                peer.address() + " is not loopback, and 'protection: none' is for loopback only; "
                                 "expected an address of 127.0.0.0/8, or ::1"
            );
        }
        if (peer.protection() != mtciwf::v1::PEER_PROTECTION_IPSEC && peer.has_ike()) {
            origin.fail(
                errors,
                item(list, i) + ".ike",
                "is for 'protection: ipsec' only; remove the section, or write that"
            );
        }
    }
}

void check_mmes(const mtciwf::v1::Mmes& mmes, const Origin& origin, ErrorList& errors)
{
    for (int i = 0; i < mmes.peers_size(); ++i) {
        const auto refuse = [&](std::uint32_t value, const char* key) {
            if (value != 1) { // the default, which a dump writes
                origin.fail(
                    errors,
                    item("mme.peers", i) + key,
                    "MMEs do not take each other's place; expected none"
                );
            }
        };
        refuse(mmes.peers(i).priority(), ".priority");
        refuse(mmes.peers(i).weight(), ".weight");
    }
}

/// `smaller` may not be above `larger`; both are paths.
struct Order
{
    const char* smaller;
    std::uint64_t smaller_value;
    const char* larger;
    std::uint64_t larger_value;
    bool is_duration;
};

void check_order(const Order& order, const Origin& origin, ErrorList& errors)
{
    if (order.smaller_value <= order.larger_value) {
        return;
    }
    const auto text = [&order](std::uint64_t value) {
        return order.is_duration ? duration_text(value) : std::to_string(value);
    };
    // The complaint goes to what was written: the other may be a default.
    const bool smaller_written = origin.line(order.smaller) != 0;
    origin.fail(
        errors,
        smaller_written ? order.smaller : order.larger,
        std::string{order.smaller} + " is " + text(order.smaller_value) + ", " + order.larger +
            " is " + text(order.larger_value) + "; expected the first not above the second"
    );
}

void check_orders(const Daemon& daemon, const Origin& origin, ErrorList& errors)
{
    const auto& hss = daemon.hss();
    const auto& timers = daemon.timers();
    const auto& limits = daemon.limits();
    const auto& monitoring = daemon.monitoring();
    for (const Order& order : {
             Order{
                 "hss.attempt_timeout",
                 hss.attempt_timeout(),
                 "hss.lookup_deadline",
                 hss.lookup_deadline(),
                 true},
             Order{
                 "timers.dnr_retry_first",
                 timers.dnr_retry_first(),
                 "timers.dnr_retry_max",
                 timers.dnr_retry_max(),
                 true},
             Order{
                 "limits.requests_in_progress_per_server",
                 limits.requests_in_progress_per_server(),
                 "limits.requests_in_progress",
                 limits.requests_in_progress(),
                 false},
             Order{
                 "monitoring.requests_in_progress_per_server",
                 monitoring.requests_in_progress_per_server(),
                 "monitoring.requests_in_progress",
                 monitoring.requests_in_progress(),
                 false},
             Order{
                 "monitoring.report_retry_first",
                 monitoring.report_retry_first(),
                 "monitoring.report_retry_max",
                 monitoring.report_retry_max(),
                 true},
         }) {
        check_order(order, origin, errors);
    }
}

void check_listen(const Daemon& daemon, const Origin& origin, ErrorList& errors)
{
    std::map<std::pair<std::string, std::uint32_t>, int> seen;
    for (int i = 0; i < daemon.listen_size(); ++i) {
        const auto& listen = daemon.listen(i);
        const auto [at, fresh] = seen.emplace(std::pair{listen.address(), listen.port()}, i);
        if (!fresh && !listen.address().empty()) {
            origin.fail(
                errors,
                item("listen", i),
                "given twice; first at " + origin.place(item("listen", at->second))
            );
        } else if (listen.port() != daemon.listen(0).port()) {
            origin.fail(
                errors,
                item("listen", i) + ".port",
                "another port than the first; expected " + std::to_string(daemon.listen(0).port()) +
                    ": one port on all addresses"
            );
        }
    }
}

/// unix(7)
void check_control(const Daemon& daemon, const Origin& origin, ErrorList& errors)
{
    constexpr std::size_t longest = 107;
    const std::size_t length = daemon.control().socket().size();
    if (length > longest) {
        origin.fail(
            errors,
            "control.socket",
            "has " + std::to_string(length) + " characters; expected a path of at most " +
                std::to_string(longest) + ", what a UNIX socket takes"
        );
    }
}

} // namespace

void check_daemon(const Daemon& daemon, const Origin& origin, ErrorList& errors)
{
    check_control(daemon, origin, errors);
    check_listen(daemon, origin, errors);
    check_peers(daemon.hss(), "hss.peers", origin, errors);
    check_peers(daemon.sms_sc(), "sms_sc.peers", origin, errors);
    check_peers(daemon.mme(), "mme.peers", origin, errors);
    check_mmes(daemon.mme(), origin, errors);
    check_orders(daemon, origin, errors);
    check_ipsec(daemon, origin, errors);
    if (origin.line("limits.rates") != 0 && !daemon.limits().rates().has_requests()) {
        origin.fail(errors, "limits.rates", "empty; expected requests");
    }
    const auto& features = daemon.features();
    if (features.device_trigger_recall_replace_bit() == features.msisdn_less_mo_sms_bit()) {
        origin.fail(
            errors,
            "features",
            "both features have bit " + std::to_string(features.msisdn_less_mo_sms_bit()) +
                "; expected two different bits"
        );
    }
}

} // namespace iwf::config
