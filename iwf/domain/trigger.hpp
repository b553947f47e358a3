// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/base/strong_id.hpp"

namespace iwf::domain {

/// Chosen by a server for one transaction; unique only together with the server (TS 29.368, 6.4.8).
using ReferenceNumber = base::StrongId<struct ReferenceNumberTag, std::uint32_t>;

/// TS 29.368, 6.4.6.
enum class ActionType : std::uint32_t
{
    device_trigger_request = 1,
    delivery_report = 2,
    device_trigger_recall = 3,
    device_trigger_replace = 4,
    msisdn_less_mo_sms = 5,
};

/// TS 29.368, 6.4.9. Not contiguous: never an index.
enum class RequestStatus : std::uint32_t
{
    success = 0,
    invalid_payload = 101,
    invalid_external_id = 102,
    invalid_scs_id = 103,
    invalid_period = 104,
    not_authorized = 105,
    service_unavailable = 106,
    permanent_error = 107,
    quota_exceeded = 108,
    rate_exceeded = 109,
    replace_fail = 110,
    recall_fail = 111,
    original_message_sent = 112,
    temporary_error = 201,
};

/// TS 29.368, 6.4.10.
enum class DeliveryOutcome : std::uint32_t
{
    success = 0,
    expired = 1,
    temporary_error = 2,
    undeliverable = 3,
    unconfirmed = 4,
};

/// TS 29.368, 6.4.7.
enum class Priority : std::uint32_t
{
    non_priority = 0,
    priority = 1
};

/// TS 29.337, 6.3.5.
enum class MtcErrorDiagnostic : std::uint32_t
{
    original_message_not_deleted = 0,
    new_message_not_stored = 1,
};

/// The standard's names: "SUCCESS", "INVPAYLOAD", ... for people and scripts.
[[nodiscard]] std::string_view name(ActionType action);
[[nodiscard]] std::string_view name(RequestStatus status);
[[nodiscard]] std::string_view name(DeliveryOutcome outcome);

/// The member with this wire value, or nothing.
[[nodiscard]] std::optional<ActionType> action_type_from(std::uint32_t value);
[[nodiscard]] std::optional<RequestStatus> request_status_from(std::uint32_t value);
[[nodiscard]] std::optional<DeliveryOutcome> delivery_outcome_from(std::uint32_t value);

/// What a trigger brings to the device application (TS 29.368, 6.4.3). Opaque to us.
struct TriggerData
{
    base::Bytes payload;
    std::optional<Priority> priority;
    std::optional<std::uint32_t> application_port; ///< 0 to 65535 (TS 23.040, 9.2.3.24.4)

    friend bool operator==(const TriggerData&, const TriggerData&) = default;
};

/// Where the device can be reached now, as the HSS told and the SMS-SC is told: the AVPs inside
/// Serving-Node (TS 29.336, 6.4.x), kept encoded because this node only passes them on. Internal.
struct ServingNodes
{
    base::Bytes serving_node;                          ///< content of the Grouped AVP; empty: none
    std::vector<base::Bytes> additional_serving_nodes; ///< likewise, none empty

    friend bool operator==(const ServingNodes&, const ServingNodes&) = default;
};

} // namespace iwf::domain
