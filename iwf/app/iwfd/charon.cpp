// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/charon.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace iwf::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto look_interval = 10s;
/// After IKE_SAs were ended: what waits for their end is done then, and those are called that do
/// not call by themselves.
constexpr auto look_again = 2s;
constexpr auto question_interval = 1s;
constexpr auto answer_within = 5s;

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
    , reconciler_{ipsec::reconciler_ports(client_, [this](const ipsec::Report& report) { on_report(report); })}
    , next_look_{ports_.clock.now() + look_interval}
    , next_question_{ports_.clock.now() + question_interval}
{}

void Charon::on_report(const ipsec::Report& report)
{
    if (report.terminated > 0) {
        next_look_ = std::min(next_look_, ports_.clock.now() + look_again);
    }
    ports_.report(report);
}

void Charon::on_time()
{
    if (next_look_ <= ports_.clock.now()) {
        next_look_ = ports_.clock.now() + look_interval;
        reconciler_.refresh();
    }
    if (!is_asked_ && next_question_ <= ports_.clock.now()) {
        ask_for_life();
    }
}

base::Instant Charon::next_due() const
{
    return is_asked_ ? next_look_ : std::min(next_look_, next_question_);
}

void Charon::ask_for_life()
{
    is_asked_ = true;
    // When there is no answer in time the client connects anew, and on_lost tells.
    client_.request(
        "version",
        {},
        ports_.clock.now() + answer_within,
        [this](const base::Result<vici::Message>&) {
            is_asked_ = false;
            next_question_ = ports_.clock.now() + question_interval;
        }
    );
}

void Charon::refresh()
{
    feed_.refresh([](const base::Result<void>&) {});
}

void Charon::terminate(core::IkeSaId ike, Done done)
{
    reconciler_.terminate(ike, std::move(done));
}

void Charon::terminate(core::IkeSaId ike)
{
    terminate(ike, [this, ike](const base::Result<void>& done) {
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
