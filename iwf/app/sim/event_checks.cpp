// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/event_checks.hpp"

#include <algorithm>

#include "iwf/app/sim/places.hpp"
#include "iwf/domain/digits.hpp"
#include "iwf/gateways/request_checks.hpp"

namespace iwf::sim {
namespace {

using diameter::Outcome;
using diameter::monitoring::NodeType;
using domain::EventParameters;
using domain::LocationType;
using domain::MonitoringType;

bool contains(const std::optional<std::vector<std::string>>& names, const std::string& name)
{
    return !names || std::ranges::any_of(*names, [&name](const std::string& one) {
        return gateways::same_name(one, name);
    });
}

bool is_for_sms(const EventParameters& event)
{
    return event.type == MonitoringType::ue_reachability &&
           (!event.ue_reachability ||
            event.ue_reachability->type.value_or(domain::ReachabilityType::sms) ==
                domain::ReachabilityType::sms);
}

bool is_for_last_place(const EventParameters& event)
{
    return event.type == MonitoringType::location_reporting &&
           (!event.location ||
            event.location->type.value_or(LocationType::last_known) == LocationType::last_known);
}

diameter::s6m::UserIdentifier to_s6m(const diameter::monitoring::UserIdentifier& user)
{
    diameter::s6m::UserIdentifier same;
    same.external_identifier = user.external_identifier;
    same.msisdn = user.msisdn;
    return same;
}

/// TS 29.336, 8.4.8.
bool has_too_many_reports(const EventParameters& wanted, const MonitoringSettings& settings)
{
    if (!wanted.maximum_reports) {
        return false;
    }
    return wanted.type == MonitoringType::availability_after_ddn_failure ||
           *wanted.maximum_reports == 0 ||
           *wanted.maximum_reports > settings.maximum_reports.value_or(0xFFFF'FFFF) ||
           (*wanted.maximum_reports > 1 && (is_for_sms(wanted) || is_for_last_place(wanted)));
}

} // namespace

const DeviceState& DeviceStates::of(const Subscriber& subscriber) const
{
    static const DeviceState nothing_known{};
    if (const auto found = changed_.find(subscriber.imsi); found != changed_.end()) {
        return found->second;
    }
    return subscriber.monitoring ? subscriber.monitoring->state : nothing_known;
}

DeviceState& DeviceStates::change(const Subscriber& subscriber)
{
    return changed_.try_emplace(subscriber.imsi, of(subscriber)).first->second;
}

diameter::monitoring::UserIdentifier external_name_of(const Subscriber& subscriber)
{
    diameter::monitoring::UserIdentifier user;
    if (!subscriber.external_ids.empty()) {
        user.external_identifier = subscriber.external_ids.front();
    } else if (subscriber.msisdn) {
        user.msisdn = domain::to_tbcd(*subscriber.msisdn);
    }
    return user;
}

Members members_of(
    const diameter::monitoring::UserIdentifier& user,
    const Subscribers& subscribers,
    const MonitoringSettings& settings
)
{
    if (!user.group) {
        const Subscriber* const one = subscribers.find(to_s6m(user));
        return one != nullptr ? Members{one} : Members{};
    }
    Members members;
    const auto group =
        std::ranges::find(settings.groups, user.external_identifier.value_or(""), &Group::id);
    if (group != settings.groups.end()) {
        for (const std::string& name : group->members) {
            members.push_back(subscribers.find(name));
        }
    }
    return members;
}

bool is_absent(const Subscriber& subscriber)
{
    return subscriber.absent || subscriber.serving_nodes.serving_node.empty();
}

bool may_ask(
    const std::string& scef, const MonitoringSettings& settings, const Subscriber& subscriber
)
{
    return contains(settings.scefs, scef) &&
           (!subscriber.monitoring || contains(subscriber.monitoring->scefs, scef));
}

bool is_subscribed_to(const Subscriber& subscriber, MonitoringType type)
{
    if (type == MonitoringType::number_of_ues_in_area) {
        return false;
    }
    if (!subscriber.monitoring || !subscriber.monitoring->events) {
        return true;
    }
    const auto& events = *subscriber.monitoring->events;
    return std::ranges::find(events, type) != events.end();
}

bool is_out_of_range(
    const EventParameters& wanted, const MonitoringSettings& settings, base::WallTime now
)
{
    if (wanted.monitoring_until && *wanted.monitoring_until <= now) {
        return true;
    }
    if (wanted.maximum_detection_time_s &&
        *wanted.maximum_detection_time_s < settings.minimum_detection_time_s) {
        return true;
    }
    if (wanted.location && wanted.location->minimum_interval_s &&
        *wanted.location->minimum_interval_s < settings.minimum_interval_s) {
        return true;
    }
    return has_too_many_reports(wanted, settings);
}

bool is_detected_by_serving_node(const EventParameters& event)
{
    switch (event.type) {
    case MonitoringType::change_of_association:
    case MonitoringType::roaming_status:
    case MonitoringType::number_of_ues_in_area:
        return false;
    case MonitoringType::ue_reachability:
        return !is_for_sms(event);
    default:
        return true;
    }
}

std::optional<domain::EventReport>
immediate_report(const EventParameters& asked, std::string_view imsi, const DeviceState& state)
{
    if (asked.type == MonitoringType::roaming_status && state.plmn) {
        return roaming_report(asked, imsi, *state.plmn);
    }
    if (is_for_last_place(asked) && state.place) {
        domain::EventReport report;
        report.type = asked.type;
        const auto accuracy = asked.location
                                  ? asked.location->accuracy.value_or(domain::Accuracy::cell)
                                  : domain::Accuracy::cell;
        put_place(report, *state.place, accuracy);
        return report;
    }
    return std::nullopt;
}

diameter::s6t::GroupReport
first_reports(const Members& members, const DeviceStates& states, LiveEvent& event)
{
    diameter::s6t::GroupReport group{event.reference, event.scef.id, {}};
    for (const Subscriber* const member : members) {
        diameter::s6t::GroupReportItem item;
        item.user = external_name_of(*member);
        const bool allowed = is_subscribed_to(*member, event.parameters.type);
        item.service_reports = {
            {allowed ? Outcome{} : Outcome{diameter::experimental::unauthorized_service, true},
             NodeType::hss}};
        if (is_absent(*member)) {
            item.hss_cause = diameter::s6t::hss_cause_absent_subscriber;
        }
        const auto known = immediate_report(event.parameters, member->imsi, states.of(*member));
        if (allowed && known && count_report(event, member->imsi) != nullptr) {
            item.report = *known;
        }
        group.items.push_back(std::move(item));
    }
    return group;
}

domain::EventReport
roaming_report(const EventParameters& asked, std::string_view imsi, const base::Bytes& plmn)
{
    domain::EventReport report;
    report.type = MonitoringType::roaming_status;
    report.roaming = is_home(imsi, plmn) ? domain::RoamingInformation::not_roaming
                                         : domain::RoamingInformation::roaming;
    if (asked.plmn_id_requested.value_or(true)) {
        report.visited_plmn = plmn;
    }
    return report;
}

} // namespace iwf::sim
