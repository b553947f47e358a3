// SPDX-License-Identifier: Apache-2.0
/// What devices do at an MME, told by its control socket.
#include <algorithm>
#include <chrono>
#include <utility>

#include "iwf/app/neighbour/text.hpp"
#include "iwf/app/sim/event_text.hpp"
#include "iwf/app/sim/mme.hpp"
#include "iwf/app/sim/places.hpp"

namespace iwf::sim {
namespace {

using domain::EventReport;
using domain::LossOfConnectivityReason;
using domain::MonitoringType;

constexpr std::string_view commands =
    "events, move DEVICE PLACE, attach | detach | purge | silent | connect | idle | ddn-failure "
    "DEVICE, fail DEVICE CAUSE, pdn DEVICE create | delete APN, insert EVENT, remove EVENT, forge "
    "REPORT";

std::string error_text(std::string_view what)
{
    return neighbour::JsonLine{}.put("error", what).text();
}

std::string reports_text(std::size_t count)
{
    return neighbour::JsonLine{}.put("reports", count).text();
}

/// The first word, and what follows it.
std::pair<std::string, std::string> split(const std::string& text)
{
    const std::size_t space = std::min(text.find(' '), text.size());
    return {text.substr(0, space), text.substr(std::min(space + 1, text.size()))};
}

domain::Accuracy accuracy_of(const LiveEvent& event)
{
    return event.parameters.location
               ? event.parameters.location->accuracy.value_or(domain::Accuracy::cell)
               : domain::Accuracy::cell;
}

} // namespace

std::string Mme::obey_more(std::string_view verb, std::string_view argument)
{
    const std::string text{argument};
    if (verb == "events") {
        return events_.json();
    }
    if (verb == "insert") {
        return insert(text);
    }
    if (verb == "remove") {
        return remove(text);
    }
    if (verb == "forge") {
        return forge(text);
    }
    const auto [name, value] = split(text);
    const Subscriber* const device = config_.subscribers.find(name);
    if (device == nullptr && commands.find(verb) != std::string_view::npos) {
        return error_text("'" + base::printable(name) + "' is no device");
    }
    return device != nullptr ? obey_for(*device, verb, value) : unknown_command(verb, commands);
}

std::string Mme::obey_for(const Subscriber& device, std::string_view verb, const std::string& value)
{
    if (verb == "move") {
        return move(device, value);
    }
    if (verb == "detach") {
        return lose(device, LossOfConnectivityReason::detached_mme);
    }
    if (verb == "purge") {
        return lose(device, LossOfConnectivityReason::purged_mme);
    }
    if (verb == "silent") {
        return lose(device, LossOfConnectivityReason::detection_time_expired_mme);
    }
    if (verb == "attach" || verb == "connect") {
        return become_reachable(device);
    }
    if (verb == "idle") {
        return become_idle(device);
    }
    if (verb == "ddn-failure") {
        state_of(device).unreached = true;
        return reports_text(0); // when it is available again
    }
    if (verb == "fail") {
        return fail(device, value);
    }
    return verb == "pdn" ? change_connection(device, value) : unknown_command(verb, commands);
}

std::string Mme::insert(const std::string& text)
{
    auto event = parse_insert(text);
    if (!event) {
        return error_text(event.error().text);
    }
    // Who is somewhere else is another MME's.
    std::erase_if(event->devices, [this](const Watched& device) {
        return config_.subscribers.find(device.imsi) == nullptr;
    });
    const std::size_t count = event->devices.size();
    if (count > 0) {
        counters().add("events_inserted");
        events_.put(*std::move(event));
    }
    return neighbour::JsonLine{}.put("devices", count).text();
}

std::string Mme::remove(const std::string& text)
{
    const auto key = parse_remove(text);
    if (!key) {
        return error_text(key.error().text);
    }
    if (events_.remove(*key)) {
        counters().add("events_removed");
    }
    return "{}";
}

std::string Mme::forge(const std::string& text)
{
    const auto forged = parse_forged(text, config_.peers.front(), config_.realm);
    if (!forged) {
        return error_text(forged.error().text);
    }
    diameter::t6a::ReportingInformationRequest request;
    request.user = forged->user;
    request.reports = {forged->report};
    Behaviour behaviour;
    behaviour.flood = forged->count;
    reports_.send(forged->to, std::move(request), behaviour);
    return reports_text(forged->count);
}

std::string Mme::move(const Subscriber& device, const std::string& text)
{
    const auto place = parse_place(text);
    if (!place) {
        return error_text(place.error().text);
    }
    auto& now = state_of(device).place;
    const auto before = std::exchange(now, *place);
    if (!now.tracking_area) {
        now.tracking_area = before.tracking_area; // only another cell was said
    }
    const std::size_t count = tell(
        device,
        {MonitoringType::location_reporting},
        [&before, &now](const LiveEvent& event, EventReport& report) {
            put_place(report, now, accuracy_of(event));
            return has_moved(before, now, accuracy_of(event));
        }
    );
    return reports_text(count);
}

std::string Mme::lose(const Subscriber& device, LossOfConnectivityReason why)
{
    state_of(device).attached = why == LossOfConnectivityReason::detection_time_expired_mme;
    return reports_text(tell(
        device,
        {MonitoringType::loss_of_connectivity},
        [why](const LiveEvent&, EventReport& report) {
            report.loss_reason = why;
            return true;
        }
    ));
}

std::string Mme::become_reachable(const Subscriber& device)
{
    Device& state = state_of(device);
    state.attached = true;
    std::size_t count = tell(
        device,
        {MonitoringType::ue_reachability, MonitoringType::ue_reachability_and_idle_status},
        [](const LiveEvent&, EventReport& report) {
            report.reachability = domain::ReachabilityInformation::reachable_for_data;
            report.reachability_cause = domain::ReachabilityCause::connected_mode;
            return true;
        }
    );
    if (std::exchange(state.unreached, false)) {
        count += tell(
            device,
            {MonitoringType::availability_after_ddn_failure,
             MonitoringType::availability_after_ddn_failure_and_idle_status},
            [](const LiveEvent&, EventReport&) { return true; }
        );
    }
    return reports_text(count);
}

std::string Mme::become_idle(const Subscriber& device)
{
    domain::IdleStatus idle;
    idle.since = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    idle.active_time_s = config_.mme.active_time_s;
    idle.periodic_update_s = config_.mme.periodic_update_s;
    return reports_text(tell(
        device,
        {MonitoringType::ue_reachability_and_idle_status,
         MonitoringType::availability_after_ddn_failure_and_idle_status},
        [&idle](const LiveEvent&, EventReport& report) {
            report.idle_status = idle;
            return true;
        }
    ));
}

std::string Mme::fail(const Subscriber& device, const std::string& cause)
{
    const auto number = neighbour::parse_number(cause);
    if (!number) {
        return error_text("'" + base::printable(cause) + "' is no cause: a number of TS 36.413");
    }
    return reports_text(tell(
        device,
        {MonitoringType::communication_failure},
        [number](const LiveEvent&, EventReport& report) {
            auto& failure = report.failure.emplace();
            failure.cause_type = 0; // of the radio network
            failure.s1ap_cause = number;
            return true;
        }
    ));
}

std::string Mme::change_connection(const Subscriber& device, const std::string& words)
{
    const auto [what, name] = split(words);
    if ((what != "create" && what != "delete") || name.empty()) {
        return error_text("write pdn DEVICE create APN, or delete");
    }
    domain::PdnConnectivity changed;
    changed.access_point_name = name;
    changed.type = what == "create" ? domain::PdnConnectivityType::created
                                    : domain::PdnConnectivityType::deleted;
    return reports_text(tell(
        device,
        {MonitoringType::pdn_connectivity_status},
        [&changed](const LiveEvent& event, EventReport& report) {
            report.pdn_connectivity = {changed};
            const auto& wanted = event.parameters.access_point_name;
            return !wanted || *wanted == changed.access_point_name;
        }
    ));
}

} // namespace iwf::sim
