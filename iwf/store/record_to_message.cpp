// SPDX-License-Identifier: Apache-2.0
#include "iwf/base/overloaded.hpp"
#include "iwf/store/field_writer.hpp"
#include "iwf/store/record_codec.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

#include <string>
#include <variant>

namespace iwf::store {
namespace {

namespace wire = mtciwf::v1;

void write_claimed(const core::ClaimedIdentity& claimed, wire::ClaimedIdentity& message)
{
    if (claimed.external_identifier) {
        message.set_external_identifier(*claimed.external_identifier);
    }
    if (claimed.msisdn) {
        message.set_msisdn(text_of(*claimed.msisdn));
    }
    if (claimed.scs_identity) {
        message.set_scs_identity(text_of(*claimed.scs_identity));
    }
}

void write_trigger_data(const domain::TriggerData& trigger, wire::TriggerData& message)
{
    message.set_payload(text_of(trigger.payload));
    if (trigger.priority) {
        message.set_priority(static_cast<std::uint32_t>(*trigger.priority));
    }
    if (trigger.application_port) {
        message.set_application_port(*trigger.application_port);
    }
}

void write_submission(const core::T4Submission& submission, wire::Submission& message)
{
    message.set_imsi(submission.imsi.digits(domain::southbound));
    message.set_sms_sc(submission.sms_sc.text());
    message.set_serving_node(text_of(submission.serving_nodes.serving_node));
    for (const base::Bytes& node : submission.serving_nodes.additional_serving_nodes) {
        message.add_additional_serving_nodes(text_of(node));
    }
    message.set_end_to_end(submission.end_to_end);
    message.set_session_id(submission.session_id);
}

void write_device(const domain::DeviceIdentity& device, wire::TriggerRecord& message)
{
    std::visit(
        base::Overloaded{
            [&message](const domain::ExternalIdentifier& id) {
                message.set_external_identifier(id.text());
            },
            [&message](const domain::Msisdn& msisdn) { message.set_msisdn(msisdn.digits()); },
        },
        device
    );
}

void write_outcomes(const core::TriggerRecord& record, wire::TriggerRecord& message)
{
    if (record.request_status) {
        message.set_request_status(static_cast<std::uint32_t>(*record.request_status));
    }
    if (record.mtc_error_diagnostic) {
        message.set_mtc_error_diagnostic(static_cast<std::uint32_t>(*record.mtc_error_diagnostic));
    }
    if (record.delivery_outcome) {
        message.set_delivery_outcome(static_cast<std::uint32_t>(*record.delivery_outcome));
    }
}

void write_times(const core::TriggerRecord& record, wire::TriggerRecord& message)
{
    message.set_created(milliseconds_of(record.created));
    message.set_guard_at(milliseconds_of(record.guard_at));
    message.set_reported_at(milliseconds_of(record.reported_at));
    message.set_closed_at(milliseconds_of(record.closed_at));
}

} // namespace

void to_message(const core::TriggerRecord& record, wire::TriggerRecord& message)
{
    message.set_id(record.id.value());
    message.set_state(static_cast<wire::TriggerState>(record.state));
    message.set_contract(record.contract);
    message.set_scs_host(record.scs_host.text());
    message.set_scs_realm(record.scs_realm);
    message.set_action(static_cast<std::uint32_t>(record.action));
    message.set_reference(record.reference.value());
    if (record.old_reference) {
        message.set_old_reference(record.old_reference->value());
    }
    write_claimed(record.claimed, *message.mutable_claimed());
    write_device(record.device, message);
    message.set_scs_identity(record.scs_identity.digits());
    if (record.trigger_data) {
        write_trigger_data(*record.trigger_data, *message.mutable_trigger_data());
    }
    if (record.validity_time_s) {
        message.set_validity_time_s(*record.validity_time_s);
    }
    message.set_dar_end_to_end(record.dar_end_to_end);
    message.set_dar_digest(record.dar_digest);
    if (record.submission) {
        write_submission(*record.submission, *message.mutable_submission());
    }
    write_outcomes(record, message);
    message.set_dnr_end_to_end(record.dnr_end_to_end);
    message.set_dnr_session_id(record.dnr_session_id);
    write_times(record, message);
}

} // namespace iwf::store
