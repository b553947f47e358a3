// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/event_configuration.hpp"

#include <algorithm>
#include <utility>

#include "iwf/gateways/request_checks.hpp"

namespace iwf::sim {
namespace {

namespace experimental = diameter::experimental;
namespace feature = diameter::monitoring::feature;
namespace cir_flag = diameter::s6t::cir_flag;
using diameter::Outcome;
using diameter::monitoring::ConfigStatus;
using diameter::monitoring::NodeType;
using diameter::monitoring::ServiceReport;
using diameter::s6t::GroupReport;

constexpr std::uint64_t all_events_but_number_of_ues = 0x1FF; // bits of Supported-Monitoring-Events

bool has_flag(const EventConfiguration::Request& request, std::uint32_t flag)
{
    return (request.cir_flags.value_or(0) & flag) != 0;
}

std::uint32_t features_of(const EventConfiguration::Request& request)
{
    std::uint32_t found = 0;
    for (const auto& features : request.supported_features) {
        found |= features.feature_list_id == feature::list ? features.feature_list : 0;
    }
    return found;
}

bool demands_more_than(const EventConfiguration::Request& request, std::uint32_t own)
{
    return std::ranges::any_of(request.supported_features, [own](const auto& features) {
        const bool known = features.feature_list_id == feature::list;
        return features.mandatory && (!known || (features.feature_list & ~own) != 0);
    });
}

ConfigStatus status_of(
    const domain::ScefReference& reference,
    const std::string& scef,
    const Outcome& outcome,
    NodeType node = NodeType::hss
)
{
    return {reference, scef, {ServiceReport{outcome, node}}};
}

} // namespace

EventConfiguration::GroupReports EventConfiguration::configure(
    const Request& request, std::optional<Outcome> status, base::WallTime now, Answer& answer
)
{
    const std::uint32_t common = features_of(request) & settings_.features;
    const Asked asked{
        request,
        {request.head.origin_host, request.head.origin_realm, common},
        members_of(request.user, subscribers_, settings_),
        status,
        now};
    if (!request.supported_features.empty()) {
        answer.supported_features = {
            {diameter::vendor_3gpp, feature::list, settings_.features, false}};
    }
    events_.expire(now);
    if (const auto refused = refusal(asked)) {
        answer.head.outcome = *refused;
        return {};
    }
    if ((common & feature::monte) != 0) {
        answer.supported_services = {{all_events_but_number_of_ues, NodeType::hss}};
    }
    if (request.user.group) {
        answer.number_of_ues = static_cast<std::uint32_t>(asked.members.size());
    } else if (is_absent(*asked.members.front())) {
        answer.hss_cause = diameter::s6t::hss_cause_absent_subscriber;
    }
    configure_patterns(asked, answer);
    if (!has_feature(feature::monte)) {
        return {}; // TS 29.336, 7.2.1: configurations should not have been sent
    }
    return configure_events(asked, answer);
}

EventConfiguration::GroupReports
EventConfiguration::configure_events(const Asked& asked, Answer& answer)
{
    GroupReports reports;
    if (has_flag(asked.request, cir_flag::delete_all_events)) {
        delete_all(asked);
        return reports;
    }
    for (const Wanted& wanted : asked.request.configurations) {
        if (!wanted.reference) {
            delete_listed(asked, wanted, answer);
        } else if (auto report = configure_one(asked, wanted, answer)) {
            reports.push_back(*std::move(report));
        }
    }
    if (!reports.empty()) {
        answer.cia_flags = diameter::s6t::cia_flag_group_in_progress;
    }
    return reports;
}

/// Without the feature the 64 bits are an AVP that this HSS does not know.
domain::ScefReference EventConfiguration::known_as(const domain::ScefReference& reference) const
{
    return has_feature(feature::extended_reference_ids) ? reference
                                                        : domain::ScefReference{reference.id, {}};
}

/// Steps 1 to 3: of the command.
std::optional<Outcome> EventConfiguration::refusal(const Asked& asked) const
{
    if (demands_more_than(asked.request, settings_.features)) {
        return Outcome{experimental::feature_unsupported, true};
    }
    if (asked.members.empty()) {
        return Outcome{experimental::user_unknown, true};
    }
    const bool may = std::ranges::any_of(asked.members, [&](const Subscriber* member) {
        return may_ask(asked.scef.id, settings_, *member);
    });
    if (!may) {
        return Outcome{experimental::unauthorized_requesting_entity, true};
    }
    const bool none = std::ranges::all_of(asked.members, [](const Subscriber* member) {
        return member->monitoring && member->monitoring->events &&
               member->monitoring->events->empty();
    });
    return none ? std::optional{Outcome{experimental::unauthorized_service, true}} : std::nullopt;
}

/// Step 4 and what follows: of one event.
std::optional<Outcome> EventConfiguration::refusal(const Asked& asked, const Wanted& wanted)
{
    const auto type = wanted.parameters.type;
    if (asked.status) {
        return asked.status;
    }
    if (!gateways::same_name(wanted.scef_id, asked.scef.id)) {
        return Outcome{experimental::unauthorized_requesting_entity, true}; // 8.4.5
    }
    if (settings_.limit && events_.count(asked.scef.id, type) >= *settings_.limit) {
        return Outcome{diameter::result::resources_exceeded, false};
    }
    const bool anybody = std::ranges::any_of(asked.members, [type](const Subscriber* member) {
        return is_subscribed_to(*member, type);
    });
    if (!anybody) {
        return Outcome{experimental::unauthorized_service, true};
    }
    if (is_out_of_range(wanted.parameters, settings_, asked.now)) {
        return Outcome{experimental::requested_range_is_not_allowed, true};
    }
    const bool all_there = std::ranges::all_of(wanted.for_deletion, [&](const auto& reference) {
        return events_.find({asked.scef.id, known_as(reference).key()}) != nullptr;
    });
    return all_there ? std::nullopt
                     : std::optional{Outcome{experimental::configuration_event_non_existant, true}};
}

void EventConfiguration::remove(EventKey key)
{
    if (const LiveEvent* const event = events_.find(key)) {
        listener_.on_removed(*event);
        events_.remove(key);
    }
}

void EventConfiguration::delete_all(const Asked& asked)
{
    for (const Subscriber* const member : asked.members) {
        for (const LiveEvent* const event : events_.of(member->imsi)) {
            if (event->scef.id == asked.scef.id &&
                event->group.has_value() == asked.request.user.group) {
                remove(key_of(*event));
            }
        }
    }
}

void EventConfiguration::delete_listed(const Asked& asked, const Wanted& wanted, Answer& answer)
{
    for (const domain::ScefReference& reference : wanted.for_deletion) {
        const EventKey key{asked.scef.id, known_as(reference).key()};
        Outcome outcome{experimental::configuration_event_non_existant, true};
        if (asked.status) {
            outcome = *asked.status;
        } else if (events_.find(key) != nullptr) {
            remove(key);
            outcome = {};
        }
        answer.statuses.push_back(status_of(reference, asked.scef.id, outcome));
    }
}

/// What the new event takes the place of: what its SCEF names, or what is there of its type.
std::optional<domain::ScefReference>
EventConfiguration::make_room(const Asked& asked, const Wanted& wanted)
{
    std::optional<domain::ScefReference> own;
    for (const domain::ScefReference& reference : wanted.for_deletion) {
        own = own.value_or(reference);
        remove({asked.scef.id, known_as(reference).key()});
    }
    if (!settings_.one_per_type || asked.request.user.group) {
        return own;
    }
    for (const LiveEvent* const event : events_.of(asked.members.front()->imsi)) {
        if (event->parameters.type != wanted.parameters.type || event->group) {
            continue;
        }
        if (event->scef.id == asked.scef.id) {
            own = own.value_or(event->reference);
        } else {
            listener_.on_overwritten(*event);
        }
        remove(key_of(*event));
    }
    return own;
}

std::optional<GroupReport>
EventConfiguration::configure_one(const Asked& asked, const Wanted& wanted, Answer& answer)
{
    const domain::ScefReference reference = known_as(*wanted.reference);
    if (const auto refused = refusal(asked, wanted)) {
        answer.statuses.push_back(status_of(reference, asked.scef.id, *refused));
        return std::nullopt;
    }
    const auto replaced = make_room(asked, wanted);
    LiveEvent event{asked.scef, reference, wanted.parameters, {}, {}, 0, false};
    for (const Subscriber* const member : asked.members) {
        if (is_subscribed_to(*member, wanted.parameters.type)) {
            event.devices.push_back({member->imsi, 0});
        }
    }
    if (asked.request.user.group) {
        event.group = asked.request.user.external_identifier;
        event.guard_s = asked.request.group_guard_s.value_or(0);
    }
    LiveEvent& kept = events_.put(std::move(event));
    auto status = status_of(reference, asked.scef.id, {});
    if (const auto node = listener_.on_stored(kept)) {
        status.service_reports.push_back({*node, NodeType::mme});
    }
    answer.statuses.push_back(std::move(status));
    GroupReport first = first_reports(asked.members, states_, kept);
    const bool has_report = !kept.group && first.items.front().report != domain::EventReport{};
    if (has_report || replaced) {
        answer.reports.push_back(
            {reference,
             asked.scef.id,
             replaced,
             kept.group ? domain::EventReport{} : first.items.front().report,
             {}}
        );
    }
    const bool is_group = kept.group.has_value();
    if (is_done(kept)) {
        remove(key_of(kept));
    }
    return is_group ? std::optional{std::move(first)} : std::nullopt;
}

void EventConfiguration::configure_patterns(const Asked& asked, Answer& answer)
{
    if (!has_feature(feature::communication_pattern)) {
        return;
    }
    const std::string device = asked.request.user.group ? *asked.request.user.external_identifier
                                                        : asked.members.front()->imsi;
    if (has_flag(asked.request, cir_flag::delete_all_patterns)) {
        return patterns_.delete_all(asked.scef.id, device);
    }
    for (const auto& wanted : asked.request.patterns) {
        for (auto& status : patterns_.configure(asked.scef.id, device, wanted, asked.status)) {
            answer.pattern_statuses.push_back(std::move(status));
        }
    }
}

} // namespace iwf::sim
