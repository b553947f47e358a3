// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/event_reports.hpp"

#include <algorithm>
#include <optional>

#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/gateways/request_checks.hpp"

namespace iwf::sim {
namespace {

using diameter::monitoring::EventReport;

constexpr std::uint64_t what_nobody_has = 0x5A5A'5A5A;
constexpr std::uint32_t monitoring_types = 11;

void make_unknown(domain::ScefReference& reference)
{
    reference.id ^= static_cast<std::uint32_t>(what_nobody_has);
    if (reference.extended) {
        *reference.extended ^= what_nobody_has;
    }
}

void change_type(domain::EventReport& report)
{
    const auto type = static_cast<std::uint32_t>(report.type.value_or(domain::MonitoringType{}));
    report.type = domain::MonitoringType{(type + 1) % monitoring_types};
}

template <class Request>
void disturb_common(Request& request, Reporting how)
{
    if (how == Reporting::wrong_origin) {
        request.head.origin_host = "impostor." + request.head.origin_realm;
    }
    if (how == Reporting::wrong_user) {
        request.user = diameter::monitoring::UserIdentifier{"impostor@iot.invalid", {}, false};
    }
    for (EventReport& report : request.reports) {
        if (how == Reporting::unknown_reference) {
            make_unknown(report.reference);
        } else if (how == Reporting::other_scef) {
            report.scef_id = "impostor.invalid";
        } else if (how == Reporting::wrong_type) {
            change_type(report.report);
        }
    }
}

EventKey key_of(
    const std::optional<std::string>& scef,
    const domain::ScefReference& reference,
    const diameter::RequestHead& head
)
{
    return {scef.value_or(head.destination_host.value_or("")), reference.key()};
}

/// What an answer says, on either interface.
struct Told
{
    diameter::Outcome outcome;
    std::vector<diameter::monitoring::ReportStatus> statuses;
};

template <class Answer>
std::optional<Told> told(const diameter::Decoded<Answer>& answer)
{
    return answer ? std::optional{Told{answer->head.outcome, answer->statuses}} : std::nullopt;
}

std::optional<Told> read_answer(const diameter::Message& message)
{
    return message.header.application == diameter::application::s6t.id
               ? told(diameter::s6t::decode_reporting_information_answer(message))
               : told(diameter::t6a::decode_reporting_information_answer(message));
}

bool says_unknown(const diameter::Outcome& outcome)
{
    return outcome == diameter::Outcome{diameter::experimental::scef_reference_id_unknown, true};
}

bool is_worth_repeating(const diameter::Outcome& outcome)
{
    const bool transient = outcome.code / 1000 == 3 || outcome.code / 1000 == 4;
    return !outcome.experimental &&
           (transient || outcome.code == diameter::result::unable_to_comply);
}

} // namespace

void disturb(diameter::s6t::ReportingInformationRequest& request, Reporting how)
{
    disturb_common(request, how);
    for (diameter::s6t::GroupReport& group : request.group_reports) {
        if (how == Reporting::unknown_reference) {
            make_unknown(group.reference);
        } else if (how == Reporting::other_scef) {
            group.scef_id = "impostor.invalid";
        }
        for (auto& item : group.items) {
            if (how == Reporting::wrong_type) {
                change_type(item.report);
            } else if (how == Reporting::wrong_user) {
                item.user.external_identifier = "impostor@iot.invalid";
            }
        }
    }
}

void disturb(diameter::t6a::ReportingInformationRequest& request, Reporting how)
{
    disturb_common(request, how);
}

std::vector<EventKey> events_in(const diameter::s6t::ReportingInformationRequest& request)
{
    std::vector<EventKey> keys;
    for (const EventReport& report : request.reports) {
        keys.push_back(key_of(report.scef_id, report.reference, request.head));
    }
    for (const diameter::s6t::GroupReport& group : request.group_reports) {
        keys.push_back(key_of(group.scef_id, group.reference, request.head));
    }
    return keys;
}

std::vector<EventKey> events_in(const diameter::t6a::ReportingInformationRequest& request)
{
    std::vector<EventKey> keys;
    for (const EventReport& report : request.reports) {
        keys.push_back(key_of(report.scef_id, report.reference, request.head));
    }
    return keys;
}

std::uint32_t EventReports::copies_of(const Behaviour& behaviour)
{
    switch (behaviour.reporting) {
    case Reporting::none:
        return 0;
    case Reporting::twice:
        return 2;
    default:
        return behaviour.flood;
    }
}

diameter::PeerId EventReports::peer_of(const std::string& host) const
{
    const auto found = std::ranges::find_if(peers_, [&host](const std::string& peer) {
        return gateways::same_name(peer, host);
    });
    // Who is not beside this node is reached through its first neighbour.
    const auto place = found == peers_.end() ? 0 : found - peers_.begin();
    return diameter::PeerId{static_cast<std::uint32_t>(place)};
}

void EventReports::address(const Scef& to, diameter::RequestHead& head) const
{
    head.origin_host = self_.host;
    head.origin_realm = self_.realm;
    head.destination_host = to.id;
    head.destination_realm = to.realm;
}

void EventReports::begin(
    diameter::PeerId peer,
    diameter::Message message,
    std::vector<EventKey> events,
    std::chrono::milliseconds delay
)
{
    const auto report =
        std::make_shared<Report>(Report{peer, std::move(message), std::move(events), 0});
    report->message.header.end_to_end =
        diameter::EndToEndId{station_.identifiers().next_end_to_end()};
    ++open_;
    counters_.add("rir");
    if (delay.count() == 0) {
        return attempt(report);
    }
    station_.timers().at(station_.now() + delay, [this, report] { attempt(report); });
}

void EventReports::attempt(const ReportPtr& report)
{
    ++report->attempts;
    counters_.add("rir_sent");
    if ((report->message.header.flags & diameter::flag::retransmitted) != 0) {
        counters_.add("rir_retransmitted");
    }
    station_.exchange().request(
        report->peer,
        report->message,
        station_.now() + settings_.timeout,
        [this, report](const gateways::Reply& reply) { on_reply(report, reply); }
    );
}

void EventReports::on_reply(const ReportPtr& report, const gateways::Reply& reply)
{
    if (!reply) {
        counters_.add("rir_unanswered");
        if (reply.error() != gateways::NoAnswer::not_sent) {
            report->message.header.flags |= diameter::flag::retransmitted;
        }
        return again(report);
    }
    const auto answer = read_answer(*reply);
    if (!answer) {
        counters_.add("ria_malformed");
        return again(report);
    }
    counters_.add("ria", answer->outcome);
    if (is_worth_repeating(answer->outcome)) {
        return again(report);
    }
    --open_;
    if (says_unknown(answer->outcome)) {
        std::ranges::for_each(report->events, unknown_);
    }
    for (const auto& status : answer->statuses) {
        if (says_unknown(status.outcome)) {
            counters_.add("report_status_5515");
            unknown_({status.scef_id, status.reference.key()});
        }
    }
}

void EventReports::again(const ReportPtr& report)
{
    if (report->attempts >= settings_.attempts) {
        counters_.add("rir_given_up");
        --open_;
        return;
    }
    station_.timers().at(station_.now() + settings_.interval, [this, report] { attempt(report); });
}

} // namespace iwf::sim
