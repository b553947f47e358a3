// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/diameter/common.hpp"
#include "iwf/diameter/overload.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/trigger.hpp"

/// S6m: MTC-IWF <-> HSS (TS 29.336, 5 and 6). Internal to the operator.
namespace iwf::diameter::s6m {

/// TS 29.336, 6.4.2: never empty.
struct UserIdentifier
{
    std::optional<std::string> user_name; ///< IMSI digits
    std::optional<base::Bytes> msisdn;    ///< TBCD
    std::optional<std::string> external_identifier;
    std::optional<base::Bytes> lmsi;

    friend bool operator==(const UserIdentifier&, const UserIdentifier&) = default;
};

/// TS 29.336, 6.4.3.
enum class ServiceId : std::uint32_t
{
    device_trigger = 0,
    sms_mo = 1
};

/// Bits of HSS-Cause (TS 29.336, 6.4.9).
namespace hss_cause {
inline constexpr std::uint32_t absent_subscriber = 1U << 0U;
inline constexpr std::uint32_t teleservice_not_provisioned = 1U << 1U;
inline constexpr std::uint32_t call_barred = 1U << 2U;
} // namespace hss_cause

/// SIR-Flags bit 0: the request comes from an MTC-IWF (TS 29.336, 6.4.10).
inline constexpr std::uint32_t sir_flag_s6m = 1U << 0U;

/// SIR, TS 29.336, 6.2.3.
struct SubscriberInformationRequest
{
    RequestHead head;
    UserIdentifier user_identifier;
    std::optional<ServiceId> service_id;
    std::optional<base::Bytes> scs_identity;       ///< TBCD
    std::optional<domain::Priority> priority;      ///< in Service-Parameters / T4-Parameters
    std::optional<base::Bytes> sm_rp_smea;         ///< in Service-Parameters / T4-Parameters
    std::optional<std::uint32_t> application_port; ///< in Service-Parameters
    std::uint32_t sir_flags{};
    std::optional<std::uint64_t> overload_features; ///< absent: takes no overload reports
    std::vector<SupportedFeatures> supported_features;

    friend bool
    operator==(const SubscriberInformationRequest&, const SubscriberInformationRequest&) = default;
};

/// T4-Data inside Service-Data (TS 29.336, 6.4.8).
struct T4Data
{
    std::optional<std::uint32_t> hss_cause;
    domain::ServingNodes serving_nodes;

    friend bool operator==(const T4Data&, const T4Data&) = default;
};

/// SIA, TS 29.336, 6.2.4.
struct SubscriberInformationAnswer
{
    AnswerHead head;
    std::optional<std::uint64_t> overload_features; ///< what the HSS has chosen of ours
    std::optional<OverloadReport> overload_report;
    std::vector<UserIdentifier> user_identifiers;
    std::optional<T4Data> t4_data; ///< absent when Service-Data or T4-Data is
    std::vector<SupportedFeatures> supported_features;

    friend bool
    operator==(const SubscriberInformationAnswer&, const SubscriberInformationAnswer&) = default;
};

[[nodiscard]] Decoded<SubscriberInformationRequest>
decode_subscriber_information_request(const Message& message);
[[nodiscard]] Decoded<SubscriberInformationAnswer>
decode_subscriber_information_answer(const Message& message);

[[nodiscard]] Message encode(const SubscriberInformationRequest& request);
[[nodiscard]] Message encode(const SubscriberInformationAnswer& answer);

} // namespace iwf::diameter::s6m
