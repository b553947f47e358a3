// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/tsp.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "iwf/diameter/fault.hpp"
#include "iwf/diameter/generated/tsp.hpp"
#include "iwf/diameter/result_code.hpp"
#include "iwf/gateways/request_checks.hpp"

namespace iwf::gateways {
namespace {

using diameter::Fault;
using diameter::tsp::DeviceAction;
using diameter::tsp::DeviceActionAnswer;
using diameter::tsp::DeviceActionRequest;
using diameter::tsp::DeviceNotification;
using domain::ActionType;
using domain::RequestStatus;

constexpr std::uint32_t tsp_feature_list = 1; // TS 29.368, 6.4.13

/// What the action needs beyond the ABNF (spec/tsp.md 5).
std::optional<Fault> missing_part(const DeviceAction& action)
{
    namespace avp = diameter::avp;
    if (action.action_type == ActionType::device_trigger_recall) {
        return std::nullopt;
    }
    if (!action.trigger_data) {
        return diameter::enclosed_in(avp::device_action, diameter::missing_avp(avp::trigger_data));
    }
    if (action.action_type == ActionType::device_trigger_replace && !action.old_reference_number) {
        return diameter::enclosed_in(
            avp::device_action, diameter::missing_avp(avp::old_reference_number)
        );
    }
    return std::nullopt;
}

DeviceNotification echo(const DeviceAction& action, RequestStatus status)
{
    DeviceNotification notification;
    notification.external_identifier = action.external_identifier;
    notification.msisdn = action.msisdn;
    notification.scs_identity = action.scs_identity;
    notification.reference_number = action.reference_number;
    notification.action_type = action.action_type;
    notification.request_status = status;
    return notification;
}

} // namespace

void TspGateway::on_connected(diameter::PeerId peer)
{
    if (const ServerPeer* const server = parts_.servers.find(peer)) {
        parts_.engine.on_server_connected(server->contract);
    }
}

void TspGateway::on_request(diameter::Connection connection, diameter::Message request)
{
    Incoming incoming{parts_.transport, parts_.self, connection, std::move(request)};
    const ServerPeer* const server = parts_.servers.find(connection.peer);
    if (server == nullptr) {
        return incoming.refuse({diameter::result::unknown_peer, {}, "no contract"});
    }
    const auto decoded = diameter::tsp::decode_device_action_request(incoming.request());
    const std::optional<Fault> fault =
        decoded ? take(*server, *decoded, incoming) : std::optional{decoded.error()};
    if (fault) {
        parts_.log.event(
            base::Severity::notice,
            "tsp.request_refused",
            {{"scs", server->contract}, {"result", fault->result_code}, {"reason", fault->text}}
        );
        incoming.refuse(*fault);
    }
}

std::optional<Fault>
TspGateway::take(const ServerPeer& server, const DeviceActionRequest& request, Incoming& incoming)
{
    if (auto fault = check_destination(request.head, parts_.self)) {
        return fault;
    }
    if (auto fault = missing_part(request.device_action)) {
        return fault;
    }
    if (!same_name(request.head.origin_host, server.host.text()) ||
        !same_name(request.head.origin_realm, server.realm)) {
        parts_.log.event(
            base::Severity::warning,
            "tsp.identity_spoofed",
            {{"scs", server.contract},
             {"origin_host", base::printable(request.head.origin_host)},
             {"origin_realm", base::printable(request.head.origin_realm)}}
        );
        refuse_identity(request, incoming);
        return std::nullopt;
    }
    if (auto fault = check_session(request.head)) {
        return fault;
    }
    if (demands_unknown_feature(request.supported_features, own_features().front())) {
        refuse_features(request, incoming);
        return std::nullopt;
    }
    const core::ServerRequest id{++last_request_};
    const DeviceAction& action = request.device_action;
    core::DeviceActionEvent event{
        .request = id,
        .contract = server.contract,
        .scs_host = server.host,
        .scs_realm = server.realm,
        .end_to_end = incoming.request().header.end_to_end.value(),
        .action = action.action_type,
        .reference = action.reference_number,
        .old_reference = action.old_reference_number,
        .claimed = {action.external_identifier, action.msisdn, action.scs_identity},
        .trigger_data = action.trigger_data,
        .validity_time_s = action.validity_time_s,
    };
    incoming.drop_content();
    requests_.emplace(
        id,
        Owed{
            std::move(incoming),
            diameter::answer_head(request.head, parts_.self.host, parts_.self.realm),
            !request.supported_features.empty(),
        }
    );
    parts_.engine.on_device_action(std::move(event));
    return std::nullopt;
}

/// The connection proves who the server is; a message that says otherwise is a false trigger (S5).
void TspGateway::refuse_identity(const DeviceActionRequest& request, Incoming& incoming) const
{
    DeviceActionAnswer answer;
    answer.head = diameter::answer_head(request.head, parts_.self.host, parts_.self.realm);
    answer.head.outcome = {diameter::result::unable_to_comply, false};
    answer.device_notification = echo(request.device_action, RequestStatus::invalid_scs_id);
    incoming.answer_refused(diameter::tsp::encode(answer));
}

/// TS 29.229, 7.2.1.
void TspGateway::refuse_features(const DeviceActionRequest& request, Incoming& incoming) const
{
    DeviceActionAnswer answer;
    answer.head = diameter::answer_head(request.head, parts_.self.host, parts_.self.realm);
    answer.head.outcome = {diameter::experimental::feature_unsupported, true};
    answer.device_notification = echo(request.device_action, RequestStatus::permanent_error);
    answer.supported_features = own_features();
    incoming.answer_refused(diameter::tsp::encode(answer));
}

std::vector<diameter::SupportedFeatures> TspGateway::own_features() const
{
    std::uint32_t list = 0;
    if (settings_.recall_replace_supported) {
        list |= 1U << settings_.recall_replace_bit;
    }
    if (settings_.mo_sms_supported) {
        list |= 1U << settings_.mo_sms_bit;
    }
    return {{
        .vendor_id = diameter::vendor_3gpp,
        .feature_list_id = tsp_feature_list,
        .feature_list = list,
        .mandatory = false,
    }};
}

void TspGateway::confirm(core::ServerRequest request, const core::Confirmation& confirmation)
{
    const auto waiting = requests_.find(request);
    if (waiting == requests_.end()) {
        return;
    }
    Owed owed = std::move(waiting->second);
    requests_.erase(waiting);
    DeviceActionAnswer answer;
    answer.head = std::move(owed.head);
    DeviceNotification& notification = answer.device_notification.emplace();
    notification.external_identifier = confirmation.claimed.external_identifier;
    notification.msisdn = confirmation.claimed.msisdn;
    notification.scs_identity = confirmation.claimed.scs_identity;
    notification.reference_number = confirmation.reference;
    notification.action_type = confirmation.action;
    notification.request_status = confirmation.status;
    notification.mtc_error_diagnostic = confirmation.diagnostic;
    if (owed.features_listed) {
        answer.supported_features = own_features();
    }
    if (settings_.recall_replace_supported) {
        answer.feature_supported_in_final_target = 1U; // bit 0 (TS 29.368, 6.4.13)
    }
    answer.load = load();
    if (confirmation.status == RequestStatus::success) {
        owed.incoming.answer(diameter::tsp::encode(answer));
    } else {
        owed.incoming.answer_refused(diameter::tsp::encode(answer));
    }
}

/// TS 29.368, 5.4: for servers that choose among several MTC-IWFs.
std::optional<diameter::Load> TspGateway::load() const
{
    if (!settings_.reports_load) {
        return std::nullopt;
    }
    // In steps: who weighs several of us by it shall not sway with each request.
    constexpr double steps = 20;
    const double load = std::max(parts_.engine.load(), parts_.transport.load());
    const double free = 1 - std::round(load * steps) / steps;
    return diameter::Load{static_cast<std::uint64_t>(free * 65535), parts_.self.host};
}

void TspGateway::notify(const core::TriggerRecord& record, const core::Notify& notify)
{
    const core::TriggerId id = record.id;
    const ServerPeer* const server = parts_.servers.of(record.contract);
    if (server == nullptr) {
        return parts_.later.post([this, id] {
            parts_.engine.on_notified(id, core::NotAcknowledged{});
        });
    }
    DeviceNotification notification;
    notification.external_identifier = record.claimed.external_identifier;
    notification.msisdn = record.claimed.msisdn;
    notification.scs_identity = record.claimed.scs_identity;
    notification.reference_number = record.reference;
    notification.action_type = ActionType::delivery_report;
    notification.delivery_outcome = record.delivery_outcome;
    // The server by the name it has now: its contract may have got another host since the DAR.
    notifier_.tell(
        *server,
        std::move(notification),
        {record.dnr_session_id, record.dnr_end_to_end, notify.retransmission},
        [this, id](bool acknowledged) {
            parts_.engine.on_notified(
                id,
                acknowledged ? core::NotificationEvent{core::Acknowledged{}}
                             : core::NotAcknowledged{}
            );
        }
    );
}

} // namespace iwf::gateways
