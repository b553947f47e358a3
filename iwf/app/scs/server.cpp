// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/server.hpp"

#include <utility>

#include "iwf/base/overloaded.hpp"
#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/diameter/generated/tsp.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::scs {
namespace {

using namespace std::chrono_literals;
using diameter::tsp::DeviceActionRequest;
using diameter::tsp::DeviceNotification;

constexpr diameter::PeerId iwf_peer{0};

/// Messages; out of the way of what the commands are told to do.
constexpr std::size_t most_under_way = 100'000;
constexpr std::size_t most_octets = 1'000; ///< of one, with room to spare

void name_device(const domain::DeviceIdentity& device, diameter::tsp::DeviceAction& action)
{
    std::visit(
        base::Overloaded{
            [&action](const domain::ExternalIdentifier& id) {
                action.external_identifier = id.text();
            },
            [&action](const domain::Msisdn& msisdn) {
                action.msisdn = domain::to_tbcd(msisdn.digits());
            },
        },
        device
    );
}

std::string device_of(const DeviceNotification& notification)
{
    if (notification.external_identifier) {
        return base::printable(*notification.external_identifier, 253);
    }
    const auto msisdn =
        notification.msisdn ? domain::from_tbcd(*notification.msisdn) : std::nullopt;
    return msisdn.value_or("?");
}

bool is_message(const DeviceNotification& notification)
{
    return notification.action_type == domain::ActionType::msisdn_less_mo_sms;
}

std::string_view text_of(gateways::NoAnswer why)
{
    switch (why) {
    case gateways::NoAnswer::not_sent:
        return "not sent: no connection, or too much waits already";
    case gateways::NoAnswer::lost:
        return "the connection ended before the answer came";
    case gateways::NoAnswer::timed_out:
        return "no answer in time";
    }
    return "?";
}

ActionResult understand(const gateways::Reply& reply)
{
    if (!reply) {
        return tl::unexpected{std::string{text_of(reply.error())}};
    }
    const auto answer = diameter::tsp::decode_device_action_answer(*reply);
    if (!answer) {
        return tl::unexpected{"the answer cannot be read: " + answer.error().text};
    }
    Confirmation confirmation;
    confirmation.outcome = answer->head.outcome;
    confirmation.text = base::printable(answer->head.error_message.value_or(""), 200);
    if (answer->device_notification) {
        confirmation.status = answer->device_notification->request_status;
        confirmation.diagnostic = answer->device_notification->mtc_error_diagnostic;
    }
    return confirmation;
}

ConfigurationResult understand_configuration(const gateways::Reply& reply)
{
    if (!reply) {
        return tl::unexpected{std::string{text_of(reply.error())}};
    }
    auto answer = diameter::s6t::decode_configuration_information_answer(*reply);
    if (!answer) {
        return tl::unexpected{"the answer cannot be read: " + answer.error().text};
    }
    return std::move(*answer);
}

} // namespace

bool Server::is_open() const
{
    return station_.transport().is_open(iwf_peer);
}

void Server::act(
    const DeviceAction& action,
    base::Instant deadline,
    std::function<void(const ActionResult&)> done
)
{
    DeviceActionRequest request;
    fill(request.head);
    auto& wanted = request.device_action;
    name_device(action.device, wanted);
    wanted.scs_identity = domain::to_tbcd(settings_.scs_identity.digits());
    wanted.reference_number = action.reference;
    wanted.old_reference_number = action.old_reference;
    wanted.action_type = action.type;
    wanted.trigger_data = action.trigger_data;
    wanted.validity_time_s = action.validity_time_s;
    send(
        diameter::tsp::encode(request),
        deadline,
        [done = std::move(done)](const gateways::Reply& reply) { done(understand(reply)); }
    );
}

void Server::configure(
    const Configuration& configuration,
    base::WallTime now,
    base::Instant deadline,
    std::function<void(const ConfigurationResult&)> done
)
{
    auto request = make_request(configuration, settings_, now);
    fill(request.head);
    send(
        diameter::s6t::encode(request),
        deadline,
        [done = std::move(done)](const gateways::Reply& reply) {
            done(understand_configuration(reply));
        }
    );
}

void Server::fill(diameter::RequestHead& head)
{
    head.session_id = station_.identifiers().next_session_id();
    head.origin_host = settings_.host;
    head.origin_realm = settings_.realm;
    head.destination_host = settings_.iwf_host;
    head.destination_realm = settings_.iwf_realm;
}

void Server::send(
    diameter::Message message,
    base::Instant deadline,
    std::function<void(const gateways::Reply&)> done
)
{
    message.header.end_to_end = diameter::EndToEndId{station_.identifiers().next_end_to_end()};
    station_.exchange().request(iwf_peer, message, deadline, std::move(done));
}

void Server::on_open(diameter::Connection)
{
    events_.open();
}

void Server::on_closed(diameter::Connection, std::string_view reason)
{
    events_.closed(reason);
}

void Server::on_request(diameter::Connection connection, diameter::Message request)
{
    if (request.header.application == diameter::application::s6t.id) {
        return take_monitoring(connection, request);
    }
    take_notification(connection, request);
}

void Server::take_notification(diameter::Connection connection, const diameter::Message& request)
{
    const auto decoded = diameter::tsp::decode_device_notification_request(request);
    if (!decoded) {
        return refuse(connection, request, decoded.error());
    }
    const DeviceNotification& notification = decoded->device_notification;
    if (is_message(notification) && !events_.message) {
        return refuse(
            connection,
            request,
            {diameter::result::too_busy, {}, "the server takes no messages now"}
        );
    }
    const bool retransmitted = (request.header.flags & diameter::flag::retransmitted) != 0;
    switch (told(notification, retransmitted)) {
    case Acknowledge::silence:
        return;
    case Acknowledge::refuse:
        return refuse(
            connection,
            request,
            {diameter::result::unable_to_comply, {}, "the server was told to refuse"}
        );
    case Acknowledge::yes:
        break;
    }
    answer(
        connection,
        request,
        diameter::tsp::encode(diameter::tsp::DeviceNotificationAnswer{
            diameter::answer_head(decoded->head, settings_.host, settings_.realm)})
    );
}

Acknowledge Server::told(const DeviceNotification& notification, bool retransmitted)
{
    if (is_message(notification)) {
        return events_.message({
            .device = device_of(notification),
            .reference = notification.reference_number,
            .port = notification.application_port,
            .tpdu = notification.sm_rp_ui.value_or(base::Bytes{}),
            .retransmitted = retransmitted,
        });
    }
    return events_.report({
        .device = device_of(notification),
        .reference = notification.reference_number,
        .outcome = notification.delivery_outcome,
        .retransmitted = retransmitted,
    });
}

void Server::take_monitoring(diameter::Connection connection, const diameter::Message& request)
{
    auto decoded =
        diameter::s6t::decode_reporting_information_request(request, settings_.enterprise);
    if (!decoded) {
        return refuse(connection, request, decoded.error());
    }
    if (!events_.monitoring) {
        return refuse(
            connection, request, {diameter::result::too_busy, {}, "the server takes no reports now"}
        );
    }
    const MonitoringReport report{
        .request = std::move(*decoded),
        .retransmitted = (request.header.flags & diameter::flag::retransmitted) != 0,
    };
    if (const ReportAnswer wanted = events_.monitoring(report)) {
        answer(
            connection,
            request,
            diameter::s6t::encode(make_answer(report.request, *wanted, settings_))
        );
    }
}

void Server::refuse(
    diameter::Connection connection, const diameter::Message& request, const diameter::Fault& fault
)
{
    station_.transport().answer(
        connection, diameter::error_answer(request, fault, settings_.host, settings_.realm)
    );
}

void Server::answer(
    diameter::Connection connection, const diameter::Message& request, diameter::Message answer
)
{
    answer.header.hop_by_hop = request.header.hop_by_hop;
    answer.header.end_to_end = request.header.end_to_end;
    station_.transport().answer(connection, answer);
}

base::Result<freediameter::NodeConfig> node_config(const Settings& settings)
{
    const auto address = neighbour::own_address(settings.connect);
    if (!address) {
        return tl::unexpected{address.error()};
    }
    const auto& tsp = diameter::application::tsp;
    const auto& s6t = diameter::application::s6t;
    freediameter::NodeConfig config;
    config.identity = settings.host;
    config.realm = settings.realm;
    config.addresses = {*address};
    config.applications = {
        {tsp.id, tsp.vendor, std::string{tsp.name}}, {s6t.id, s6t.vendor, std::string{s6t.name}}};
    config.peers = {{settings.iwf_host, settings.connect}};
    config.redial = 1s;
    // How much waits here is for the commands to say.
    config.limits.outbox_octets = most_under_way * most_octets;
    config.limits.outbox_answer_octets = most_under_way * most_octets;
    config.limits.peer_in_flight = most_under_way;
    return config;
}

} // namespace iwf::scs
