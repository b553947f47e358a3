// SPDX-License-Identifier: Apache-2.0
/// The part of the daemon that tells people how it is.
#include <chrono>
#include <utility>

#include <google/protobuf/util/time_util.h>

#include "iwf/app/control/json.hpp"
#include "iwf/app/explain/explain.hpp"
#include "iwf/app/explain/message.hpp"
#include "iwf/app/explain/moment.hpp"
#include "iwf/app/explain/watch.hpp"
#include "iwf/app/iwfd/admin.hpp"
#include "iwf/app/iwfd/daemon.hpp"

namespace iwf::daemon {
namespace {

template <class Counts>
std::uint64_t sum(const Counts& counts)
{
    std::uint64_t total = 0;
    for (const auto& [key, count] : counts) {
        total += count;
    }
    return total;
}

mtciwf::v1::MonitoringCounters counters_of(const core::MonitoringCounters& counters)
{
    const auto good = counters.events.find(core::MonitoringResult::success);
    const std::uint64_t successes = good == counters.events.end() ? 0 : good->second;
    mtciwf::v1::MonitoringCounters out;
    out.set_requests(counters.requests);
    out.set_events(sum(counters.events));
    out.set_events_refused(sum(counters.events) - successes);
    out.set_duplicates(counters.duplicates);
    out.set_reports(counters.reports);
    out.set_reports_unknown(counters.reports_unknown);
    out.set_reports_forged(counters.reports_forged);
    out.set_reports_busy(counters.reports_busy);
    out.set_reports_nameless(counters.reports_nameless);
    out.set_reports_surplus(counters.reports_surplus);
    out.set_delivered(counters.delivered);
    out.set_given_up(counters.given_up);
    out.set_breaches(counters.breaches);
    out.set_subscriptions(counters.subscriptions_now);
    out.set_undelivered(counters.undelivered_now);
    out.set_in_progress(counters.in_progress_now);
    return out;
}

mtciwf::v1::MoSmsCounters counters_of(const core::MoSmsCounters& counters)
{
    const auto answered = [&counters](core::ShortMessageResult result) {
        const auto found = counters.answered.find(result);
        return found == counters.answered.end() ? 0 : found->second;
    };
    mtciwf::v1::MoSmsCounters out;
    out.set_messages(counters.messages);
    out.set_delivered(answered(core::ShortMessageResult::delivered));
    out.set_congestion(answered(core::ShortMessageResult::congestion));
    out.set_refused(counters.refused);
    out.set_busy(counters.busy);
    out.set_duplicates(counters.duplicates);
    out.set_in_progress(counters.in_progress_now);
    return out;
}

} // namespace

base::Result<void> Daemon::open_control()
{
    if (!config_.daemon.has_control()) {
        return {};
    }
    const auto terminate = [this](core::IkeSaId ike, AdminParts::Done done) {
        if (charon_) {
            charon_->terminate(ike, std::move(done));
        } else {
            done(base::fail("charon is not watched"));
        }
    };
    auto server = control::ControlServer::open(
        ground_.loop.io(),
        config_.daemon.control().socket(),
        admin_routes({
            .links = links_,
            .clock = ground_.clock,
            .status = [this] { return status(); },
            .terminate = terminate,
            .apply = [this](const control::Answer& answer) { apply_again(answer); },
            .reload = [this](
                          bool dry_run, const control::Answer& answer
                      ) { reload_for(dry_run, answer); },
            .changed = [this](
                           const control::Request& request, const control::Response& response
                       ) { ground_.audit.asked(request, response); },
            .explain = [this](const mtciwf::v1::ExplainRequest& question
                       ) { return explain(question); },
        }),
        *ground_.log
    );
    if (!server) {
        return tl::unexpected{std::move(server.error())};
    }
    control_ = std::move(*server);
    return {};
}

mtciwf::v1::Counters Daemon::counters() const
{
    const core::EngineCounters engine = engine_.counters();
    const store::JournalStatus journal = journal_->status();
    const freediameter::Stats stack = node_->stats();
    mtciwf::v1::Counters counters;
    counters.set_requests(engine.requests);
    counters.set_confirmed(sum(engine.confirmed));
    counters.set_refused_busy(sum(engine.refused_busy));
    counters.set_probing_alarms(engine.probing_alarms);
    counters.set_duplicates(engine.duplicates);
    counters.set_reports(engine.reports);
    counters.set_reports_unknown(engine.reports_unknown);
    counters.set_reports_forged(engine.reports_forged);
    counters.set_notifications_given_up(engine.notifications_given_up);
    counters.set_written(journal.written);
    counters.set_write_failures(journal.failed);
    counters.set_log_suppressed(stack.log_lines_suppressed);
    counters.set_in_progress(engine.in_progress_now);
    counters.set_triggers(engine.triggers_now);
    counters.set_inbox(stack.inbox_messages);
    const store::AuditStatus audit = ground_.audit.status();
    counters.set_audit_lines(audit.written);
    counters.set_audit_lost(audit.lost);
    counters.set_audit_failures(audit.failures);
    counters.set_lookups_held_back(s6m_.held_back());
    counters.set_configurations_held_back(network_.held_back());
    *counters.mutable_monitoring() = counters_of(monitoring_.counters());
    if (config_.daemon.sms_sc().has_mo_sms()) {
        *counters.mutable_mo_sms() = counters_of(mo_sms_.counters());
    }
    return counters;
}

mtciwf::v1::DaemonStatus Daemon::status() const
{
    using std::chrono::seconds;
    const auto uptime = std::chrono::floor<seconds>(ground_.clock.now() - started_);
    const auto started =
        std::chrono::floor<seconds>(ground_.clock.wall_now() - uptime).time_since_epoch();
    mtciwf::v1::DaemonStatus status;
    status.set_version(IWF_VERSION);
    status.set_host(self_.host);
    status.set_started(google::protobuf::util::TimeUtil::ToString(
        google::protobuf::util::TimeUtil::SecondsToTimestamp(started.count())
    ));
    status.set_uptime_s(static_cast<std::uint32_t>(uptime.count()));
    status.set_draining(drained_by_.has_value());
    status.set_contracts(static_cast<std::uint32_t>(reload_.config().contracts.size()));
    *status.mutable_counters() = counters();
    const store::AuditStatus audit = ground_.audit.status();
    if (audit.head.number != 0) {
        status.set_audit_head(audit::text_of(audit.head));
    }
    status.set_audit_failed(audit.has_failed);
    return status;
}

mtciwf::v1::ExplainReply Daemon::reply_of(
    const core::Explanation& explanation, const mtciwf::v1::ExplainRequest& question
) const
{
    mtciwf::v1::ExplainReply reply = explain::reply_of(explanation, question);
    reply.mutable_load()->set_waiting_percent(static_cast<std::uint32_t>(100 * node_->load()));
    for (const gateways::OverloadChange& report : s6m_.overloaded()) {
        auto& out = *reply.mutable_load()->add_hss();
        out.set_name(report.name);
        out.set_reduction_percent(report.reduction_percent);
        out.set_seconds_left(static_cast<std::uint32_t>(report.validity.count()));
    }
    return reply;
}

control::Response Daemon::explain(const mtciwf::v1::ExplainRequest& question)
{
    const core::Contract* const contract = reload_.config().book->find_by_name(question.contract());
    if (contract == nullptr) {
        return control::failure(
            404, "no contract \"" + base::printable(question.contract()) + "\" is in force"
        );
    }
    const auto at = explain::time_of(question);
    if (!at) {
        return control::failure(400, at.error().text);
    }
    const base::WallTime now = at->value_or(ground_.clock.wall_now());
    if (explain::is_watch(question)) {
        const auto reply = explain::explain_watch(question, *contract, now);
        return reply ? control::Response{200, control::to_json(*reply)}
                     : control::failure(400, reply.error().text);
    }
    if (explain::is_message(question)) {
        const auto reply = explain::explain_message(question, *contract);
        return reply ? control::Response{200, control::to_json(*reply)}
                     : control::failure(400, reply.error().text);
    }
    const auto claim = explain::claim_of(question, *contract);
    if (!claim) {
        return control::failure(400, claim.error().text);
    }
    const auto explanation = engine_.explain(
        contract->name,
        {.claim = *claim,
         .original = question.has_original()
                         ? std::optional{domain::ReferenceNumber{question.original()}}
                         : std::nullopt,
         .at = *at}
    );
    return explanation ? control::Response{200, control::to_json(reply_of(*explanation, question))}
                       : control::failure(404, "that contract is not in force");
}

void Daemon::log_counters()
{
    const mtciwf::v1::Counters now = counters();
    ground_.log->event(
        base::Severity::notice,
        "iwfd.counters",
        {{"requests", now.requests()},
         {"confirmed", now.confirmed()},
         {"refused_busy", now.refused_busy()},
         {"probing_alarms", now.probing_alarms()},
         {"duplicates", now.duplicates()},
         {"reports", now.reports()},
         {"reports_unknown", now.reports_unknown()},
         {"reports_forged", now.reports_forged()},
         {"notifications_given_up", now.notifications_given_up()},
         {"in_progress", now.in_progress()},
         {"triggers", now.triggers()},
         {"written", now.written()},
         {"write_failures", now.write_failures()},
         {"inbox", now.inbox()},
         {"log_suppressed", now.log_suppressed()},
         {"audit_lines", now.audit_lines()},
         {"audit_lost", now.audit_lost()},
         {"audit_failures", now.audit_failures()},
         {"lookups_held_back", now.lookups_held_back()},
         {"configurations_held_back", now.configurations_held_back()},
         {"mo_sms", now.mo_sms().messages()},
         {"mo_sms_delivered", now.mo_sms().delivered()},
         {"mo_sms_congestion", now.mo_sms().congestion()},
         {"mo_sms_refused", now.mo_sms().refused()},
         {"mo_sms_busy", now.mo_sms().busy()}}
    );
}

} // namespace iwf::daemon
