// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/t4.hpp"

#include <utility>

#include "iwf/diameter/avp_reader.hpp"
#include "iwf/diameter/fault.hpp"
#include "iwf/diameter/generated/base.hpp"
#include "iwf/diameter/generated/common_3gpp.hpp"
#include "iwf/diameter/generated/tsp.hpp"
#include "iwf/domain/digits.hpp"
#include "iwf/gateways/network_request.hpp"
#include "iwf/gateways/request_checks.hpp"

namespace iwf::gateways {
namespace {

using core::SubmissionEvent;
using core::TriggerRecord;
using diameter::t4::DeliveryReportRequest;
using diameter::t4::DeviceTriggerAnswer;
using diameter::t4::DeviceTriggerRequest;
using diameter::t4::TriggerAction;
using domain::ActionType;

/// IMSI and the name the server used: the SMS-SC finds a pending trigger by the latter
/// (TS 23.682, 5.2.3.2).
diameter::s6m::UserIdentifier user_of(const TriggerRecord& record)
{
    diameter::s6m::UserIdentifier user = user_identifier_of(record.device);
    user.user_name = record.submission->imsi.digits(domain::southbound);
    return user;
}

TriggerAction trigger_action_of(const TriggerRecord& record)
{
    if (record.action == ActionType::device_trigger_recall) {
        return TriggerAction::recall;
    }
    // A replace without an old number is a new trigger (core/procedures/rules.hpp).
    const bool replaces = record.action == ActionType::device_trigger_replace;
    return replaces && record.old_reference ? TriggerAction::replace : TriggerAction::trigger;
}

DeviceTriggerRequest make_request(
    const TriggerRecord& record, const Self& self, const PoolMember& sms_sc, std::uint8_t toa
)
{
    DeviceTriggerRequest request;
    request.head.session_id = record.submission->session_id;
    request.head.origin_host = self.host;
    request.head.origin_realm = self.realm;
    request.head.destination_host = sms_sc.host.text();
    request.head.destination_realm = sms_sc.realm;
    request.user_identifier = user_of(record);
    request.sm_rp_smea = diameter::t4::encode_sm_rp_smea(record.scs_identity, toa);
    request.trigger_action = trigger_action_of(record);
    // In a recall both numbers are the recalled one, so that an SMS-SC finds it in either.
    request.reference_number = record.reference;
    if (request.trigger_action == TriggerAction::recall) {
        request.reference_number = record.old_reference;
    }
    if (request.trigger_action != TriggerAction::trigger) {
        request.old_reference_number = record.old_reference;
    }
    if (request.trigger_action != TriggerAction::recall) {
        request.serving_nodes = record.submission->serving_nodes;
        request.validity_time_s = record.validity_time_s;
    }
    if (record.trigger_data) {
        request.payload = record.trigger_data->payload;
        request.priority = record.trigger_data->priority;
        request.application_port = record.trigger_data->application_port;
    }
    return request;
}

/// 5004 with the AVP itself in Failed-AVP (RFC 6733, 7.1.5).
diameter::Fault wrong_smea(const diameter::Message& request)
{
    diameter::AvpReader in{request.avps};
    in.refuse(diameter::avp::sm_rp_smea, "is no address of TS 23.040, 9.1.2.5");
    return in.finish(DeliveryReportRequest{}).error();
}

} // namespace

void T4Gateway::submit(const TriggerRecord& record, const core::Submit& submit)
{
    const PoolMember* const sms_sc = parts_.sms_sc.find(record.submission->sms_sc);
    // Only a new trigger may go to whoever is there.
    const bool may_go_on = trigger_action_of(record) == TriggerAction::trigger;
    const core::TriggerId id = record.id;
    if (sms_sc == nullptr) {
        // Configured when the trigger was accepted, and no longer.
        parts_.log.event(
            base::Severity::error,
            "t4.sms_sc_unknown",
            {{"sms_sc", record.submission->sms_sc.text()}, {"reference", record.reference.value()}}
        );
        return parts_.later.post([this, id] {
            parts_.engine.on_submitted(id, core::SmsScUnreachable{.next = std::nullopt});
        });
    }
    diameter::Message message =
        diameter::t4::encode(make_request(record, parts_.self, *sms_sc, settings_.type_of_address));
    message.header.end_to_end = diameter::EndToEndId{record.submission->end_to_end};
    if (submit.retransmission) {
        message.header.flags |= diameter::flag::retransmitted;
    }
    parts_.exchange.request(
        sms_sc->peer,
        message,
        parts_.clock.now() + settings_.submit_deadline,
        [this, id, may_go_on, asked = *sms_sc, tried = submit.tried](const Reply& reply) {
            on_reply(id, asked, may_go_on ? &tried : nullptr, reply);
        }
    );
}

void T4Gateway::on_reply(
    core::TriggerId trigger, const PoolMember& asked, const Tried* tried, const Reply& reply
)
{
    if (!reply && reply.error() == NoAnswer::timed_out) {
        return parts_.engine.on_submitted(trigger, core::SmsScSilent{});
    }
    if (!reply) {
        return unreachable(trigger, asked, tried);
    }
    const auto answer = diameter::t4::decode_device_trigger_answer(*reply);
    const bool other_node = answer && !same_name(answer->head.origin_host, asked.host.text());
    if (!answer || other_node) {
        parts_.log.event(
            base::Severity::warning,
            "t4.answer_unusable",
            {{"sms_sc", asked.host.text()},
             {"reason", answer ? std::string{"Origin-Host is another node"} : answer.error().text}}
        );
        return parts_.engine.on_submitted(trigger, core::SmsScSilent{}); // what it did is not known
    }
    if (should_try_elsewhere(answer->head.outcome)) {
        return unreachable(trigger, asked, tried);
    }
    parts_.engine.on_submitted(trigger, understand(*answer));
}

void T4Gateway::unreachable(core::TriggerId trigger, const PoolMember& failed, const Tried* before)
{
    const PoolMember* next = nullptr;
    if (before != nullptr) {
        std::vector<diameter::PeerId> tried{failed.peer};
        for (const domain::InternalHost& host : *before) {
            if (const PoolMember* const member = parts_.sms_sc.find(host)) {
                tried.push_back(member->peer);
            }
        }
        next = parts_.sms_sc.choose(tried);
    }
    parts_.engine.on_submitted(
        trigger, core::SmsScUnreachable{next == nullptr ? std::nullopt : std::optional{next->host}}
    );
}

SubmissionEvent T4Gateway::understand(const DeviceTriggerAnswer& answer)
{
    if (answer.head.outcome.is_success()) {
        return core::SmsScAccepted{};
    }
    return core::SmsScRefused{
        .status = diameter::request_status_of_t4(answer.head.outcome, settings_.congestion),
        .diagnostic = answer.mtc_error_diagnostic,
    };
}

void T4Gateway::on_request(diameter::Connection connection, diameter::Message request)
{
    Incoming incoming{parts_.transport, parts_.self, connection, std::move(request)};
    const PoolMember* const from = parts_.sms_sc.find(connection.peer);
    const auto decoded = diameter::t4::decode_delivery_report_request(incoming.request());
    auto event = decoded ? understand(*decoded, incoming.request(), from)
                         : tl::unexpected<diameter::Fault>{decoded.error()};
    if (!event) {
        parts_.log.event(
            base::Severity::warning,
            "t4.request_refused",
            {{"from", from == nullptr ? std::string{"?"} : from->host.text()},
             {"result", event.error().result_code},
             {"reason", event.error().text}}
        );
        return incoming.refuse(event.error());
    }
    event->request = core::ReportRequest{++last_report_};
    incoming.drop_content();
    reports_.emplace(
        event->request,
        Owed{
            std::move(incoming),
            diameter::answer_head(decoded->head, parts_.self.host, parts_.self.realm),
        }
    );
    parts_.engine.on_report(*event);
}

diameter::Decoded<core::ReportEvent> T4Gateway::understand(
    const DeliveryReportRequest& report, const diameter::Message& message, const PoolMember* from
) const
{
    const auto refuse = [](diameter::Fault fault) {
        return tl::unexpected<diameter::Fault>{std::move(fault)};
    };
    if (auto fault = check_network_request(
            report.head, from, parts_.self, reports_.size(), settings_.max_reports
        )) {
        return refuse(*std::move(fault));
    }
    if (!report.reference_number) {
        return refuse(diameter::missing_avp(diameter::avp::reference_number));
    }
    auto scs = diameter::t4::decode_sm_rp_smea(report.sm_rp_smea);
    if (!scs) {
        return refuse(wrong_smea(message));
    }
    auto imsi = imsi_of(report.user_identifier, message);
    if (!imsi) {
        return refuse(std::move(imsi.error()));
    }
    return core::ReportEvent{
        .request = {},
        .from = from->host,
        .scs = std::move(*scs),
        .reference = *report.reference_number,
        .outcome = diameter::delivery_outcome_of(report.sm_delivery_outcome),
        .imsi = *std::move(imsi),
    };
}

void T4Gateway::answer(core::ReportRequest report, const core::AnswerReports& answer)
{
    const auto waiting = reports_.find(report);
    if (waiting == reports_.end()) {
        return;
    }
    Owed owed = std::move(waiting->second);
    reports_.erase(waiting);
    if (!answer.accepted) {
        return owed.incoming.refuse(
            {diameter::result::unable_to_comply, {}, "the report could not be taken over"}
        );
    }
    owed.incoming.answer(diameter::t4::encode(diameter::t4::DeliveryReportAnswer{
        std::move(owed.head), {}}));
}

} // namespace iwf::gateways
