// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/watchers.hpp"

#include <algorithm>
#include <utility>

#include "iwf/core/fnv1a.hpp"
#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/fault.hpp"
#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/diameter/result_code.hpp"
#include "iwf/gateways/monitoring_result.hpp"
#include "iwf/gateways/request_checks.hpp"

namespace iwf::gateways {
namespace {

using core::DeliveryResult;
using diameter::Fault;
using diameter::s6t::ConfigurationInformationAnswer;
using diameter::s6t::ConfigurationInformationRequest;
namespace feature = diameter::monitoring::feature;
namespace cir_flag = diameter::s6t::cir_flag;

/// Of one CIR: a server that wants more sends more, each of which counts.
constexpr std::size_t most_configurations = 32;

constexpr std::uint32_t known_flags = cir_flag::delete_all_events | cir_flag::delete_all_patterns;

/// A repetition is the same octets.
std::uint64_t digest_of(const diameter::Message& message)
{
    core::Fnv1a digest;
    digest.add(base::ByteView{message.avps});
    return digest.value();
}

Fault foreign_scef(const std::string& scef_id)
{
    Fault fault{diameter::result::invalid_avp_value, {}, "SCEF-ID is not the server's own name"};
    diameter::AvpWriter{fault.failed_avp}.put(diameter::avp::scef_id, std::string_view{scef_id});
    return fault;
}

template <class Configurations>
std::optional<Fault> check_scef(const Configurations& configurations, std::string_view server)
{
    for (const auto& one : configurations) {
        if (!same_name(one.scef_id, server)) {
            return foreign_scef(one.scef_id);
        }
    }
    return std::nullopt;
}

/// Which node said so stays here (S7).
diameter::s6t::GroupReportItem item_of(const core::ToldItem& told)
{
    diameter::s6t::GroupReportItem item{user_of(told.member), told.report, {}, {}, std::nullopt};
    if (told.status) {
        item.service_reports.push_back({outcome_of(told.status->result), std::nullopt});
        if (told.status->absent_subscriber) {
            item.hss_cause = diameter::s6t::hss_cause_absent_subscriber;
        }
    }
    return item;
}

core::ConfigurationEvent event_of(ConfigurationInformationRequest&& request)
{
    core::ConfigurationEvent event;
    event.claimed = {
        std::move(request.user.external_identifier), std::move(request.user.msisdn), std::nullopt};
    event.group = request.user.group;
    for (auto& one : request.configurations) {
        event.events.push_back(
            {one.reference, std::move(one.for_deletion), std::move(one.parameters)}
        );
    }
    for (auto& one : request.patterns) {
        event.patterns.push_back(
            {one.reference, std::move(one.for_deletion), std::move(one.patterns)}
        );
    }
    event.group_guard_s = request.group_guard_s;
    const std::uint32_t flags = request.cir_flags.value_or(0);
    event.delete_events = (flags & cir_flag::delete_all_events) != 0;
    event.delete_patterns = (flags & cir_flag::delete_all_patterns) != 0;
    return event;
}

} // namespace

void WatcherGateway::on_connected(diameter::PeerId peer)
{
    if (const ServerPeer* const server = parts_.servers.find(peer)) {
        parts_.monitoring.on_server_connected(server->contract);
    }
}

void WatcherGateway::on_request(diameter::Connection connection, diameter::Message message)
{
    Incoming incoming{parts_.transport, parts_.self, connection, std::move(message)};
    const ServerPeer* const server = parts_.servers.find(connection.peer);
    if (server == nullptr) {
        return incoming.refuse({diameter::result::unknown_peer, {}, "no contract"});
    }
    auto decoded = diameter::s6t::decode_configuration_information_request(incoming.request());
    const std::optional<Fault> fault =
        decoded ? check(*server, *decoded) : std::optional{decoded.error()};
    if (fault) {
        parts_.log.event(
            base::Severity::notice,
            "s6t.request_refused",
            {{"scs", server->contract}, {"result", fault->result_code}, {"reason", fault->text}}
        );
        return incoming.refuse(*fault);
    }
    if (demands_unknown_feature(
            decoded->supported_features, own_features().front()
        )) { // TS 29.229, 7.2.1
        ConfigurationInformationAnswer answer;
        answer.head = diameter::answer_head(decoded->head, parts_.self.host, parts_.self.realm);
        answer.head.outcome = {diameter::experimental::feature_unsupported, true};
        answer.supported_features = own_features();
        return incoming.answer(diameter::s6t::encode(answer));
    }
    take(*server, std::move(*decoded), std::move(incoming));
}

std::vector<diameter::SupportedFeatures> WatcherGateway::own_features() const
{
    return settings_.words.features(feature::monte | feature::communication_pattern);
}

std::optional<Fault> WatcherGateway::check(
    const ServerPeer& server, const ConfigurationInformationRequest& request
) const
{
    if (auto fault = check_destination(request.head, parts_.self)) {
        return fault;
    }
    if (!same_name(request.head.origin_host, server.host.text()) ||
        !same_name(request.head.origin_realm, server.realm)) {
        // The connection proves who the server is; who says otherwise is somebody else (S5).
        parts_.log.event(
            base::Severity::warning,
            "s6t.identity_spoofed",
            {{"scs", server.contract},
             {"origin_host", base::printable(request.head.origin_host)},
             {"origin_realm", base::printable(request.head.origin_realm)}}
        );
        return Fault{
            diameter::result::unable_to_comply, {}, "Origin-Host is not the connected server"};
    }
    if (auto fault = check_session(request.head)) {
        return fault;
    }
    if (auto fault = check_scef(request.configurations, server.host.text())) {
        return fault;
    }
    if (auto fault = check_scef(request.patterns, server.host.text())) {
        return fault;
    }
    if ((request.cir_flags.value_or(0) & ~known_flags) != 0) {
        return Fault{
            diameter::result::unable_to_comply, {}, "CIR-Flags asks for what is not offered here"};
    }
    if (request.configurations.size() + request.patterns.size() > most_configurations) {
        return Fault{
            diameter::result::unable_to_comply, {}, "more than 32 configurations in one request"};
    }
    return std::nullopt;
}

void WatcherGateway::take(
    const ServerPeer& server, ConfigurationInformationRequest request, Incoming incoming
)
{
    const core::ConfigurationRequest id{++last_request_};
    diameter::AnswerHead head =
        diameter::answer_head(request.head, parts_.self.host, parts_.self.realm);
    const bool features_listed = !request.supported_features.empty();
    core::ConfigurationEvent event = event_of(std::move(request));
    event.request = id;
    event.contract = server.contract;
    event.end_to_end = incoming.request().header.end_to_end.value();
    event.digest = digest_of(incoming.request());
    incoming.drop_content();
    requests_.emplace(
        id, Owed{std::move(incoming), std::move(head), server.host.text(), features_listed}
    );
    parts_.monitoring.on_configuration(std::move(event));
}

void WatcherGateway::answer(
    core::ConfigurationRequest request, const core::ConfigurationAnswer& content
)
{
    const auto waiting = requests_.find(request);
    if (waiting == requests_.end()) {
        return;
    }
    Owed owed = std::move(waiting->second);
    requests_.erase(waiting);
    ConfigurationInformationAnswer answer;
    answer.head = std::move(owed.head);
    answer.head.outcome = outcome_of(content.result);
    for (const core::ReferenceResult& one : content.events) {
        answer.statuses.push_back(
            {one.reference, owed.server, {{outcome_of(one.result), std::nullopt}}}
        );
    }
    for (const core::ReferenceResult& one : content.patterns) {
        const bool good = one.result == core::MonitoringResult::success;
        answer.pattern_statuses.push_back(
            {one.reference,
             owed.server,
             good ? std::nullopt : std::optional{outcome_of(one.result)}}
        );
    }
    for (const core::ToldReport& told : content.reports) {
        answer.reports.push_back({told.reference, owed.server, told.replaced, told.report, {}});
    }
    answer.number_of_ues = content.devices;
    if (content.group_in_progress) {
        answer.cia_flags = diameter::s6t::cia_flag_group_in_progress;
    }
    if (content.absent_subscriber) {
        answer.hss_cause = diameter::s6t::hss_cause_absent_subscriber;
    }
    if (owed.features_listed) {
        answer.supported_features = own_features();
    }
    owed.incoming.answer(diameter::s6t::encode(answer));
}

void WatcherGateway::deliver(const core::Delivery& delivery)
{
    const core::SubscriptionId id = delivery.subscription;
    const ServerPeer* const server = parts_.servers.of(std::string{delivery.contract});
    if (server == nullptr) {
        return parts_.later.post([this, id] {
            parts_.monitoring.on_delivered(id, DeliveryResult::not_sent);
        });
    }
    const std::string& scef = server->host.text();
    diameter::s6t::ReportingInformationRequest request;
    request.head.session_id = delivery.session_id;
    request.head.origin_host = parts_.self.host;
    request.head.origin_realm = parts_.self.realm;
    request.head.destination_host = scef;
    request.head.destination_realm = server->realm;
    request.user = user_of(delivery.watched);
    const core::ToldReport& told = delivery.told;
    if (delivery.items.empty()) {
        request.reports.push_back({told.reference, scef, told.replaced, told.report, {}});
    } else {
        diameter::s6t::GroupReport group{told.reference, scef, {}};
        for (const core::ToldItem& item : delivery.items) {
            group.items.push_back(item_of(item));
        }
        request.group_reports.push_back(std::move(group));
    }
    diameter::Message message = diameter::s6t::encode(request, settings_.words.enterprise);
    message.header.end_to_end = diameter::EndToEndId{delivery.end_to_end};
    if (delivery.retransmission) {
        message.header.flags |= diameter::flag::retransmitted;
    }
    parts_.exchange.request(
        server->peer,
        message,
        parts_.clock.now() + settings_.delivery_timeout,
        [this, id, reference = told.reference, to = *server](const Reply& reply) {
            parts_.monitoring.on_delivered(id, understand(to, reference, reply));
        }
    );
}

DeliveryResult WatcherGateway::understand(
    const ServerPeer& server, const domain::ScefReference& told, const Reply& reply
) const
{
    if (!reply) {
        return reply.error() == NoAnswer::not_sent ? DeliveryResult::not_sent
                                                   : DeliveryResult::unanswered;
    }
    const auto answer = diameter::s6t::decode_reporting_information_answer(*reply);
    std::string reason;
    diameter::Outcome outcome;
    if (!answer) {
        reason = answer.error().text;
    } else if (!same_name(answer->head.origin_host, server.host.text())) {
        reason = "Origin-Host is another node";
    } else {
        outcome = answer->head.outcome;
        for (const auto& status : answer->statuses) {
            if (status.reference.key() == told.key() && !status.outcome.is_success()) {
                outcome = status.outcome;
            }
        }
        if (outcome.is_success()) {
            return DeliveryResult::acknowledged;
        }
        reason = diameter::name(outcome);
    }
    parts_.log.event(
        base::Severity::warning,
        "s6t.report_refused",
        {{"scs", server.contract}, {"reference", told.key()}, {"reason", reason}}
    );
    const bool unknown = monitoring_result_of(outcome) == core::MonitoringResult::reference_unknown;
    return unknown ? DeliveryResult::unknown_reference : DeliveryResult::refused;
}

} // namespace iwf::gateways
