// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/tsp_notifier.hpp"

#include <utility>

#include "iwf/diameter/result_code.hpp"
#include "iwf/gateways/request_checks.hpp"

namespace iwf::gateways {

void TspNotifier::tell(
    const ServerPeer& server, diameter::tsp::DeviceNotification what, Ids ids, Completion done
)
{
    diameter::tsp::DeviceNotificationRequest request;
    request.head.session_id = ids.session_id;
    request.head.origin_host = parts_.self.host;
    request.head.origin_realm = parts_.self.realm;
    request.head.destination_host = server.host.text();
    request.head.destination_realm = server.realm;
    request.device_notification = std::move(what);
    diameter::Message message = diameter::tsp::encode(request);
    message.header.end_to_end = diameter::EndToEndId{ids.end_to_end};
    if (ids.retransmission) {
        message.header.flags |= diameter::flag::retransmitted;
    }
    parts_.exchange.request(
        server.peer,
        message,
        parts_.clock.now() + timeout_,
        [this, server, done = std::move(done)](const Reply& reply) {
            done(is_acknowledged(server, reply));
        }
    );
}

bool TspNotifier::is_acknowledged(const ServerPeer& server, const Reply& reply) const
{
    if (!reply) {
        return false;
    }
    const auto answer = diameter::tsp::decode_device_notification_answer(*reply);
    const bool own = answer && same_name(answer->head.origin_host, server.host.text());
    if (own && answer->head.outcome.is_success()) {
        return true;
    }
    std::string reason = "Origin-Host is another node";
    if (!answer) {
        reason = answer.error().text;
    } else if (own) {
        reason = diameter::name(answer->head.outcome);
    }
    parts_.log.event(
        base::Severity::warning,
        "tsp.notification_refused",
        {{"scs", server.contract}, {"reason", reason}}
    );
    return false;
}

} // namespace iwf::gateways
