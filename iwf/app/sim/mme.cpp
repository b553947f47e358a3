// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/mme.hpp"

#include "iwf/app/sim/event_checks.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "iwf/app/sim/event_text.hpp"
#include "iwf/app/sim/places.hpp"
#include "iwf/gateways/request_checks.hpp"

namespace iwf::sim {
namespace {

namespace experimental = diameter::experimental;
using diameter::Outcome;
using diameter::monitoring::NodeType;
using domain::MmeLocation;
using domain::MonitoringType;

/// What the area names, the place has.
bool is_in(const MmeLocation& place, const MmeLocation& area)
{
    return (!area.cell || area.cell == place.cell) &&
           (!area.base_station || area.base_station == place.base_station) &&
           (!area.tracking_area || area.tracking_area == place.tracking_area);
}

bool names_a_place(const MmeLocation& area)
{
    return area.cell || area.base_station || area.tracking_area;
}

} // namespace

Mme::Mme(neighbour::Station& station, const SimConfig& config)
    : Simulator{station, config, Role::mme, {"connections", "cir", "retransmitted", "cia_2001", "events_inserted", "events_removed", "events_dropped", "rir", "rir_sent", "rir_retransmitted", "rir_unanswered", "ria_2001", "ria_experimental_5515"}}
    , config_{config}
    , reports_{
          station,
          self(),
          config.peers,
          config.mme.repeat,
          counters(),
          [this](const EventKey& key) {
              if (events_.remove(key)) {
                  counters().add("events_dropped");
              }
          }}
{}

void Mme::on_request(diameter::Connection connection, diameter::Message request)
{
    const Asked asked{connection, request.header};
    const auto decoded = diameter::t6a::decode_configuration_information_request(request);
    if (!decoded) {
        return refuse(asked, request, decoded.error());
    }
    counters().add("cir");
    if ((request.header.flags & diameter::flag::retransmitted) != 0) {
        counters().add("retransmitted");
    }
    if (const auto fault = gateways::check_destination(decoded->head, self())) {
        return refuse(asked, request, *fault);
    }
    const Behaviour behaviour = rules().decide({{}, std::nullopt, std::nullopt});
    if (loses(asked, behaviour)) {
        return;
    }
    diameter::t6a::ConfigurationInformationAnswer reply;
    reply.head = diameter::answer_head(decoded->head, self().host, self().realm);
    if (behaviour.result) {
        reply.head.outcome = *behaviour.result;
    } else {
        configure(*decoded, behaviour, reply);
    }
    counters().add("cia", reply.head.outcome);
    answer(asked, diameter::t6a::encode(reply), behaviour);
}

/// Only devices in an area are counted on demand (TS 23.682, 5.6.9); all else comes from the HSS.
void Mme::configure(
    const diameter::t6a::ConfigurationInformationRequest& request,
    const Behaviour& behaviour,
    diameter::t6a::ConfigurationInformationAnswer& answer
)
{
    std::size_t failed = 0;
    for (const auto& wanted : request.configurations) {
        const auto reference = wanted.reference.value_or(domain::ScefReference{});
        const Outcome outcome =
            behaviour.status ? *behaviour.status : count_devices(wanted, answer);
        answer.statuses.push_back({reference, wanted.scef_id, {{outcome, NodeType::mme}}});
        failed += outcome.is_success() ? 0U : 1U;
        if (failed == request.configurations.size() && outcome.experimental) {
            answer.head.outcome = outcome; // nothing was done: the command has failed
        }
    }
}

Outcome Mme::count_devices(
    const diameter::monitoring::EventConfiguration& wanted,
    diameter::t6a::ConfigurationInformationAnswer& answer
)
{
    if (!wanted.reference || wanted.parameters.type != MonitoringType::number_of_ues_in_area) {
        return {experimental::unauthorized_service, true};
    }
    diameter::monitoring::EventReport report{*wanted.reference, wanted.scef_id, {}, {}, {}};
    report.report.type = wanted.parameters.type;
    for (const domain::Location& area : wanted.parameters.areas) {
        if (!area.mme || !serves(*area.mme)) {
            return {experimental::requested_location_not_served, true};
        }
        report.report.ue_counts.push_back(count_in(area));
    }
    answer.reports.push_back(std::move(report));
    return {};
}

bool Mme::serves(const MmeLocation& area) const
{
    return names_a_place(area) &&
           (config_.mme.serves.empty() ||
            std::ranges::any_of(config_.mme.serves, [&area](const MmeLocation& served) {
                return is_in(area, served) || is_in(served, area);
            }));
}

domain::UeCount Mme::count_in(const domain::Location& area)
{
    domain::UeCount found{area, 0};
    for (const Subscriber& subscriber : config_.subscribers.all()) {
        const Device& device = state_of(subscriber);
        found.count += device.attached && is_in(device.place, *area.mme) ? 1U : 0U;
    }
    return found;
}

Mme::Device& Mme::state_of(const Subscriber& subscriber)
{
    const auto [place, is_new] = devices_.try_emplace(subscriber.imsi);
    if (is_new) {
        place->second.attached = !subscriber.absent;
        if (subscriber.monitoring && subscriber.monitoring->state.place) {
            place->second.place = *subscriber.monitoring->state.place;
        }
    }
    return place->second;
}

std::size_t Mme::tell(
    const Subscriber& device,
    Types types,
    const std::function<bool(const LiveEvent&, domain::EventReport&)>& fill
)
{
    events_.expire(std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
    std::size_t count = 0;
    for (LiveEvent* const event : events_.of(device.imsi)) {
        domain::EventReport report;
        report.type = event->parameters.type;
        if (std::ranges::find(types, event->parameters.type) == types.end() ||
            !fill(*event, report) || count_report(*event, device.imsi) == nullptr) {
            continue;
        }
        send(*event, device, std::move(report));
        ++count;
        if (is_done(*event)) {
            events_.remove(key_of(*event));
        }
    }
    return count;
}

void Mme::send(const LiveEvent& event, const Subscriber& device, domain::EventReport report)
{
    Occasion occasion{{device.imsi}, event.reference.id, {}, true};
    occasion.devices.insert(
        occasion.devices.end(), device.external_ids.begin(), device.external_ids.end()
    );
    diameter::t6a::ReportingInformationRequest request;
    request.user = external_name_of(device);
    request.reports = {{event.reference, event.scef.id, {}, std::move(report), {}}};
    reports_.send(event.scef, std::move(request), rules().decide(occasion));
}

std::string Mme::pending() const
{
    return neighbour::JsonLine{}
        .put("subscribers", config_.subscribers.size())
        .put("events", events_.size())
        .put("reports", reports_.open())
        .text();
}

} // namespace iwf::sim
