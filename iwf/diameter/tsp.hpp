// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/diameter/common.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/trigger.hpp"

/// Tsp: SCS <-> MTC-IWF (TS 29.368). Northbound: no type in here can hold an IMSI or an internal
/// host (S7).
namespace iwf::diameter::tsp {

/// TS 29.368, 6.4.2. The identities are as the server wrote them: whether they are well formed is
/// answered with a Request-Status, not a Result-Code (TS 29.368, 5.5), so parsing them is the
/// gateway's.
struct DeviceAction
{
    std::optional<std::string> external_identifier;
    std::optional<base::Bytes> msisdn;       ///< TBCD
    std::optional<base::Bytes> scs_identity; ///< TBCD
    domain::ReferenceNumber reference_number;
    std::optional<domain::ReferenceNumber> old_reference_number;
    domain::ActionType action_type{}; ///< 1, 3 or 4; anything else is refused with 5004
    std::optional<domain::TriggerData> trigger_data;
    std::optional<std::uint32_t> validity_time_s;

    friend bool operator==(const DeviceAction&, const DeviceAction&) = default;
};

/// TS 29.368, 6.4.3. Identities are echoed octet by octet as the server wrote them.
struct DeviceNotification
{
    std::optional<std::string> external_identifier;
    std::optional<base::Bytes> msisdn;
    std::optional<base::Bytes> scs_identity;
    domain::ReferenceNumber reference_number;
    domain::ActionType action_type{};
    std::optional<domain::RequestStatus> request_status;            ///< DAA only
    std::optional<domain::MtcErrorDiagnostic> mtc_error_diagnostic; ///< DAA only
    std::optional<domain::DeliveryOutcome> delivery_outcome;        ///< DNR only
    std::optional<base::Bytes> sm_rp_ui;                            ///< DNR, Action-Type 5
    std::optional<std::uint32_t> application_port;                  ///< DNR, Action-Type 5

    friend bool operator==(const DeviceNotification&, const DeviceNotification&) = default;
};

/// DAR, TS 29.368, 6.6.2.
struct DeviceActionRequest
{
    RequestHead head;
    DeviceAction device_action; ///< optional in the ABNF, senseless without: absent is 5005
    std::vector<SupportedFeatures> supported_features;

    friend bool operator==(const DeviceActionRequest&, const DeviceActionRequest&) = default;
};

/// DAA, TS 29.368, 6.6.3. The result is 2001 whenever the command was processed; how it went is
/// the Request-Status.
struct DeviceActionAnswer
{
    AnswerHead head;
    /// Absent only when the answer tells of a failure (RFC 6733, 7.1.5 and 7.2: such an answer need
    /// not keep the ABNF of the command).
    std::optional<DeviceNotification> device_notification;
    std::vector<SupportedFeatures> supported_features;
    std::optional<std::uint32_t> feature_supported_in_final_target;
    std::optional<Load> load; ///< of the host that answers

    friend bool operator==(const DeviceActionAnswer&, const DeviceActionAnswer&) = default;
};

/// DNR, TS 29.368, 6.6.4. head.destination_host is required.
struct DeviceNotificationRequest
{
    RequestHead head;
    DeviceNotification device_notification;

    friend bool
    operator==(const DeviceNotificationRequest&, const DeviceNotificationRequest&) = default;
};

/// DNA, TS 29.368, 6.6.5.
struct DeviceNotificationAnswer
{
    AnswerHead head;

    friend bool
    operator==(const DeviceNotificationAnswer&, const DeviceNotificationAnswer&) = default;
};

[[nodiscard]] Decoded<DeviceActionRequest> decode_device_action_request(const Message& message);
[[nodiscard]] Decoded<DeviceActionAnswer> decode_device_action_answer(const Message& message);
[[nodiscard]] Decoded<DeviceNotificationRequest>
decode_device_notification_request(const Message& message);
[[nodiscard]] Decoded<DeviceNotificationAnswer>
decode_device_notification_answer(const Message& message);

/// The header's End-to-End (and, in answers, Hop-by-Hop) identifiers and the T flag are the
/// caller's to set afterwards.
[[nodiscard]] Message encode(const DeviceActionRequest& request);
[[nodiscard]] Message encode(const DeviceActionAnswer& answer);
[[nodiscard]] Message encode(const DeviceNotificationRequest& request);
[[nodiscard]] Message encode(const DeviceNotificationAnswer& answer);

} // namespace iwf::diameter::tsp
