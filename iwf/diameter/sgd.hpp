// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/diameter/common.hpp"
#include "iwf/diameter/s6m.hpp"

/// SGd/Gdd as far as MSISDN-less MO-SMS over T4 uses it: SMS-SC -> MTC-IWF (TS 29.338, 6). Internal
/// to the operator.
namespace iwf::diameter::sgd {

/// Of OFR-Flags (TS 29.338, 6.3.3): the message came from an SGSN.
inline constexpr std::uint32_t ofr_flag_s6a_s6d = 1U << 0U;

/// SMSMI-Correlation-ID: MSISDN-less SMS in IMS, which is not done here.
struct CorrelationId
{
    std::optional<std::string> hss_id;
    std::optional<std::string> originating_sip_uri;
    std::optional<std::string> destination_sip_uri;

    friend bool operator==(const CorrelationId&, const CorrelationId&) = default;
};

/// TS 29.338, 6.3.3.
enum class DeliveryFailure : std::uint32_t
{
    memory_capacity_exceeded = 0,
    equipment_protocol_error = 1,
    equipment_not_sm_equipped = 2,
    unknown_service_centre = 3,
    sc_congestion = 4,
    invalid_sme_address = 5,
    user_not_sc_user = 6,
};

/// SM-Delivery-Failure-Cause, beside DIAMETER_ERROR_SM_DELIVERY_FAILURE.
struct DeliveryFailureCause
{
    std::optional<DeliveryFailure> failure; ///< required in what is sent
    std::optional<base::Bytes> diagnostic;

    friend bool operator==(const DeliveryFailureCause&, const DeliveryFailureCause&) = default;
};

/// OFR, TS 29.338, 6.3.2.3.
struct MoForwardShortMessageRequest
{
    RequestHead head;
    base::Bytes sc_address; ///< TBCD: over T4 this node's, as the SMS-SC is configured
    std::optional<std::uint32_t> ofr_flags;
    std::vector<SupportedFeatures> supported_features;
    s6m::UserIdentifier user_identifier;
    base::Bytes sm_rp_ui; ///< TPDU of TS 23.040
    std::optional<CorrelationId> correlation_id;

    friend bool
    operator==(const MoForwardShortMessageRequest&, const MoForwardShortMessageRequest&) = default;
};

/// OFA, TS 29.338, 6.3.2.4.
struct MoForwardShortMessageAnswer
{
    AnswerHead head;
    std::vector<SupportedFeatures> supported_features;
    std::optional<DeliveryFailureCause> failure_cause;
    std::optional<base::Bytes> sm_rp_ui;
    std::optional<std::string> external_identifier; ///< over T4 for charging

    friend bool
    operator==(const MoForwardShortMessageAnswer&, const MoForwardShortMessageAnswer&) = default;
};

[[nodiscard]] Decoded<MoForwardShortMessageRequest>
decode_mo_forward_short_message_request(const Message& message);
[[nodiscard]] Decoded<MoForwardShortMessageAnswer>
decode_mo_forward_short_message_answer(const Message& message);

[[nodiscard]] Message encode(const MoForwardShortMessageRequest& request);
[[nodiscard]] Message encode(const MoForwardShortMessageAnswer& answer);

} // namespace iwf::diameter::sgd
