// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/hss.hpp"

#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/domain/digits.hpp"
#include "iwf/gateways/request_checks.hpp"

namespace iwf::sim {
namespace {

std::vector<std::string> names_of(const diameter::monitoring::UserIdentifier& user)
{
    std::vector<std::string> names;
    if (user.external_identifier) {
        names.push_back(*user.external_identifier);
    }
    if (user.msisdn) {
        names.push_back(domain::from_tbcd(*user.msisdn).value_or("?"));
    }
    return names;
}

} // namespace

Hss::Hss(neighbour::Station& station, const SimConfig& config)
    : Simulator{station, config, Role::hss, {"connections", "sir", "retransmitted", "overload_aware", "sia_2001", "cir", "duplicates", "cia_2001", "events_stored", "events_removed", "events_dropped", "rir", "rir_sent", "rir_retransmitted", "rir_unanswered", "ria_2001", "ria_experimental_5515"}}
    , subscribers_{config.subscribers}
    , monitoring_{station, self(), config, counters(), rules()}
{}

void Hss::on_request(diameter::Connection connection, diameter::Message request)
{
    const Asked asked{connection, request.header};
    if (request.header.application == diameter::application::s6t.id) {
        return on_configuration(asked, request);
    }
    on_subscriber_information(asked, request);
}

void Hss::count(std::string_view name, const diameter::Message& request)
{
    counters().add(name);
    if ((request.header.flags & diameter::flag::retransmitted) != 0) {
        counters().add("retransmitted");
    }
}

void Hss::on_subscriber_information(const Asked& asked, const diameter::Message& request)
{
    const auto decoded = diameter::s6m::decode_subscriber_information_request(request);
    if (!decoded) {
        return refuse(asked, request, decoded.error());
    }
    count("sir", request);
    if (decoded->overload_features) {
        counters().add("overload_aware");
    }
    if (const auto fault = gateways::check_destination(decoded->head, self())) {
        return refuse(asked, request, *fault);
    }
    const auto names = sim::names_of(decoded->user_identifier);
    const Behaviour behaviour =
        rules().decide({{names.begin(), names.end()}, std::nullopt, std::nullopt});
    if (loses(asked, behaviour)) {
        return;
    }
    diameter::s6m::SubscriberInformationAnswer reply;
    reply.head = diameter::answer_head(decoded->head, self().host, self().realm);
    if (decoded->overload_features) { // RFC 7683, 5.1.2: nobody else is told
        reply.overload_features = diameter::loss_algorithm;
        reply.overload_report = behaviour.overload;
    }
    if (behaviour.result) {
        reply.head.outcome = *behaviour.result;
    } else {
        answer_subscriber_information(subscribers_, *decoded, reply);
    }
    counters().add("sia", reply.head.outcome);
    answer(asked, diameter::s6m::encode(reply), behaviour);
}

void Hss::on_configuration(const Asked& asked, const diameter::Message& request)
{
    const auto decoded = diameter::s6t::decode_configuration_information_request(request);
    if (!decoded) {
        return refuse(asked, request, decoded.error());
    }
    count("cir", request);
    if (const auto fault = gateways::check_destination(decoded->head, self())) {
        return refuse(asked, request, *fault);
    }
    const auto key = Duplicates::key(decoded->head.origin_host, request.header.end_to_end);
    if ((request.header.flags & diameter::flag::retransmitted) != 0) {
        if (const auto* const given = duplicates_.find(key)) {
            counters().add("duplicates");
            return answer(asked, *given, {});
        }
    }
    const auto names = names_of(decoded->user);
    const Behaviour behaviour =
        rules().decide({{names.begin(), names.end()}, std::nullopt, std::nullopt});
    if (loses(asked, behaviour)) {
        return;
    }
    diameter::s6t::ConfigurationInformationAnswer reply;
    reply.head = diameter::answer_head(decoded->head, self().host, self().realm);
    if (decoded->overload_features) {
        reply.overload_features = diameter::loss_algorithm;
        reply.overload_report = behaviour.overload;
    }
    if (behaviour.result) {
        reply.head.outcome = *behaviour.result;
    } else {
        monitoring_.configure(*decoded, behaviour, reply);
    }
    counters().add("cia", reply.head.outcome);
    auto message = diameter::s6t::encode(reply);
    duplicates_.keep(key, message);
    answer(asked, std::move(message), behaviour);
}

std::string Hss::pending() const
{
    return neighbour::JsonLine{}
        .put("subscribers", subscribers_.size())
        .put("events", monitoring_.events())
        .put("patterns", monitoring_.patterns())
        .put("reports", monitoring_.open_reports())
        .text();
}

std::string Hss::obey_more(std::string_view verb, std::string_view argument)
{
    if (auto answer = monitoring_.obey(verb, std::string{argument})) {
        return *std::move(answer);
    }
    return unknown_command(verb, HssMonitoring::commands);
}

} // namespace iwf::sim
