// SPDX-License-Identifier: Apache-2.0
#include "tests/support/store/sample_records.hpp"

namespace iwf::testing {
namespace {

base::WallTime at(std::int64_t milliseconds)
{
    return base::WallTime{std::chrono::milliseconds{milliseconds}};
}

core::T4Submission full_submission()
{
    return {
        .imsi = domain::Imsi::parse("001017890123456").value(),
        .sms_sc = domain::InternalHost::parse("smsc-3.core.operator.example").value(),
        .serving_nodes =
            {.serving_node = {0x00, 0xC2, 0x10},
             .additional_serving_nodes = {{0x01}, {0x02, 0xFF}}},
        .end_to_end = 0xA0000001,
        .session_id = "iwf.operator.example;1;2;dtr",
    };
}

} // namespace

core::TriggerRecord full_record(core::TriggerId id)
{
    return {
        .id = id,
        .state = core::TriggerState::reported,
        .contract = "meters",
        .scs_host = domain::NorthHost::parse("scs.meters.example").value(),
        .scs_realm = "Meters.Example",
        .action = domain::ActionType::device_trigger_replace,
        .reference = domain::ReferenceNumber{4000000001},
        .old_reference = domain::ReferenceNumber{4000000002},
        .claimed =
            {
                .external_identifier = "Meter-7\xFF\x00@Meters.example",
                .msisdn = base::Bytes{0x94, 0x71, 0x00},
                .scs_identity = base::Bytes{0x94, 0x71, 0xF1},
            },
        .device = domain::ExternalIdentifier::parse("meter-7@meters.example").value(),
        .scs_identity = domain::ScsIdentity::parse("49170001").value(),
        .trigger_data =
            domain::TriggerData{
                .payload = {0x00, 0x7F, 0x80, 0xFF},
                .priority = domain::Priority::priority,
                .application_port = 65535,
            },
        .validity_time_s = 3600,
        .dar_end_to_end = 0xA0000002,
        .dar_digest = 0xF123456789ABCDEF,
        .submission = full_submission(),
        .request_status = domain::RequestStatus::original_message_sent,
        .mtc_error_diagnostic = domain::MtcErrorDiagnostic::new_message_not_stored,
        .delivery_outcome = domain::DeliveryOutcome::unconfirmed,
        .dnr_end_to_end = 0xA0000003,
        .dnr_session_id = "iwf.north.example;1;2;dnr",
        .created = at(1700000000001),
        .guard_at = at(1700000000002),
        .reported_at = at(1700000000003),
        .closed_at = at(1700000000004),
    };
}

core::TriggerRecord bare_record(core::TriggerId id)
{
    return {
        .id = id,
        .contract = {},
        .scs_host = domain::NorthHost::parse("s").value(),
        .scs_realm = {},
        .action = domain::ActionType::device_trigger_request,
        .reference = {},
        .old_reference = {},
        .claimed = {},
        .device = domain::Msisdn::parse("12345").value(),
        .scs_identity = domain::ScsIdentity::parse("1").value(),
        .trigger_data = {},
        .validity_time_s = {},
        .submission = {},
        .request_status = {},
        .mtc_error_diagnostic = {},
        .delivery_outcome = {},
        .dnr_session_id = {},
        .created = {},
        .guard_at = {},
        .reported_at = {},
        .closed_at = {},
    };
}

} // namespace iwf::testing
