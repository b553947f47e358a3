// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/charon.hpp"

#include <chrono>
#include <utility>

namespace iwf::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto look_interval = 10s;

} // namespace

Charon::Charon(boost::asio::io_context& io, const std::string& socket, Ports ports)
    : ports_{std::move(ports)}
    , client_{io,
              {.socket = socket, .events = ipsec::feed_events()},
              {.on_connected =
                   [this] {
                       feed_.on_connected();
                       reconciler_.on_connected();
                   },
               .on_lost =
                   [this](const std::string& reason) {
                       feed_.on_lost(reason);
                       reconciler_.on_lost();
                   },
               .on_event = [this](const std::string& event, const vici::Message& message
                           ) { feed_.on_event(event, message); }}}
    , feed_{ipsec::feed_ports(client_, [this](const core::SaEvent& event) { ports_.tell(event); })}
    , reconciler_{ipsec::reconciler_ports(client_, [this](const ipsec::Report& report) { ports_.report(report); })}
    , next_look_{ports_.clock.now() + look_interval}
{}

void Charon::on_time()
{
    if (next_look_ <= ports_.clock.now()) {
        next_look_ = ports_.clock.now() + look_interval;
        reconciler_.refresh();
    }
}

void Charon::refresh()
{
    feed_.refresh([](const base::Result<void>&) {});
}

void Charon::terminate(core::IkeSaId ike)
{
    reconciler_.terminate(ike, [this, ike](const base::Result<void>& done) {
        if (!done) {
            ports_.log.event(
                base::Severity::error,
                "ipsec.not_terminated",
                {{"ike_sa", ike.value()}, {"error", done.error().text}}
            );
        }
    });
}

} // namespace iwf::daemon
