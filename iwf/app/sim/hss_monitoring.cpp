// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/hss_monitoring.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "iwf/app/neighbour/json.hpp"
#include "iwf/app/sim/event_text.hpp"
#include "iwf/app/sim/monitoring_yaml.hpp"
#include "iwf/app/sim/places.hpp"

namespace iwf::sim {
namespace {

using diameter::s6t::GroupReport;
using diameter::s6t::ReportingInformationRequest;
using domain::EventHandling;
using domain::MonitoringType;

std::string error_text(std::string_view what)
{
    return neighbour::JsonLine{}.put("error", what).text();
}

std::string reports_text(std::size_t count)
{
    return neighbour::JsonLine{}.put("reports", count).text();
}

base::WallTime wall_now()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::optional<EventHandling> handling_of(std::string_view verb)
{
    if (verb == "suspend") {
        return EventHandling::suspend;
    }
    if (verb == "resume") {
        return EventHandling::resume;
    }
    return verb == "cancel" ? std::optional{EventHandling::cancel} : std::nullopt;
}

ReportingInformationRequest
group_request(const std::string& group, std::vector<GroupReport> reports)
{
    ReportingInformationRequest request;
    request.user = diameter::monitoring::UserIdentifier{group, {}, true};
    request.group_reports = std::move(reports);
    return request;
}

} // namespace

HssMonitoring::HssMonitoring(
    neighbour::Station& station,
    const gateways::Self& self,
    const SimConfig& config,
    Counters& counters,
    RuleBook& rules
)
    : station_{station}
    , config_{config}
    , counters_{counters}
    , rules_{rules}
    , configuration_{config.subscribers, config.monitoring, states_, events_, *this}
    , reports_{
          station,
          self,
          config.peers,
          config.monitoring.repeat,
          counters,
          [this](const EventKey& key) { on_unknown(key); }}
{}

void HssMonitoring::configure(
    const diameter::s6t::ConfigurationInformationRequest& request,
    const Behaviour& behaviour,
    diameter::s6t::ConfigurationInformationAnswer& answer
)
{
    auto groups = configuration_.configure(request, behaviour.status, wall_now(), answer);
    if (groups.empty()) {
        return;
    }
    // Each event's own RIR, within the guard time, and never before the answer.
    const auto after = std::chrono::seconds{request.group_guard_s.value_or(0)} / 2;
    const Scef scef{request.head.origin_host, request.head.origin_realm, 0};
    station_.timers().at(
        station_.now() + after,
        [this, scef, group = *request.user.external_identifier, groups = std::move(groups)] {
            for (std::size_t index = 0; index < groups.size(); ++index) {
                auto told = group_request(group, {groups[index]});
                if (index + 1 < groups.size()) {
                    told.rir_flags = diameter::s6t::rir_flag::group_in_progress;
                }
                reports_.send(scef, std::move(told), {});
            }
        }
    );
}

std::optional<std::string> HssMonitoring::obey(std::string_view verb, const std::string& argument)
{
    events_.expire(wall_now());
    if (verb == "events") {
        return events_.json();
    }
    if (verb == "insert") {
        return insert_again();
    }
    if (verb == "forge") {
        return forge(argument);
    }
    if (const auto how = handling_of(verb)) {
        return handle(*how, argument);
    }
    if (verb != "imei" && verb != "roam" && verb != "reachable-sms") {
        return std::nullopt;
    }
    const std::size_t space = std::min(argument.find(' '), argument.size());
    const std::string value = argument.substr(std::min(space + 1, argument.size()));
    const Subscriber* const device = config_.subscribers.find(argument.substr(0, space));
    if (device == nullptr) {
        return error_text("'" + base::printable(argument.substr(0, space)) + "' is no device");
    }
    if (verb == "imei") {
        return change_terminal(*device, value);
    }
    return verb == "roam" ? change_network(*device, value) : become_reachable(*device);
}

std::string HssMonitoring::change_terminal(const Subscriber& device, const std::string& imei)
{
    const auto terminal = parse_terminal(imei);
    if (!terminal) {
        return error_text(terminal.error().text);
    }
    const auto before = std::exchange(states_.change(device).terminal, *terminal);
    if (before == *terminal) {
        return reports_text(0);
    }
    const bool new_imei = !before || before->imei != terminal->imei; // the first is a change
    std::size_t count = 0;
    for (LiveEvent* const event : events_.of(device.imsi)) {
        const auto& wanted = event->parameters;
        const bool versions_too = wanted.association == domain::AssociationType::imeisv_change;
        if (wanted.type == MonitoringType::change_of_association && (new_imei || versions_too)) {
            domain::EventReport told;
            told.imei_change =
                new_imei ? domain::ImeiChange::imei : domain::ImeiChange::imeisv_only;
            told.terminal = *terminal;
            count += report(*event, device, std::move(told)) ? 1U : 0U;
        }
    }
    return reports_text(count);
}

std::string HssMonitoring::change_network(const Subscriber& device, const std::string& digits)
{
    const auto plmn = parse_plmn(digits);
    if (!plmn) {
        return error_text(plmn.error().text);
    }
    const auto before = std::exchange(states_.change(device).plmn, *plmn);
    std::size_t count = 0;
    for (LiveEvent* const event :
         before == *plmn ? std::vector<LiveEvent*>{} : events_.of(device.imsi)) {
        if (event->parameters.type == MonitoringType::roaming_status) {
            auto told = roaming_report(event->parameters, device.imsi, *plmn);
            count += report(*event, device, std::move(told)) ? 1U : 0U;
        }
    }
    return reports_text(count);
}

std::string HssMonitoring::become_reachable(const Subscriber& device)
{
    std::size_t count = 0;
    for (LiveEvent* const event : events_.of(device.imsi)) {
        if (event->parameters.type == MonitoringType::ue_reachability &&
            !is_detected_by_serving_node(event->parameters)) {
            domain::EventReport told;
            told.reachability = domain::ReachabilityInformation::reachable_for_sms;
            count += report(*event, device, std::move(told)) ? 1U : 0U;
        }
    }
    return reports_text(count);
}

std::string HssMonitoring::forge(const std::string& text)
{
    const auto forged = parse_forged(text, config_.peers.front(), config_.realm);
    if (!forged) {
        return error_text(forged.error().text);
    }
    ReportingInformationRequest request;
    request.user = forged->user;
    request.reports = {forged->report};
    Behaviour behaviour;
    behaviour.flood = forged->count;
    reports_.send(forged->to, std::move(request), behaviour);
    return reports_text(forged->count);
}

bool HssMonitoring::report(LiveEvent& event, const Subscriber& device, domain::EventReport told)
{
    if (count_report(event, device.imsi) == nullptr) {
        return false;
    }
    told.type = event.parameters.type;
    if (event.group) {
        collect(event, device, std::move(told));
    } else {
        ReportingInformationRequest request;
        request.user = external_name_of(device);
        request.reports = {{event.reference, event.scef.id, {}, std::move(told), {}}};
        reports_.send(event.scef, std::move(request), behaviour_of_report(event, device.imsi));
    }
    if (is_done(event)) {
        remove(key_of(event));
    }
    return true;
}

/// What members do within the guard time is told together.
void HssMonitoring::collect(
    const LiveEvent& event, const Subscriber& device, domain::EventReport told
)
{
    told.generated = wall_now();
    diameter::s6t::GroupReportItem item;
    item.user = external_name_of(device);
    item.report = std::move(told);
    const auto [place, is_first] =
        collecting_.try_emplace(key_of(event), GroupReport{event.reference, event.scef.id, {}});
    place->second.items.push_back(std::move(item));
    if (!is_first) {
        return;
    }
    station_.timers().at(
        station_.now() + std::chrono::milliseconds{event.guard_s * 500ULL},
        [this, key = key_of(event), scef = event.scef, group = *event.group] {
            auto collected = collecting_.extract(key);
            reports_.send(scef, group_request(group, {std::move(collected.mapped())}), {});
        }
    );
}

Behaviour HssMonitoring::behaviour_of_report(const LiveEvent& event, const std::string& imsi)
{
    const Subscriber* const device = config_.subscribers.find(imsi);
    Occasion occasion{{imsi}, event.reference.id, {}, true};
    if (device != nullptr) {
        occasion.devices.insert(
            occasion.devices.end(), device->external_ids.begin(), device->external_ids.end()
        );
    }
    return rules_.decide(occasion);
}

} // namespace iwf::sim
