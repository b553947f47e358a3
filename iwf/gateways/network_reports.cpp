// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "iwf/diameter/result_code.hpp"
#include "iwf/gateways/monitoring_result.hpp"
#include "iwf/gateways/request_checks.hpp"
#include "iwf/gateways/watched_network.hpp"

/// RIRs of HSSs and MMEs, and our answers.
namespace iwf::gateways {
namespace {

using diameter::Fault;
namespace rir_flag = diameter::s6t::rir_flag;

std::vector<diameter::monitoring::ReportStatus>
statuses_of(const core::NetworkReportAnswer& answer, const std::string& scef_id)
{
    std::vector<diameter::monitoring::ReportStatus> statuses;
    for (const core::NetworkReportStatus& failed : answer.failed) {
        statuses.push_back({failed.reference, scef_id, outcome_of(failed.result)});
    }
    return statuses;
}

std::optional<core::MemberStatus> status_of(const diameter::s6t::GroupReportItem& member)
{
    if (member.service_reports.empty() && !member.hss_cause) {
        return std::nullopt;
    }
    const std::uint32_t cause = member.hss_cause.value_or(0);
    return core::MemberStatus{
        monitoring_result_of(member.service_reports),
        (cause & diameter::s6t::hss_cause_absent_subscriber) != 0};
}

/// No more than the type, which is what the configuration asked for.
bool says_nothing(domain::EventReport report)
{
    report.type.reset();
    report.generated.reset();
    return report == domain::EventReport{};
}

} // namespace

/// What both kinds of RIR have; nothing: it has been refused.
template <class Request>
std::optional<core::NetworkReport> WatchedNetworkGateway::open(
    const diameter::Decoded<Request>& request,
    core::ReporterRole role,
    const PoolMember* from,
    Incoming& incoming
)
{
    const auto fault =
        request ? check_network_request(
                      request->head, from, parts_.self, reports_.size(), settings_.max_reports
                  )
                : std::optional{request.error()};
    if (fault) {
        parts_.log.event(
            base::Severity::warning,
            "monitoring.report_refused",
            {{"from", from == nullptr ? std::string{"?"} : from->host.text()},
             {"result", fault->result_code},
             {"reason", fault->text}}
        );
        incoming.refuse(*fault);
        return std::nullopt;
    }
    core::NetworkReport report{
        .request = {},
        .from = from->host,
        .role = role,
        .watched = request->user ? watched_of(*request->user) : std::nullopt,
        .items = {},
    };
    for (const auto& one : request->reports) {
        report.items.push_back(item_of(one));
    }
    return report;
}

/// A report that names another SCEF is none of ours, whatever its number is.
core::NetworkItem WatchedNetworkGateway::item_of(const diameter::monitoring::EventReport& report
) const
{
    core::NetworkItem item;
    const bool ours = !report.scef_id || same_name(*report.scef_id, parts_.self.host);
    if (ours) {
        item.reference = report.reference;
    }
    item.for_deletion = report.for_deletion;
    item.report = report.report;
    return item;
}

void WatchedNetworkGateway::on_hss_request(
    diameter::Connection connection, diameter::Message message
)
{
    Incoming incoming{parts_.transport, parts_.self, connection, std::move(message)};
    const auto request = diameter::s6t::decode_reporting_information_request(incoming.request());
    auto report =
        open(request, core::ReporterRole::hss, parts_.hss.find(connection.peer), incoming);
    if (!report) {
        return;
    }
    for (const auto& group : request->group_reports) {
        for (const auto& member : group.items) {
            core::NetworkItem item =
                item_of({group.reference, group.scef_id, {}, member.report, {}});
            item.status = status_of(member);
            item.status_only = item.status && says_nothing(member.report);
            if (auto watched = watched_of(member.user)) {
                item.member = std::move(watched->identity);
            }
            report->items.push_back(std::move(item));
        }
    }
    const std::uint32_t flags = request->rir_flags.value_or(0);
    report->all_events_cancelled = (flags & rir_flag::all_events_cancelled) != 0;
    report->all_patterns_cancelled = (flags & rir_flag::all_patterns_cancelled) != 0;
    take_report(*std::move(report), request->head, std::move(incoming));
}

void WatchedNetworkGateway::on_mme_request(
    diameter::Connection connection, diameter::Message message
)
{
    Incoming incoming{parts_.transport, parts_.self, connection, std::move(message)};
    const auto request = diameter::t6a::decode_reporting_information_request(incoming.request());
    auto report =
        open(request, core::ReporterRole::mme, parts_.mme.find(connection.peer), incoming);
    if (!report) {
        return;
    }
    if (report->watched) {
        for (core::NetworkItem& item : report->items) {
            item.member = report->watched->identity; // of a group: the one it is about
        }
    }
    take_report(*std::move(report), request->head, std::move(incoming));
}

void WatchedNetworkGateway::take_report(
    core::NetworkReport report, const diameter::RequestHead& head, Incoming incoming
)
{
    const diameter::Header& header = incoming.request().header;
    report.request = core::NetworkReportRequest{++last_report_};
    report.end_to_end = header.end_to_end.value();
    report.retransmission = (header.flags & diameter::flag::retransmitted) != 0;
    incoming.drop_content();
    reports_.emplace(
        report.request,
        Owed{
            std::move(incoming),
            diameter::answer_head(head, parts_.self.host, parts_.self.realm),
            report.role}
    );
    parts_.monitoring.on_report(report);
}

void WatchedNetworkGateway::answer(
    core::NetworkReportRequest request, const core::NetworkReportAnswer& content
)
{
    const auto waiting = reports_.find(request);
    if (waiting == reports_.end()) {
        return;
    }
    Owed owed = std::move(waiting->second);
    reports_.erase(waiting);
    owed.head.outcome = outcome_of(content.result);
    auto statuses = statuses_of(content, parts_.self.host);
    if (owed.by == core::ReporterRole::mme) {
        diameter::t6a::ReportingInformationAnswer answer;
        answer.head = std::move(owed.head);
        answer.statuses = std::move(statuses);
        return owed.incoming.answer(diameter::t6a::encode(answer));
    }
    diameter::s6t::ReportingInformationAnswer answer;
    answer.head = std::move(owed.head);
    answer.statuses = std::move(statuses);
    owed.incoming.answer(diameter::s6t::encode(answer));
}

} // namespace iwf::gateways
