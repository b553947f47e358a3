// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/charon.hpp"

#include <chrono>
#include <utility>

namespace iwf::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto answer_within = 5s;

} // namespace

Charon::Charon(boost::asio::io_context& io, const std::string& socket, Ports ports)
    : ports_{std::move(ports)}
    , client_{io,
              {.socket = socket, .events = ipsec::feed_events()},
              {.on_connected = [this] { feed_.on_connected(); },
               .on_lost = [this](const std::string& reason) { feed_.on_lost(reason); },
               .on_event = [this](const std::string& event, const vici::Message& message
                           ) { feed_.on_event(event, message); }}}
    , feed_{ipsec::feed_ports(client_, [this](const core::SaEvent& event) { ports_.tell(event); })}
{}

void Charon::refresh()
{
    feed_.refresh([](const base::Result<void>&) {});
}

void Charon::terminate(core::IkeSaId ike)
{
    vici::Message request;
    request.add("ike-id", std::to_string(ike.value())).add("force", "yes").add("timeout", "-1");
    client_.request(
        "terminate",
        request,
        ports_.clock.now() + answer_within,
        [this, ike](const base::Result<vici::Message>& answer) {
            const auto done = answer ? vici::verdict(*answer) : tl::unexpected{answer.error()};
            if (!done) {
                ports_.log.event(
                    base::Severity::error,
                    "ipsec.not_terminated",
                    {{"ike_sa", ike.value()}, {"error", done.error().text}}
                );
            }
        }
    );
}

} // namespace iwf::daemon
