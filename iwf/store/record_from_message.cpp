// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/field_reader.hpp"
#include "iwf/store/record_codec.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace iwf::store {
namespace {

namespace wire = mtciwf::v1;

std::optional<core::TriggerState> state_from(wire::TriggerState state)
{
    const auto number = static_cast<int>(state);
    if (number < static_cast<int>(core::TriggerState::intended) ||
        number > static_cast<int>(core::TriggerState::closed)) {
        return std::nullopt;
    }
    return static_cast<core::TriggerState>(number);
}

std::optional<domain::Priority> priority_from(std::uint32_t value)
{
    return within(domain::Priority::non_priority, domain::Priority::priority, value);
}

std::optional<domain::MtcErrorDiagnostic> diagnostic_from(std::uint32_t value)
{
    return within(
        domain::MtcErrorDiagnostic::original_message_not_deleted,
        domain::MtcErrorDiagnostic::new_message_not_stored,
        value
    );
}

core::ClaimedIdentity read_claimed(const wire::ClaimedIdentity& message)
{
    core::ClaimedIdentity claimed;
    if (message.has_external_identifier()) {
        claimed.external_identifier = message.external_identifier();
    }
    if (message.has_msisdn()) {
        claimed.msisdn = bytes_of(message.msisdn());
    }
    if (message.has_scs_identity()) {
        claimed.scs_identity = bytes_of(message.scs_identity());
    }
    return claimed;
}

std::optional<domain::TriggerData>
read_trigger_data(FieldReader& in, const wire::TriggerRecord& record)
{
    if (!record.has_trigger_data()) {
        return std::nullopt;
    }
    const wire::TriggerData& message = record.trigger_data();
    domain::TriggerData trigger;
    trigger.payload = bytes_of(message.payload());
    if (message.has_priority()) {
        trigger.priority = in.known(
            "trigger_data.priority", message.priority(), priority_from(message.priority())
        );
    }
    if (message.has_application_port()) {
        trigger.application_port = message.application_port();
    }
    return trigger;
}

domain::ServingNodes read_serving_nodes(const wire::Submission& message)
{
    domain::ServingNodes nodes;
    nodes.serving_node = bytes_of(message.serving_node());
    for (const std::string& node : message.additional_serving_nodes()) {
        nodes.additional_serving_nodes.push_back(bytes_of(node));
    }
    return nodes;
}

std::optional<core::T4Submission>
read_submission(FieldReader& in, const wire::TriggerRecord& record)
{
    if (!record.has_submission()) {
        return std::nullopt;
    }
    const wire::Submission& message = record.submission();
    auto imsi = in.parsed<domain::Imsi>("submission.imsi", message.imsi());
    auto sms_sc = in.parsed<domain::InternalHost>("submission.sms_sc", message.sms_sc());
    if (!imsi || !sms_sc) {
        return std::nullopt;
    }
    return core::T4Submission{
        .imsi = *std::move(imsi),
        .sms_sc = *std::move(sms_sc),
        .serving_nodes = read_serving_nodes(message),
        .end_to_end = message.end_to_end(),
        .session_id = message.session_id(),
    };
}

std::optional<domain::DeviceIdentity>
read_device(FieldReader& in, const wire::TriggerRecord& message)
{
    switch (message.device_case()) {
    case wire::TriggerRecord::kExternalIdentifier:
        return in.parsed<domain::ExternalIdentifier>(
            "external_identifier", message.external_identifier()
        );
    case wire::TriggerRecord::kMsisdn:
        return in.parsed<domain::Msisdn>("msisdn", message.msisdn());
    case wire::TriggerRecord::DEVICE_NOT_SET:
        break;
    }
    in.note("device", "missing");
    return std::nullopt;
}

std::optional<domain::RequestStatus>
read_request_status(FieldReader& in, const wire::TriggerRecord& message)
{
    if (!message.has_request_status()) {
        return std::nullopt;
    }
    const std::uint32_t value = message.request_status();
    return in.known("request_status", value, domain::request_status_from(value));
}

std::optional<domain::MtcErrorDiagnostic>
read_diagnostic(FieldReader& in, const wire::TriggerRecord& message)
{
    if (!message.has_mtc_error_diagnostic()) {
        return std::nullopt;
    }
    const std::uint32_t value = message.mtc_error_diagnostic();
    return in.known("mtc_error_diagnostic", value, diagnostic_from(value));
}

std::optional<domain::DeliveryOutcome>
read_delivery_outcome(FieldReader& in, const wire::TriggerRecord& message)
{
    if (!message.has_delivery_outcome()) {
        return std::nullopt;
    }
    const std::uint32_t value = message.delivery_outcome();
    return in.known("delivery_outcome", value, domain::delivery_outcome_from(value));
}

std::optional<domain::ReferenceNumber> read_old_reference(const wire::TriggerRecord& message)
{
    return message.has_old_reference()
               ? std::optional{domain::ReferenceNumber{message.old_reference()}}
               : std::nullopt;
}

std::optional<std::uint32_t> read_validity_time(const wire::TriggerRecord& message)
{
    return message.has_validity_time_s() ? std::optional{message.validity_time_s()} : std::nullopt;
}

} // namespace

base::Result<core::TriggerRecord> from_message(const wire::TriggerRecord& message)
{
    FieldReader in;
    auto scs_host = in.parsed<domain::NorthHost>("scs_host", message.scs_host());
    auto device = read_device(in, message);
    auto scs_identity = in.parsed<domain::ScsIdentity>("scs_identity", message.scs_identity());
    const auto state = state_from(message.state());
    if (!state) {
        in.note("state", "no meaning for the value " + std::to_string(message.state()));
    }
    if (!scs_host || !device || !scs_identity || !state) {
        return tl::unexpected{in.error()};
    }
    core::TriggerRecord record{
        .id = core::TriggerId{message.id()},
        .state = *state,
        .contract = message.contract(),
        .scs_host = *std::move(scs_host),
        .scs_realm = message.scs_realm(),
        .action = in.known("action", message.action(), domain::action_type_from(message.action())),
        .reference = domain::ReferenceNumber{message.reference()},
        .old_reference = read_old_reference(message),
        .claimed = read_claimed(message.claimed()),
        .device = *std::move(device),
        .scs_identity = *std::move(scs_identity),
        .trigger_data = read_trigger_data(in, message),
        .validity_time_s = read_validity_time(message),
        .dar_end_to_end = message.dar_end_to_end(),
        .dar_digest = message.dar_digest(),
        .submission = read_submission(in, message),
        .request_status = read_request_status(in, message),
        .mtc_error_diagnostic = read_diagnostic(in, message),
        .delivery_outcome = read_delivery_outcome(in, message),
        .dnr_end_to_end = message.dnr_end_to_end(),
        .dnr_session_id = message.dnr_session_id(),
        .created = time_of(message.created()),
        .guard_at = time_of(message.guard_at()),
        .reported_at = time_of(message.reported_at()),
        .closed_at = time_of(message.closed_at()),
    };
    if (!in.ok()) {
        return tl::unexpected{in.error()};
    }
    return record;
}

} // namespace iwf::store
