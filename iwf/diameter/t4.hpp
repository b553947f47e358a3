// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/diameter/common.hpp"
#include "iwf/diameter/s6m.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/trigger.hpp"

/// T4: MTC-IWF <-> SMS-SC (TS 29.337). Internal to the operator.
namespace iwf::diameter::t4 {

/// TS 29.337, 6.3.4. Another order than the charging AVP of a similar name has.
enum class TriggerAction : std::uint32_t
{
    trigger = 0,
    recall = 1,
    replace = 2
};

/// TS 29.337, 6.3.2.
enum class SmDeliveryOutcome : std::uint32_t
{
    absent_subscriber = 0,
    ue_memory_capacity_exceeded = 1,
    successful_transfer = 2,
    validity_time_expired = 3,
};

/// SM-RP-SMEA: address field of TS 23.040, 9.1.2.5: number of semi-octets, type of address,
/// swapped semi-octets. `type_of_address`: 0x91, international ISDN, unless configured otherwise.
[[nodiscard]] base::Bytes
encode_sm_rp_smea(const domain::ScsIdentity& scs, std::uint8_t type_of_address);

/// The digits of an SM-RP-SMEA; an error when the length octet and the content disagree.
[[nodiscard]] base::Result<domain::ScsIdentity> decode_sm_rp_smea(base::ByteView octets);

/// DTR, TS 29.337, 6.2.3.
struct DeviceTriggerRequest
{
    RequestHead head;
    s6m::UserIdentifier user_identifier;
    base::Bytes sm_rp_smea;
    base::Bytes payload; ///< required by the ABNF for each Trigger-Action; empty for a recall
    domain::ServingNodes serving_nodes;
    std::optional<domain::ReferenceNumber> reference_number;
    std::optional<std::uint32_t> validity_time_s;
    std::optional<domain::Priority> priority;
    std::optional<std::uint32_t> application_port;
    std::optional<domain::ReferenceNumber> old_reference_number;
    std::optional<TriggerAction> trigger_action; ///< absent means trigger
    std::vector<SupportedFeatures> supported_features;

    friend bool operator==(const DeviceTriggerRequest&, const DeviceTriggerRequest&) = default;
};

/// DTA, TS 29.337, 6.2.4.
struct DeviceTriggerAnswer
{
    AnswerHead head;
    std::optional<domain::MtcErrorDiagnostic> mtc_error_diagnostic;
    std::optional<domain::ReferenceNumber> old_reference_number;
    std::optional<TriggerAction> trigger_action;
    std::vector<SupportedFeatures> supported_features;

    friend bool operator==(const DeviceTriggerAnswer&, const DeviceTriggerAnswer&) = default;
};

/// DRR, TS 29.337, 6.2.5. head.destination_host is required.
struct DeliveryReportRequest
{
    RequestHead head;
    s6m::UserIdentifier user_identifier;
    base::Bytes sm_rp_smea;
    SmDeliveryOutcome sm_delivery_outcome{};
    std::optional<std::uint32_t> absent_subscriber_diagnostic;
    std::optional<domain::ReferenceNumber> reference_number;
    std::vector<SupportedFeatures> supported_features;

    friend bool operator==(const DeliveryReportRequest&, const DeliveryReportRequest&) = default;
};

/// DRA, TS 29.337, 6.2.6.
struct DeliveryReportAnswer
{
    AnswerHead head;
    std::vector<SupportedFeatures> supported_features;

    friend bool operator==(const DeliveryReportAnswer&, const DeliveryReportAnswer&) = default;
};

[[nodiscard]] Decoded<DeviceTriggerRequest> decode_device_trigger_request(const Message& message);
[[nodiscard]] Decoded<DeviceTriggerAnswer> decode_device_trigger_answer(const Message& message);
[[nodiscard]] Decoded<DeliveryReportRequest> decode_delivery_report_request(const Message& message);
[[nodiscard]] Decoded<DeliveryReportAnswer> decode_delivery_report_answer(const Message& message);

[[nodiscard]] Message encode(const DeviceTriggerRequest& request);
[[nodiscard]] Message encode(const DeviceTriggerAnswer& answer);
[[nodiscard]] Message encode(const DeliveryReportRequest& request);
[[nodiscard]] Message encode(const DeliveryReportAnswer& answer);

} // namespace iwf::diameter::t4
