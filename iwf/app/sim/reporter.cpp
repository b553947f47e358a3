// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/reporter.hpp"

#include <utility>

namespace iwf::sim {
namespace {

using diameter::t4::DeliveryReportRequest;

constexpr std::uint32_t nobodys_reference = 0xFFFF'FFF1;

bool is_worth_repeating(const diameter::Outcome& outcome)
{
    const bool transient = outcome.code / 1000 == 3 || outcome.code / 1000 == 4;
    return !outcome.experimental &&
           (transient || outcome.code == diameter::result::unable_to_comply);
}

} // namespace

void Reporter::report(
    const ReportAddress& address,
    diameter::t4::SmDeliveryOutcome outcome,
    std::optional<std::uint32_t> absent_diagnostic,
    Reporting reporting
)
{
    DeliveryReportRequest request;
    request.head.session_id = station_.identifiers().next_session_id();
    request.head.origin_host =
        reporting == Reporting::wrong_origin ? "impostor." + self_.realm : self_.host;
    request.head.origin_realm = self_.realm;
    request.head.destination_host = address.host;
    request.head.destination_realm = address.realm;
    request.user_identifier = address.user;
    request.sm_rp_smea = address.sm_rp_smea;
    request.sm_delivery_outcome = outcome;
    request.absent_subscriber_diagnostic = absent_diagnostic;
    request.reference_number = domain::ReferenceNumber{
        reporting == Reporting::unknown_reference ? nobodys_reference : address.reference};
    switch (reporting) {
    case Reporting::none:
        return;
    case Reporting::twice:
        begin(address.peer, request);
        request.head.session_id = station_.identifiers().next_session_id();
        break;
    case Reporting::once:
    case Reporting::early:
    case Reporting::unknown_reference:
    case Reporting::wrong_origin:
    case Reporting::other_scef:
    case Reporting::wrong_type:
    case Reporting::wrong_user:
        break;
    }
    begin(address.peer, request);
}

void Reporter::begin(diameter::PeerId peer, const DeliveryReportRequest& request)
{
    const auto report = std::make_shared<Report>(Report{peer, diameter::t4::encode(request), 0});
    report->message.header.end_to_end =
        diameter::EndToEndId{station_.identifiers().next_end_to_end()};
    ++open_;
    attempt(report);
}

void Reporter::attempt(const ReportPtr& report)
{
    ++report->attempts;
    counters_.add("drr");
    if ((report->message.header.flags & diameter::flag::retransmitted) != 0) {
        counters_.add("drr_retransmitted");
    }
    station_.exchange().request(
        report->peer,
        report->message,
        station_.now() + settings_.report_timeout,
        [this, report](const gateways::Reply& reply) { on_reply(report, reply); }
    );
}

void Reporter::on_reply(const ReportPtr& report, const gateways::Reply& reply)
{
    if (!reply) {
        counters_.add("drr_unanswered");
        if (reply.error() != gateways::NoAnswer::not_sent) {
            report->message.header.flags |= diameter::flag::retransmitted;
        }
        return again(report);
    }
    const auto answer = diameter::t4::decode_delivery_report_answer(*reply);
    if (!answer) {
        counters_.add("dra_malformed");
        return again(report);
    }
    counters_.add("dra", answer->head.outcome);
    if (is_worth_repeating(answer->head.outcome)) {
        return again(report);
    }
    --open_;
}

void Reporter::again(const ReportPtr& report)
{
    if (report->attempts >= settings_.report_attempts) {
        counters_.add("drr_given_up");
        --open_;
        return;
    }
    station_.timers().at(station_.now() + settings_.report_interval, [this, report] {
        attempt(report);
    });
}

} // namespace iwf::sim
