// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/tsp_messages.hpp"

#include <string>
#include <utility>

namespace iwf::gateways {

void TspMessages::deliver(const core::ShortMessageDelivery& delivery)
{
    const core::ShortMessageId id = delivery.id;
    const ServerPeer* const server = parts_.servers.of(std::string{delivery.contract});
    if (server == nullptr) {
        return parts_.later.post([this, id] { parts_.mo_sms.on_delivered(id, false); });
    }
    diameter::tsp::DeviceNotification notification;
    notification.external_identifier = delivery.device.text();
    notification.reference_number = delivery.reference;
    notification.action_type = domain::ActionType::msisdn_less_mo_sms;
    notification.sm_rp_ui = delivery.sm_rp_ui;
    notification.application_port = delivery.port;
    notifier_.tell(
        *server,
        std::move(notification),
        {delivery.session_id, delivery.end_to_end, false},
        [this, id](bool acknowledged) { parts_.mo_sms.on_delivered(id, acknowledged); }
    );
}

} // namespace iwf::gateways
