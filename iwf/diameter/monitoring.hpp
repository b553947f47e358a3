// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/diameter/common.hpp"
#include "iwf/domain/monitoring.hpp"

/// What S6t and T6a/T6b have in common (TS 29.336, 8.4; TS 29.128, 6.4).
///
/// With the feature Extended Reference IDs a reference is said in 64 bits, and the 32 beside it are
/// for nodes without the feature (TS 29.336, 8.4). References for deletion are two lists: those of
/// 32 bits are the halves of those of 64 when there are as many of both, and else, beside any of
/// 64, mean nothing.
namespace iwf::diameter::monitoring {

/// Bits of Feature-List 1 (TS 29.336, table 8.4.23-1).
namespace feature {
inline constexpr std::uint32_t list = 1; ///< Feature-List-ID
inline constexpr std::uint32_t monte = 1U << 0U;
inline constexpr std::uint32_t communication_pattern = 1U << 1U;
inline constexpr std::uint32_t nidd_authorization = 1U << 2U;
inline constexpr std::uint32_t enhanced_coverage_restriction = 1U << 3U;
inline constexpr std::uint32_t nidd_authorization_update = 1U << 4U;
inline constexpr std::uint32_t report_eff_monte = 1U << 5U;
inline constexpr std::uint32_t event_cancellation_report = 1U << 6U;
inline constexpr std::uint32_t config_eff_cp = 1U << 7U;
inline constexpr std::uint32_t config_eff_np = 1U << 8U;
inline constexpr std::uint32_t extended_reference_ids = 1U << 9U;
} // namespace feature

/// Bits of Supported-Monitoring-Events (TS 29.336, 8.4): not in the order of MonitoringType.
namespace supported_event {
inline constexpr std::uint64_t change_of_association = 1U << 0U;
inline constexpr std::uint64_t ue_reachability = 1U << 1U;
inline constexpr std::uint64_t location = 1U << 2U;
inline constexpr std::uint64_t loss_of_connectivity = 1U << 3U;
inline constexpr std::uint64_t communication_failure = 1U << 4U;
inline constexpr std::uint64_t roaming_status = 1U << 5U;
inline constexpr std::uint64_t availability_after_ddn_failure = 1U << 6U;
inline constexpr std::uint64_t idle_status = 1U << 7U;
inline constexpr std::uint64_t pdn_connectivity_status = 1U << 8U;
} // namespace supported_event

/// Whose AVP Broken-Expectation is, when nothing else is configured: the number that RFC 5612 keeps
/// for examples.
inline constexpr std::uint32_t default_enterprise = 32473;

/// User-Identifier as far as it may be known to a server. It has no place for a User-Name: an IMSI
/// that comes in one is not read, and none can be written (S7).
struct UserIdentifier
{
    std::optional<std::string> external_identifier;
    std::optional<base::Bytes> msisdn; ///< TBCD
    bool group{};                      ///< external_identifier is an External Group Identifier

    [[nodiscard]] bool names_nobody() const { return !external_identifier && !msisdn; }

    friend bool operator==(const UserIdentifier&, const UserIdentifier&) = default;
};

/// Monitoring-Event-Configuration. Has a reference or some for deletion; only for deletion, the
/// type may be any.
struct EventConfiguration
{
    std::optional<domain::ScefReference> reference;
    std::string scef_id;
    std::vector<domain::ScefReference> for_deletion;
    domain::EventParameters parameters;

    friend bool operator==(const EventConfiguration&, const EventConfiguration&) = default;
};

/// TS 29.336, 8.4.
enum class NodeType : std::uint32_t
{
    hss = 0,
    mme = 1,
    sgsn = 2
};

/// What became of one service, told as an outcome is: a Vendor-Id that is absent or 0 says that it
/// is a Result-Code, 10415 that it is an Experimental-Result-Code.
using ServiceResult = Outcome;

struct ServiceReport
{
    std::optional<ServiceResult> result;
    std::optional<NodeType> node_type; ///< nothing: absent, or one that nobody has defined yet

    friend bool operator==(const ServiceReport&, const ServiceReport&) = default;
};

/// Monitoring-Event-Report.
struct EventReport
{
    domain::ScefReference reference;
    std::optional<std::string> scef_id;
    std::optional<domain::ScefReference> for_deletion;
    domain::EventReport report;
    std::vector<ServiceReport> service_reports;

    friend bool operator==(const EventReport&, const EventReport&) = default;
};

/// Monitoring-Event-Config-Status.
struct ConfigStatus
{
    domain::ScefReference reference;
    std::optional<std::string> scef_id;
    std::vector<ServiceReport> service_reports;

    friend bool operator==(const ConfigStatus&, const ConfigStatus&) = default;
};

/// Monitoring-Event-Report-Status. Without any code it is a success.
struct ReportStatus
{
    domain::ScefReference reference;
    std::string scef_id;
    Outcome outcome;

    friend bool operator==(const ReportStatus&, const ReportStatus&) = default;
};

/// AESE-Communication-Pattern. Has a reference or some for deletion.
struct CommunicationPatternConfiguration
{
    std::optional<domain::ScefReference> reference;
    std::string scef_id;
    std::vector<domain::ScefReference> for_deletion;
    std::vector<domain::CommunicationPattern> patterns;
    std::optional<std::string> provider_id; ///< MTC-Provider-ID

    friend bool
    operator==(const CommunicationPatternConfiguration&, const CommunicationPatternConfiguration&) =
        default;
};

/// AESE-Communication-Pattern-Config-Status.
struct PatternStatus
{
    domain::ScefReference reference;
    std::optional<std::string> scef_id;
    std::optional<ServiceResult> result; ///< in AESE-Error-Report

    friend bool operator==(const PatternStatus&, const PatternStatus&) = default;
};

} // namespace iwf::diameter::monitoring
