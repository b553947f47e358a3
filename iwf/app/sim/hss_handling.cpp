// SPDX-License-Identifier: Apache-2.0
/// How an HSS ends events, or pauses them, and what it tells the nodes beside it of that.
#include <set>
#include <utility>

#include "iwf/app/neighbour/json.hpp"
#include "iwf/app/sim/control.hpp"
#include "iwf/app/sim/event_text.hpp"
#include "iwf/app/sim/hss_monitoring.hpp"

namespace iwf::sim {
namespace {

namespace feature = diameter::monitoring::feature;
namespace rir_flag = diameter::s6t::rir_flag;
using diameter::s6t::ReportingInformationRequest;
using domain::EventHandling;

std::string reports_text(std::size_t count)
{
    return neighbour::JsonLine{}.put("reports", count).text();
}

} // namespace

/// Of the events of one device, or of all. A group's event is handled as a whole.
std::string HssMonitoring::handle(EventHandling how, const std::string& whose)
{
    std::vector<LiveEvent*> affected = events_.all();
    if (whose != "all") {
        const Subscriber* const device = config_.subscribers.find(whose);
        if (device == nullptr) {
            return neighbour::JsonLine{}
                .put("error", "'" + base::printable(whose) + "' is no device, and not all")
                .text();
        }
        affected = events_.of(device->imsi);
    }
    std::set<std::pair<std::string, std::string>> told; // SCEF and device
    std::size_t count = 0;
    for (LiveEvent* const event : affected) {
        const bool at_once = how == EventHandling::cancel && !event->group &&
                             (event->scef.features & feature::report_eff_monte) != 0;
        if (!at_once) {
            tell_handling(*event, how);
            ++count;
        } else if (told.insert({event->scef.id, event->devices.front().imsi}).second) {
            tell_all_cancelled(event->scef, *config_.subscribers.find(event->devices.front().imsi));
            ++count;
        }
        event->suspended = how == EventHandling::suspend;
        if (how == EventHandling::resume) {
            (void)tell_inserted(*event);
        } else if (how == EventHandling::suspend) {
            tell_removed(*event);
        } else {
            remove(key_of(*event));
        }
    }
    return reports_text(count);
}

void HssMonitoring::tell_handling(const LiveEvent& event, EventHandling how)
{
    domain::EventReport told;
    told.type = event.parameters.type;
    told.handling = how;
    ReportingInformationRequest request;
    if (event.group) {
        request.user = diameter::monitoring::UserIdentifier{*event.group, {}, true};
        diameter::s6t::GroupReport group{event.reference, event.scef.id, {}};
        for (const Watched& device : event.devices) {
            diameter::s6t::GroupReportItem item;
            item.user = external_name_of(*config_.subscribers.find(device.imsi));
            item.report = told;
            group.items.push_back(std::move(item));
        }
        request.group_reports = {std::move(group)};
    } else {
        const std::string& imsi = event.devices.front().imsi;
        request.user = external_name_of(*config_.subscribers.find(imsi));
        request.reports = {{event.reference, event.scef.id, {}, std::move(told), {}}};
    }
    reports_.send(event.scef, std::move(request), {});
}

void HssMonitoring::tell_all_cancelled(const Scef& scef, const Subscriber& device)
{
    ReportingInformationRequest request;
    request.user = external_name_of(device);
    request.rir_flags = rir_flag::all_events_cancelled;
    reports_.send(scef, std::move(request), {});
}

/// To an MME that was started again, which has forgotten them.
std::string HssMonitoring::insert_again()
{
    std::size_t count = 0;
    for (const LiveEvent* const event : events_.all()) {
        count += !event->suspended && tell_inserted(*event) ? 1U : 0U;
    }
    return neighbour::JsonLine{}.put("inserted", count).text();
}

std::optional<diameter::Outcome> HssMonitoring::on_stored(const LiveEvent& event)
{
    counters_.add("events_stored");
    return tell_inserted(event);
}

void HssMonitoring::on_removed(const LiveEvent& event)
{
    counters_.add("events_removed");
    tell_removed(event);
}

void HssMonitoring::on_overwritten(const LiveEvent& event)
{
    counters_.add("events_overwritten");
    ReportingInformationRequest request;
    request.user = external_name_of(*config_.subscribers.find(event.devices.front().imsi));
    domain::EventReport told;
    told.type = event.parameters.type;
    request.reports = {{event.reference, event.scef.id, event.reference, std::move(told), {}}};
    reports_.send(event.scef, std::move(request), {});
}

void HssMonitoring::remove(EventKey key)
{
    if (const LiveEvent* const event = events_.find(key)) {
        on_removed(*event);
        events_.remove(key);
    }
}

void HssMonitoring::on_unknown(const EventKey& key)
{
    if (events_.find(key) != nullptr) {
        counters_.add("events_dropped");
        remove(key);
    }
}

std::optional<diameter::Outcome> HssMonitoring::tell_inserted(const LiveEvent& event)
{
    return is_detected_by_serving_node(event.parameters) ? tell_mmes("insert " + insert_line(event))
                                                         : std::nullopt;
}

void HssMonitoring::tell_removed(const LiveEvent& event)
{
    if (is_detected_by_serving_node(event.parameters)) {
        (void)tell_mmes("remove " + remove_line(event));
    }
}

std::optional<diameter::Outcome> HssMonitoring::tell_mmes(const std::string& line)
{
    std::optional<diameter::Outcome> worst;
    for (const std::string& path : config_.monitoring.mmes) {
        const auto answer = ask_control(path, line);
        const bool done = answer && !answer->starts_with(R"({"error":)");
        counters_.add(done ? "mme_told" : "mme_failed");
        if (!worst || !done) {
            worst = done ? diameter::Outcome{}
                         : diameter::Outcome{diameter::result::unable_to_comply, false};
        }
    }
    return worst;
}

} // namespace iwf::sim
