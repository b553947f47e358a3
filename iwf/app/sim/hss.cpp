// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/hss.hpp"

#include "iwf/gateways/request_checks.hpp"

namespace iwf::sim {

Hss::Hss(neighbour::Station& station, const SimConfig& config)
    : Simulator{station, config, Role::hss, {"connections", "sir", "retransmitted", "overload_aware", "sia_2001"}}
    , subscribers_{config.subscribers}
{}

void Hss::on_request(diameter::Connection connection, diameter::Message request)
{
    const Asked asked{connection, request.header};
    const auto decoded = diameter::s6m::decode_subscriber_information_request(request);
    if (!decoded) {
        return refuse(asked, request, decoded.error());
    }
    counters().add("sir");
    if ((request.header.flags & diameter::flag::retransmitted) != 0) {
        counters().add("retransmitted");
    }
    if (decoded->overload_features) {
        counters().add("overload_aware");
    }
    if (const auto fault = gateways::check_destination(decoded->head, self())) {
        return refuse(asked, request, *fault);
    }
    const auto names = names_of(decoded->user_identifier);
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

std::string Hss::pending() const
{
    return neighbour::JsonLine{}.put("subscribers", subscribers_.size()).text();
}

} // namespace iwf::sim
